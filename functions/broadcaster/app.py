"""Lambda handler of the uploads table's stream."""

from typing import TYPE_CHECKING, Any

from curator.foundation.logs import function_logger
from functions.broadcaster import wiring
from functions.broadcaster.changes import changes_in

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = function_logger("broadcaster")
wiring.settings()  # a bad deploy fails here


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], _context: "LambdaContext") -> dict[str, Any]:
    """Tell subscribers about one batch of records; where somebody could not be told, the stream sends it again."""
    records = event["Records"]
    untold = wiring.broadcaster().broadcast(changes_in(records))
    logger.info("broadcast", extra={"records": len(records), "untold": untold})
    failed = records[:1] if untold else []
    return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]} for record in failed]}
