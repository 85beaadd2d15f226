"""Who asked for what over a socket, for the audit log: messages that change something, and those that were not allowed.

Where a message came from is known when its socket is opened only, so a record names the request instead.
"""

from collections.abc import Callable

from curator.operations.audit.auditor import Auditor, Sender
from curator.operations.audit.records import Outcome
from curator.realtime.errors import INTERNAL_ERROR
from curator.realtime.packages.envelopes import Status
from curator.realtime.router import Served
from functions.websocket.conversation import SocketConversation

OUTCOMES = {Status.OK: Outcome.SUCCESS, Status.PERMISSION_DENIED: Outcome.PERMISSION_DENIED}  # the others are errors


def recorder(auditor: Callable[[], Auditor]) -> Callable[[Served[SocketConversation], SocketConversation, float], None]:
    """Return what keeps a message that was served, and writes it before the function ends; it never raises."""

    def record(served: Served[SocketConversation], conversation: SocketConversation, started_at: float) -> None:
        registration = served.registration
        if registration is None or not (registration.audited or served.status is Status.PERMISSION_DENIED):
            return
        problem = served.problem
        log = auditor()
        log.record(
            principal=conversation.principal,
            action=f"WS:{registration.type_name}",
            resource=f"package {registration.number}",
            outcome=OUTCOMES.get(served.status, Outcome.ERROR),
            began=started_at,
            status=int(served.status),
            data=served.request.message,
            error=getattr(problem, "public_message", INTERNAL_ERROR) if problem else "",
            sender=Sender(request_id=served.request.req_id),
        )
        log.flush()

    return record
