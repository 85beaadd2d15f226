"""Whether a table answers: a yes or a no, whatever is wrong with it."""

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError, ReadTimeoutError

from curator.foundation.table import Item, Key
from functions.api.store import answers
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable

ADDRESS = "https://dynamodb.example"


class Troubled(MemoryTable):
    """A table that fails in one way or another."""

    def __init__(self, trouble: Exception) -> None:
        super().__init__(VirtualClock())
        self._trouble = trouble

    def get(self, key: Key) -> Item | None:
        raise self._trouble


def test_a_table_that_can_be_read_answers() -> None:
    assert answers(MemoryTable(VirtualClock())) is True


# scenario usage-51
@pytest.mark.parametrize(
    "trouble",
    [
        EndpointConnectionError(endpoint_url=ADDRESS),
        ReadTimeoutError(endpoint_url=ADDRESS),
        NoCredentialsError(),
        ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": "none"}}, "GetItem"),
        ClientError({"Error": {"Code": "ThrottlingException", "Message": "later"}}, "GetItem"),
        TimeoutError(),
        KeyError("no such thing"),
    ],
)
def test_one_that_cannot_be_read_does_not_and_nothing_is_raised(trouble: Exception) -> None:
    assert answers(Troubled(trouble)) is False
