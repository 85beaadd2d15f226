"""The replayer function: takes dead letters over, records incidents and sends back what may go back.

It is called by the replays queue, by alarms that change their state, by the clock, and by `aws lambda invoke`.
"""

import json
import time
from functools import partial
from typing import Any

from curator.foundation import starting  # before what is heavy
from curator.foundation.logs import function_logger
from curator.foundation.receiving import each_message
from curator.operations.incidents.alarms import DETAIL_TYPE, read_change
from curator.operations.metrics.wiring import invoked, measured, receiving
from curator.operations.replays.messages import ReplayMessage
from curator.operations.replays.views import replay_row
from curator.operations.replays.wiring import replays
from functions.replayer import wiring
from functions.replayer.invoking import read_wish
from functions.replayer.sweeping import sweep

logger = function_logger("replayer")
wiring.settings()  # a bad deploy fails here


@receiving("replayer")
def _handle(record: dict[str, Any], lambda_context: Any) -> None:
    message = ReplayMessage.parse(json.loads(record["body"]))
    logger.info("replay", extra={"replay_id": message.replay_id})
    wiring.runner().run(message.replay_id, until=_end_of(lambda_context))


@measured("replayer")
@invoked("replayer")
def handler(event: dict[str, Any], context: Any) -> Any:
    """Do what the event asks for."""
    if "Records" in event:
        return each_message(event, partial(_handle, lambda_context=context))
    if event.get("detail-type") == DETAIL_TYPE:
        incident = wiring.recorder().record(read_change(event), until=_end_of(context))
        return {"incident_id": incident.id if incident else None}
    if "replay" in event:
        asked = replays().ask(read_wish(event["replay"]))
        return replay_row(wiring.runner().run(asked.id, until=_end_of(context)) or asked)
    done = sweep(until=_end_of(context))
    logger.info("swept", extra=done)
    return done


def _end_of(context: Any) -> float:
    """Return when the invocation is stopped, in epoch seconds."""
    return time.time() + float(context.get_remaining_time_in_millis()) / 1000


starting.started()
