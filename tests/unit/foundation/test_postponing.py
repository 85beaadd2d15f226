"""A message that is to come again at a time of our own choice."""

from unittest import mock

import pytest

from curator.foundation.queues import SqsQueue


@pytest.mark.parametrize(
    ("seconds", "asked"),
    [
        pytest.param(60.0, 60, id="as it is"),
        pytest.param(0.2, 1, id="never early"),
        pytest.param(-5.0, 0, id="at once"),
        pytest.param(1e6, 43_200, id="twelve hours at most"),
    ],
)
def test_a_message_is_hidden_for_whole_seconds(seconds: float, asked: int) -> None:
    client = mock.Mock()
    SqsQueue(lambda: client, "https://queue.example/images").postpone("receipt", seconds)
    client.change_message_visibility.assert_called_once_with(
        QueueUrl="https://queue.example/images", ReceiptHandle="receipt", VisibilityTimeout=asked
    )
