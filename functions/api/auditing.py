"""Tells the audit log of requests: who sent what, and how it ended.

Worth a record is what somebody known changes, what operators look at, and what somebody known is refused; with
`AUDIT_READS` all that somebody known asks for. Who it is, the route's guard has found out and left in the request's
state: nobody is looked up for the record's sake, and what strangers ask for has none. Only what gets as far as a route
is told of; what the middleware outside refuses (another site's pages, a limit) is counted and logged there.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curator.foundation.clock import Clock
from curator.identity.principals import Principal
from curator.operations.audit.auditor import Auditor, Sender
from curator.operations.audit.records import Outcome

READING = frozenset({"GET", "HEAD", "OPTIONS"})
OPERATORS = "/api/admin/"
CHANGES_BY_GET = frozenset({"/auth/callback", "/auth/logout"})  # clients in the field call them so
EXCLUDED = ("/health", "/api/health", "/api/v1/health", "/metrics")  # and what is below them
EXCLUDED_PREFIXES = tuple(f"{path}/" for path in EXCLUDED)
REFUSED = frozenset({401, 403})
BROKEN = 500

LARGEST_BODY = 64 * 1024  # bytes of a request that are looked into; of a longer one only the size is told
LARGEST_REFUSAL = 4 * 1024

log = logging.getLogger(__name__)


class AuditMiddleware:
    """Records requests, and writes the records before the request ends: afterwards Lambda stops the instance."""

    def __init__(self, app: ASGIApp, *, auditor: Callable[[], Auditor], clock: Clock, reads: bool = False) -> None:
        """Wrap the application; `reads` is whether looking at something is recorded like changing it."""
        self._app = app
        self._auditor = auditor
        self._clock = clock
        self._reads = reads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or f"{scope['path']}/".startswith(EXCLUDED_PREFIXES):
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})  # one for all copies of the scope, also those that others make
        exchange = _Exchange(scope, receive, send, began=self._clock.now())
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except Exception as problem:
            exchange.broke(problem)
            raise
        finally:
            self._tell(exchange)

    def _tell(self, exchange: "_Exchange") -> None:
        if exchange.principal is None or not self._is_worth_a_record(exchange):
            return
        try:
            auditor = self._auditor()
            auditor.record(
                principal=exchange.principal,
                action=exchange.method,
                resource=exchange.path,
                outcome=exchange.outcome,
                began=exchange.began,
                status=exchange.status,
                data=exchange.asked(),
                error=exchange.error(),
                sender=exchange.sender(),
            )
            auditor.flush()
        except Exception:  # the auditor itself never raises, but it has to be made
            log.exception("a request is not in the audit log")

    def _is_worth_a_record(self, exchange: "_Exchange") -> bool:
        return (
            self._reads
            or exchange.method not in READING
            or exchange.path.startswith(OPERATORS)
            or exchange.path in CHANGES_BY_GET
            or exchange.status in REFUSED
        )


class _Exchange:
    """One request and its answer, as they went by."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, *, began: float) -> None:
        self.began = began
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.status = BROKEN
        self._scope = scope
        self._headers = Headers(scope=scope)
        self._receive = receive
        self._send = send
        self._body = _Beginning(LARGEST_BODY)
        self._refusal = _Beginning(LARGEST_REFUSAL)
        self._problem = ""

    async def receive(self) -> Message:
        message = await self._receive()
        self._body.add(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif self.status >= 400:
            self._refusal.add(message.get("body", b""))
        await self._send(message)

    def broke(self, problem: Exception) -> None:
        """Note that the application failed; only of what kind, since its text may name what nobody should read."""
        self.status, self._problem = BROKEN, type(problem).__name__

    @property
    def principal(self) -> Principal | None:
        found: Principal | None = self._scope["state"].get("principal")
        return found

    @property
    def outcome(self) -> Outcome:
        if self.status in REFUSED:
            return Outcome.PERMISSION_DENIED
        return Outcome.ERROR if self.status >= 400 else Outcome.SUCCESS

    def asked(self) -> dict[str, Any] | None:
        """Return the query and the body, if there are any."""
        query, body = dict(QueryParams(self._scope.get("query_string", b""))), self._sent()
        return {name: value for name, value in (("query", query), ("body", body)) if value} or None

    def _sent(self) -> Any:
        if not self._body.size:
            return None
        kind = self._headers.get("content-type", "").partition(";")[0].strip().lower()
        data = self._body.as_json() if kind == "application/json" else None
        return f"{kind or 'data'}, {self._body.size} bytes" if data is None else data

    def error(self) -> str:
        """Return what the client was told, or what kind of exception kept it from being told anything."""
        if self._problem or self.status < 400:
            return self._problem
        answer = self._refusal.as_json()
        detail = answer.get("detail") if isinstance(answer, dict) else None
        return detail if isinstance(detail, str) else ""

    def sender(self) -> Sender:
        client = self._scope.get("client")
        return Sender(ip_address=client[0] if client else "", user_agent=self._headers.get("user-agent", ""))


class _Beginning:
    """Bytes that come in parts: kept if they are few, counted in any case."""

    def __init__(self, limit: int) -> None:
        self.size = 0
        self._limit = limit
        self._parts: list[bytes] = []

    def add(self, part: bytes) -> None:
        self.size += len(part)
        if self.size <= self._limit:
            self._parts.append(part)
        else:
            self._parts.clear()

    def as_json(self) -> Any:
        """Return what the bytes say, None where they are too many or no JSON."""
        if self.size > self._limit:
            return None
        try:
            return json.loads(b"".join(self._parts))
        except (ValueError, RecursionError):
            return None
