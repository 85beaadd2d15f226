from collections.abc import Callable

from .conftest import SampleStack


def received(stack: SampleStack, queue: str) -> list[str]:
    url = stack.outputs[queue]
    messages = stack.client("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages", [])
    return [message["Body"] for message in messages]


def test_only_the_failed_message_of_a_batch_comes_back(stack: SampleStack, eventually: Callable[..., None]) -> None:
    stack.send('{"name": "good"}')
    stack.send('{"name": "bad", "fail": true}')
    eventually(lambda: stack.times("bad") == 2)  # maxReceiveCount of the sample's queue
    assert stack.times("good") == 1
    eventually(lambda: any('"bad"' in body for body in received(stack, "DeadLettersUrl")))


def test_a_change_of_the_table_reaches_the_function_that_filters_for_it(
    stack: SampleStack, eventually: Callable[..., None]
) -> None:
    stack.put("unwatched", "OTHER")
    stack.put("watched", "WATCHED")
    eventually(lambda: stack.times("change of watched") == 1)
    assert stack.times("change of unwatched") == 0
