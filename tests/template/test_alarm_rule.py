"""The replayer's rule lets through what CloudWatch documents of alarms, by the emulator's matcher, and nothing else.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
That a rule's target is then called with the event, tests/integration/main_job/test_alarms.py shows.
"""

import asyncio
import json
from typing import Any

import pytest
from ministack.services import eventbridge

from curator.operations.incidents.alarms import read_change
from tests.template.stack import load, referred
from tests.template.test_events import event

ALARMS = sorted(load().of_type("AWS::CloudWatch::Alarm"))
UPLOADS = "UploadsDeadLetterAlarm"

Event = dict[str, Any]


def name_of(alarm: str, stack: str = "curator") -> str:
    """Return a name as CloudFormation makes it."""
    return f"{stack}-{alarm}-1A2B3C4D5E6F"


def arn_of(alarm: str, stack: str = "curator") -> str:
    return f"arn:aws:cloudwatch:eu-central-1:123456789012:alarm:{name_of(alarm, stack)}"


def written() -> Event:
    """Return the pattern as the template has it."""
    (rule,) = [rule for rule in load().of_type("AWS::Events::Rule").values() if "EventPattern" in rule]
    pattern: Event = rule["EventPattern"]
    return pattern


def resolved(value: Event) -> str:
    """Return what CloudFormation makes of a value in the pattern: an alarm's ARN, or its name, which would not do."""
    match value:
        case {"Fn::GetAtt": [str(alarm), "Arn"]}:
            return arn_of(alarm)
        case {"Ref": str(alarm)}:
            return name_of(alarm)
    raise AssertionError(value)


def passes(event: Event) -> bool:
    """Return whether the rule lets an event through."""
    resources = [resolved(one) for one in written()["resources"]]
    asked = {"EventPattern": json.dumps({**written(), "resources": resources}), "Event": json.dumps(event)}
    headers = {"x-amz-target": "AWSEvents.TestEventPattern"}
    status, _, answer = asyncio.run(
        eventbridge.handle_request("POST", "/", headers, json.dumps(asked).encode(), {}),
    )
    assert status == 200, answer
    return bool(json.loads(answer)["Result"])


def changed(alarm: str, state: str = "ALARM", stack: str = "curator") -> Event:
    """Return what CloudWatch sends when an alarm of a stack changes its state."""
    found = event("alarm")
    found["resources"] = [arn_of(alarm, stack)]
    found["detail"]["alarmName"] = name_of(alarm, stack)
    found["detail"]["state"]["value"] = state
    return found


@pytest.mark.parametrize("state", ["ALARM", "OK"])
@pytest.mark.parametrize("alarm", ALARMS)
def test_an_alarm_that_the_rule_names_comes_through_when_it_rings_and_when_it_stops(alarm: str, state: str) -> None:
    assert passes(changed(alarm, state)) is (alarm in referred(written()["resources"]))


def test_the_sample_event_comes_through_as_it_is_and_is_read() -> None:
    assert passes(event("alarm"))
    assert read_change(event("alarm")).alarm == name_of(UPLOADS)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(changed(UPLOADS, stack="curator-dev"), id="an alarm of another stack"),
        pytest.param(changed(UPLOADS) | {"source": "somebody.else"}, id="another source"),
        pytest.param(changed(UPLOADS) | {"detail-type": "CloudWatch Alarm Configuration Change"}, id="another kind"),
    ],
)
def test_nothing_else_comes_through(other: Event) -> None:
    assert not passes(other)
