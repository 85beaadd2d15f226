"""Lambda handler of the WebSocket API: `$connect`, `$disconnect` and `$default`."""

from typing import TYPE_CHECKING, Any

from curator.foundation import starting  # before what is heavy
from curator.foundation.errors import CuratorError
from curator.foundation.logs import function_logger
from curator.foundation.metrics import metrics
from curator.operations.metrics.wiring import measured
from functions.websocket import lifecycle, messages, wiring
from functions.websocket.tracing import traced_event

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = function_logger("websocket")
wiring.settings()  # a bad deploy fails here
wiring.router()  # and so do handlers that do not add up

OK = {"statusCode": 200}


@measured("websocket")
@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], _context: "LambdaContext") -> dict[str, Any]:
    """Serve one event of a socket. What a client must read is posted to it: nothing returned here reaches it."""
    with traced_event(event):
        return _serve(event)


def _serve(event: dict[str, Any]) -> dict[str, Any]:
    try:
        match event["requestContext"]["routeKey"]:
            case "$connect":
                return lifecycle.connect(event, wiring.services())
            case "$disconnect":
                lifecycle.disconnect(event, wiring.services())
            case _:
                messages.receive(event, wiring.services(), wiring.router())
    except CuratorError as problem:
        return lifecycle.refusal(problem)
    except Exception as error:
        metrics.count("app_errors_total", error_type=type(error).__name__, handler="websocket")
        logger.exception("an event of a socket failed")
        return {"statusCode": 500}
    return OK


starting.started()
