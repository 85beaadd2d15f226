"""The one alarm that hangs on words: what the worker logs and what the filter looks for must stay the same."""

import logging
from fnmatch import fnmatch

import pytest

from curator.commons.errors import ReadOnlyError
from tests.template.stack import load
from tests.unit.uploads.world import ALICE, empty_world


def test_the_alarm_hears_when_every_lane_waits(caplog: pytest.LogCaptureFixture) -> None:
    (found,) = load().of_type("AWS::Logs::MetricFilter").values()
    wanted = found["FilterPattern"].split('"')[1]
    world = empty_world()
    world.commons.faults["publish"] = [ReadOnlyError()]
    world.add_batch(ALICE, ["1"])
    with caplog.at_level(logging.ERROR):
        world.run(until=world.clock.now() + 60)
    assert [record for record in caplog.records if fnmatch(record.getMessage(), wanted)]
