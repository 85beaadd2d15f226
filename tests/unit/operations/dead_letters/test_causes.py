"""Why a message failed is told by the classes and codes of what failed, never by its words."""

import json

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from httpx import ConnectError, ReadTimeout

from curator.commons.errors import CommonsUnreachableError, EgressBlockedError, ReadOnlyError, UnknownOutcomeError
from curator.foundation.errors import BadRequestError
from curator.foundation.queues import QueueSendError
from curator.foundation.table import ConditionFailedError, TransactionConflictError
from curator.operations.dead_letters.causes import cause_of, sentence_of
from curator.operations.dead_letters.models import Cause
from curator.sources.errors import SourceCdnError
from curator.uploads.lanes.store import LaneBusyError


def aws_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "Throttling"}}, "PutItem")


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (aws_error("ThrottlingException"), Cause.THROTTLED),
        (aws_error("ProvisionedThroughputExceededException"), Cause.THROTTLED),
        (aws_error("InternalServerError"), Cause.AWS_UNAVAILABLE),
        (aws_error("AccessDeniedException"), Cause.DEFECT),
        (aws_error("ValidationException"), Cause.DEFECT),
        (ConnectTimeoutError(endpoint_url="x"), Cause.AWS_TIMEOUT),
        (ReadTimeoutError(endpoint_url="x"), Cause.AWS_TIMEOUT),
        (EndpointConnectionError(endpoint_url="x"), Cause.AWS_UNAVAILABLE),
        (QueueSendError(), Cause.AWS_UNAVAILABLE),
        (CommonsUnreachableError(), Cause.WIKI_TIMEOUT),
        (UnknownOutcomeError(), Cause.WIKI_TIMEOUT),
        (ReadOnlyError(), Cause.WIKI_UNAVAILABLE),
        (EgressBlockedError(), Cause.WIKI_UNAVAILABLE),
        (ReadTimeout("x"), Cause.OUTSIDE),
        (ConnectError("x"), Cause.OUTSIDE),
        (SourceCdnError(), Cause.OUTSIDE),
        (LaneBusyError("1"), Cause.BUSY),
        (TransactionConflictError(), Cause.BUSY),
        (json.JSONDecodeError("x", "", 0), Cause.UNREADABLE),
        (BadRequestError(), Cause.DEFECT),
        (ConditionFailedError(None), Cause.DEFECT),
        (KeyError("Throttling"), Cause.DEFECT),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Exception) else str(one),
)
def test_every_error_has_its_cause(error: Exception, cause: Cause) -> None:
    assert cause_of(error) is cause


def test_of_a_chain_the_innermost_that_says_something_counts() -> None:
    error = RuntimeError("the batch failed")
    error.__cause__ = aws_error("ThrottlingException")
    assert cause_of(error) is Cause.THROTTLED


def test_operators_read_kind_and_code_and_never_a_path_or_a_secret() -> None:
    assert sentence_of(aws_error("SlowDown")) == "ClientError: SlowDown"
    assert sentence_of(OSError("/var/task/secret")) == "OSError"
    assert sentence_of(ReadOnlyError("token abc")).startswith("ReadOnlyError: ")
    assert "token abc" not in sentence_of(ReadOnlyError("token abc"))
