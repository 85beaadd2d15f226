"""Two handlers that share something may take turns at any of their outside calls."""

import pytest

from tests.properties.encounters import ENCOUNTERS
from tests.properties.interleavings import Encounter, every_order


# scenario 112
# scenario 113
# scenario 116
@pytest.mark.parametrize("encounter", ENCOUNTERS, ids=lambda encounter: encounter.name)
def test_two_handlers_may_take_turns_anywhere(encounter: Encounter) -> None:
    assert [f"{place}: {error}" for place, error in every_order(encounter)] == []
