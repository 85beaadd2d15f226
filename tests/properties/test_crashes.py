"""Every handler is killed at each of its outside calls in turn; the message comes again, and all promises hold."""

import pytest

from tests.properties.crashes import broken_by_a_crash, outside_calls_of
from tests.properties.outside import Side
from tests.properties.scenarios import STORIES, Story


# scenario 113
# scenario 114
@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_handler_may_die_at_any_outside_call(story: Story, side: Side) -> None:
    calls = outside_calls_of(story)
    broken = {
        f"killed {side} call {number}, {name}": str(error)
        for number, name in enumerate(calls)
        if (error := broken_by_a_crash(story, number, side)) is not None
    }
    assert broken == {}


@pytest.mark.parametrize(
    "kind",
    ["table.get", "table.put", "table.transact", "table.update", "table.query", "queue.send", "wiki.", "source."],
)
def test_the_stories_make_every_kind_of_outside_call(kind: str) -> None:
    assert any(kind in call for story in STORIES for call in outside_calls_of(story))
