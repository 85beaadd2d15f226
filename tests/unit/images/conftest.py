"""What the tests of the images room share."""

import pytest

from tests.unit.images.world import World, empty_world


@pytest.fixture
def world() -> World:
    """Give a world in which nothing has happened."""
    return empty_world()
