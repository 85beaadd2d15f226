"""A queue's messages, one after another: those that failed come again, the others are done.

Powertools has the same for four kinds of events, and for asyncio. It is a sixth of what a worker loads at its start.
"""

from collections.abc import Callable, Mapping, Sequence
from traceback import format_exception
from typing import Any


class BatchProcessingError(Exception):
    """No message of a batch could be handled. Lambda logs nothing of it but its text, so that says why."""

    def __init__(self, errors: Sequence[Exception]) -> None:
        """Tell of each message's error."""
        super().__init__("\n".join(["no message was handled", *("".join(format_exception(one)) for one in errors)]))


def each_message(
    event: Mapping[str, Any], work: Callable[[dict[str, Any]], object], *, fails_with_them: bool = True
) -> dict[str, Any]:
    """Do the work for each message and return which of them SQS shall send again.

    Raises:
        BatchProcessingError: all failed, and the function with them: it counts as an error of the function.
    """
    failed: dict[str, Exception] = {}
    for record in event["Records"]:
        try:
            work(record)
        except Exception as error:
            failed[record["messageId"]] = error
    if failed and fails_with_them and len(failed) == len(event["Records"]):
        raise BatchProcessingError(list(failed.values()))
    return {"batchItemFailures": [{"itemIdentifier": one} for one in failed]}
