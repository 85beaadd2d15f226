"""The alarms that hang on words: what a worker logs and what a filter looks for must stay the same."""

import logging
from fnmatch import fnmatch

import pytest

from curator.commons.errors import ReadOnlyError
from curator.usage.scans.lanes.budget import LOW
from curator.usage.scans.work.worker import FAILED
from tests.template.stack import load
from tests.unit.uploads.world import ALICE, empty_world


def test_the_alarm_hears_when_every_lane_waits(caplog: pytest.LogCaptureFixture) -> None:
    found = load().of_type("AWS::Logs::MetricFilter")["EveryLaneWaitsFilter"]
    wanted = found["FilterPattern"].split('"')[1]
    world = empty_world()
    world.commons.faults["publish"] = [ReadOnlyError()]
    world.add_batch(ALICE, ["1"])
    with caplog.at_level(logging.ERROR):
        world.run(until=world.clock.now() + 60)
    assert [record for record in caplog.records if fnmatch(record.getMessage(), wanted)]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param("ScanJobFailedFilter", FAILED, id="a job that failed"),
        pytest.param("ProviderBudgetLowFilter", LOW, id="a provider's budget"),
    ],
)
def test_the_alarms_of_scans_hear_what_the_scanner_says(name: str, sentence: str) -> None:
    """That it says so when it should, tests/unit/usage/scans shows."""
    wanted = load().of_type("AWS::Logs::MetricFilter")[name]["FilterPattern"].split('"')[1]
    assert fnmatch(sentence, wanted)
