"""Lambda handler of the uploads table's stream."""

from typing import TYPE_CHECKING, Any

from curator.foundation import starting  # before what is heavy
from curator.foundation.logs import function_logger
from curator.foundation.tracing import traced
from curator.operations.metrics.wiring import measured
from functions.broadcaster import wiring
from functions.broadcaster.changes import causes_of, changes_in

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = function_logger("broadcaster")
wiring.settings()  # a bad deploy fails here


@measured("broadcaster")
@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], _context: "LambdaContext") -> dict[str, Any]:
    """Tell subscribers about one batch of records; where somebody could not be told, the stream sends it again."""
    records = event["Records"]
    causes = causes_of(records)
    with traced(records[0].get("eventID") or "unknown", causes[0] if len(causes) == 1 else "several"):
        untold = wiring.broadcaster().broadcast(changes_in(records))
        logger.info("broadcast", extra={"records": len(records), "untold": untold, "causes": causes})
    failed = records[:1] if untold else []
    return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]} for record in failed]}


starting.started()
