"""Messages of a queue in one event."""

from typing import Any

import pytest

from curator.foundation.receiving import BatchProcessingError, each_message


def event(*ids: str) -> dict[str, Any]:
    return {"Records": [{"messageId": one, "body": "{}"} for one in ids]}


class Work:
    """Fails for the messages it is told."""

    def __init__(self, *failing: str) -> None:
        self.failing = failing
        self.done: list[str] = []

    def __call__(self, record: dict[str, Any]) -> None:
        self.done.append(record["messageId"])
        if record["messageId"] in self.failing:
            raise RuntimeError(f"no luck with {record['messageId']}")


def test_what_succeeded_does_not_come_again() -> None:
    work = Work()
    assert each_message(event("a", "b"), work) == {"batchItemFailures": []}
    assert work.done == ["a", "b"]


def test_what_failed_comes_again_and_keeps_nothing_from_its_turn() -> None:
    work = Work("a", "c")
    answer = each_message(event("a", "b", "c"), work)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "a"}, {"itemIdentifier": "c"}]}
    assert work.done == ["a", "b", "c"]


def test_where_all_failed_the_function_fails_and_says_why() -> None:
    with pytest.raises(BatchProcessingError) as raised:
        each_message(event("a", "b"), Work("a", "b"))
    said = str(raised.value)
    assert "RuntimeError: no luck with a" in said
    assert "RuntimeError: no luck with b" in said
    assert "in __call__" in said, "where it happened"


def test_a_function_whose_messages_may_all_come_again_does_not_fail_with_them() -> None:
    assert each_message(event("a"), Work("a"), fails_with_them=False) == {
        "batchItemFailures": [{"itemIdentifier": "a"}]
    }


def test_what_ends_the_process_ends_it() -> None:
    def stop(_record: dict[str, Any]) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        each_message(event("a"), stop, fails_with_them=False)
