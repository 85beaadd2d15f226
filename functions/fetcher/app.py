"""Lambda handler of the fetches queue."""

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from curator.foundation import starting  # before what is heavy
from curator.foundation.logs import function_logger
from curator.foundation.receiving import each_message
from curator.operations.metrics.wiring import measured, receiving
from functions.fetcher import dispatch, wiring

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = function_logger("fetcher")
wiring.settings()  # a bad deploy fails here


@receiving("fetcher")
def answer_one(record: dict[str, Any], lambda_context: "LambdaContext") -> None:
    """Answer one request. It may come twice after a crash, and is then answered twice: clients take the last answer."""
    kind, request = dispatch.read(json.loads(record["body"]))
    about = {"connection_id": request.connection_id, "user_id": request.user_id, "kind": type(request).__name__}
    if kind.only_for_a_listener and wiring.connections().find(request.connection_id) is None:
        logger.info("the client left before its turn came", extra=about)
        return
    logger.info("answer", extra=about)
    kind.answer(request, wiring.CLOCK.now() + lambda_context.get_remaining_time_in_millis() / 1000)


@measured("fetcher")
@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    """Answer the requests of one batch; those that could not be answered come again."""
    return each_message(event, partial(answer_one, lambda_context=context), fails_with_them=False)


starting.started()
