"""What the tests of the uploads room share."""

import pytest

from tests.unit.uploads.world import World, empty_world


@pytest.fixture
def world() -> World:
    """Give a world in which nothing has happened."""
    return empty_world()
