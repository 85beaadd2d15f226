"""Lambda handler of the HTTP API."""

from curator.foundation import starting  # before all others

# isort: split
from typing import TYPE_CHECKING, Any

from mangum import Mangum

from curator.foundation.logs import function_logger
from curator.operations.metrics.wiring import measured
from functions.api import wiring
from functions.api.application import create_application

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = function_logger("api")
application = create_application(wiring.services())  # a bad deploy fails here
_adapter = Mangum(application, lifespan="off")


@measured("api")
@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    """Serve one request."""
    response: dict[str, Any] = _adapter(event, context)  # type: ignore[arg-type]
    return response


starting.started()
