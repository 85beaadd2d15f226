"""Changes that meet other changes of the same rows."""

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from curator.foundation.table import TransactionConflictError
from curator.usage.errors import RecordConflictError, RepositoryError
from curator.usage.records.trying import LONGEST_PAUSE_SECONDS, TRIES, StaleReadError, failing, until_alone
from tests.fakes.clock import VirtualClock


def meeting(*others: Exception) -> list[Exception]:
    return list(others)


def test_a_change_is_tried_again_until_nobody_comes_in_between() -> None:
    others = meeting(StaleReadError(), TransactionConflictError(), StaleReadError())
    clock = VirtualClock()

    def change() -> str:
        if others:
            raise others.pop()
        return "done"

    assert until_alone(change, clock, chance=lambda: 1.0) == "done"
    assert clock.sleeps == [0.01, 0.02, 0.04]


def test_a_change_that_always_meets_others_gives_up_within_seconds() -> None:
    clock, tries = VirtualClock(), []

    def change() -> None:
        tries.append(1)
        raise StaleReadError

    with pytest.raises(StaleReadError):
        until_alone(change, clock, chance=lambda: 1.0)
    assert len(tries) == TRIES
    assert max(clock.sleeps) == LONGEST_PAUSE_SECONDS
    assert sum(clock.sleeps) < 2


def test_a_change_that_fails_otherwise_is_not_tried_again() -> None:
    clock = VirtualClock()

    def change() -> None:
        raise RecordConflictError("taken")

    with pytest.raises(RecordConflictError):
        until_alone(change, clock)
    assert clock.sleeps == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(
            ClientError({"Error": {"Code": "ThrottlingException", "Message": "arn:…:table/secret"}}, "Query"),
            "Failed to look: ThrottlingException",
            id="refused",
        ),
        pytest.param(
            EndpointConnectionError(endpoint_url="https://secret.example"),
            "Failed to look: EndpointConnectionError",
            id="unreachable",
        ),
        pytest.param(
            TransactionConflictError(), "Failed to look: others write the same rows all the time", id="never alone"
        ),
    ],
)
def test_what_the_table_has_against_it_is_named_and_not_quoted(error: Exception, said: str) -> None:
    with pytest.raises(RepositoryError) as caught, failing("Failed to look"):
        raise error
    assert str(caught.value) == said
    assert caught.value.public_message == "Internal error"


def test_our_own_errors_pass_as_they_are() -> None:
    with pytest.raises(RecordConflictError, match=r"^taken$"), failing("Failed to look"):
        raise RecordConflictError("taken")
