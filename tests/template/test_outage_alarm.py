"""Alarms that hang on words: what is logged and what a filter looks for must stay the same."""

import logging
import re
from dataclasses import fields
from fnmatch import fnmatch

import pytest

from curator.commons.errors import CommonsError, EgressBlockedError, ReadOnlyError
from curator.operations.dead_letters.collecting import NEEDS_HUMAN
from curator.uploads.lanes.recovery import Recovered
from curator.usage.scans.lanes.budget import LOW
from curator.usage.scans.lanes.recovery import Recovered as ScansRecovered
from curator.usage.scans.work.worker import FAILED
from tests.template.stack import ROOT, load
from tests.unit.uploads.world import ALICE, empty_world

LOGGED = "recovered"


def heard(name: str, message: str) -> bool:
    """Return whether a filter counts a line of the log."""
    pattern = load().of_type("AWS::Logs::MetricFilter")[f"{name}Filter"]["FilterPattern"]
    return fnmatch(message, pattern.split('"')[1])


@pytest.mark.parametrize(
    ("problem", "egress"),
    [pytest.param(ReadOnlyError(), False, id="read-only"), pytest.param(EgressBlockedError(), True, id="blocked")],
)
def test_the_alarm_hears_when_every_lane_waits_and_another_when_our_address_is_why(
    caplog: pytest.LogCaptureFixture, problem: CommonsError, egress: bool
) -> None:
    world = empty_world()
    world.commons.faults["publish"] = [problem]
    world.add_batch(ALICE, ["1"])
    with caplog.at_level(logging.ERROR):
        world.run(until=world.clock.now() + 60)
    assert [message for message in caplog.messages if heard("EveryLaneWaits", message)]
    assert any(heard("EgressBlocked", message) for message in caplog.messages) is egress


def test_the_alarm_hears_of_lanes_that_were_restarted_and_of_no_other_run() -> None:
    pattern = load().of_type("AWS::Logs::MetricFilter")["LanesStalledFilter"]["FilterPattern"]
    asked = set(re.findall(r"\$\.(\w+)", pattern)) - {"message"}
    assert asked <= {field.name for field in fields(Recovered)}
    assert not asked <= {field.name for field in fields(ScansRecovered)}
    assert f'"{LOGGED}"' in pattern
    assert LOGGED in (ROOT / "functions" / "janitor" / "app.py").read_text(encoding="utf-8")


def test_the_alarm_hears_of_a_letter_that_needs_a_human() -> None:
    assert heard("NeedsHuman", NEEDS_HUMAN)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param("ScanJobFailed", FAILED, id="a job that failed"),
        pytest.param("ProviderBudgetLow", LOW, id="a provider's budget"),
    ],
)
def test_the_alarms_of_scans_hear_what_the_scanner_says(name: str, sentence: str) -> None:
    """That it says so when it should, tests/unit/usage/scans shows."""
    assert heard(name, sentence)


def test_a_budget_tells_the_alarm_topic_of_what_is_spent_and_of_what_will_be() -> None:
    (budget,) = load().of_type("AWS::Budgets::Budget").values()
    notes = budget["NotificationsWithSubscribers"]
    assert {one["Notification"]["NotificationType"] for one in notes} == {"ACTUAL", "FORECASTED"}
    for one in notes:
        assert one["Subscribers"] == [{"SubscriptionType": "SNS", "Address": {"Ref": "AlarmTopicArn"}}]
    assert budget["Budget"]["BudgetLimit"] == {"Amount": {"Ref": "MonthlyBudget"}, "Unit": "USD"}
