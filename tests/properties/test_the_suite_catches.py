"""Would these tests notice? Each classic fault is put back in, and a short search must find the promise it breaks."""

from collections.abc import Iterator

import pytest

from tests.properties.classic_faults import FAULTS, Fault
from tests.properties.crashes import broken_by_a_crash, outside_calls_of
from tests.properties.encounters import ENCOUNTERS
from tests.properties.interleavings import every_order
from tests.properties.invariants import BrokenError, Invariant
from tests.properties.scenarios import STORIES


def search(name: str) -> Iterator[Invariant]:
    """Yield every promise that is broken in any order of the encounter, or by any crash in the story, of this name."""
    for encounter in ENCOUNTERS:
        if encounter.name == name:
            yield from (broken.invariant for _, broken in every_order(encounter))
    for story in STORIES:
        if story.__name__ == name:
            try:
                calls = outside_calls_of(story)
            except BrokenError as error:
                yield error.invariant
                return
            crashes = (broken_by_a_crash(story, number, "after") for number, _ in enumerate(calls))
            yield from (broken.invariant for broken in crashes if broken is not None)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.partition(":")[0])
def test_the_search_finds_the_promise_that_a_classic_fault_breaks(fault: Fault) -> None:
    with fault.put_in():
        assert fault.breaks in search(fault.shown_by)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.partition(":")[0])
def test_without_the_fault_the_same_search_finds_nothing(fault: Fault) -> None:
    assert list(search(fault.shown_by)) == []
