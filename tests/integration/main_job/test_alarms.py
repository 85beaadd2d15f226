"""An alarm's way on the running stack: through the bus and the deployed rule to the replayer, and into an incident.

The emulator's CloudWatch sends nothing, and its bus takes nothing in CloudWatch's name, as AWS' own does not. So the
deployed rule is asked whether it lets the event through, and a copy of it, which hears another source, is sent it.
"""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.bearer import bearer_token
from local.stack import LocalStack
from tests.integration.main_job.people import eventually

EVENTS = Path(__file__).parents[3] / "events"
SOURCE = "curator.test"
PATIENCE_SECONDS = 30

Row = dict[str, Any]


class Bus:
    """The deployed rule, and its copy."""

    def __init__(self, stack: LocalStack) -> None:
        self._events = stack.client("events")
        names = (rule["Name"] for rule in self._events.list_rules()["Rules"] if rule.get("EventPattern"))
        (self._name,) = names
        self._rule = self._events.describe_rule(Name=self._name)
        self._copy = f"{self._name}-copy"

    def hears(self, event: Row) -> bool:
        """Return whether the deployed rule lets the event through, as CloudWatch sends it."""
        asked = self._events.test_event_pattern(EventPattern=self._rule["EventPattern"], Event=json.dumps(event))
        return bool(asked["Result"])

    def open(self) -> None:
        """Make the copy: the same alarms, the same target."""
        pattern = {**json.loads(self._rule["EventPattern"]), "source": [SOURCE]}
        self._events.put_rule(Name=self._copy, EventPattern=json.dumps(pattern))
        targets = self._events.list_targets_by_rule(Rule=self._name)["Targets"]
        self._events.put_targets(Rule=self._copy, Targets=targets)
        self._targets = [target["Id"] for target in targets]

    def close(self) -> None:
        self._events.remove_targets(Rule=self._copy, Ids=self._targets)
        self._events.delete_rule(Name=self._copy)

    def put(self, event: Row) -> None:
        entry = {"Source": SOURCE, "DetailType": event["detail-type"], "Resources": event["resources"]}
        answer = self._events.put_events(Entries=[{**entry, "Detail": json.dumps(event["detail"])}])
        assert answer["FailedEntryCount"] == 0


@pytest.fixture
def bus(stack: LocalStack) -> Iterator[Bus]:
    bus = Bus(stack)
    bus.open()
    yield bus
    bus.close()


def changed(stack: LocalStack, alarm: str, state: str) -> Row:
    """Return what CloudWatch documents of an alarm of the running stack that changes its state."""
    described = stack.client("cloudformation").describe_stack_resource(StackName="curator", LogicalResourceId=alarm)
    name = described["StackResourceDetail"]["PhysicalResourceId"]
    (deployed,) = stack.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    found: Row = json.loads((EVENTS / "alarm.json").read_text(encoding="utf-8"))
    found["resources"] = [deployed["AlarmArn"]]
    found["detail"]["alarmName"] = name
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
    found["detail"]["state"] |= {"value": state, "timestamp": f"{at}+0000"}
    (metric,) = found["detail"]["configuration"]["metrics"]
    metric["metricStat"]["metric"]["dimensions"] = {one["Name"]: one["Value"] for one in deployed["Dimensions"]}
    return found


def test_an_alarm_on_dead_letters_becomes_an_incident_and_its_letters_are_taken_over(
    stack: LocalStack, bus: Bus
) -> None:
    token = bearer_token("operator", roles=["admin"])
    operator = httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)
    queue = stack.outputs["ScansDeadLetterQueueUrl"]
    stack.client("sqs").send_message(
        QueueUrl=queue, MessageBody=json.dumps({"kind": "task", "lane": "github-core:0", "task_id": "1#parse:a/b"})
    )

    async def incident(ended: bool) -> Any:
        items = operator.get("/api/admin/incidents").raise_for_status().json()["items"]
        return next(
            (one for one in items if "ScansDeadLetterAlarm" in one["alarm"] and ended is bool(one["ended_at"])), None
        )

    with operator:
        rings, stops = (changed(stack, "ScansDeadLetterAlarm", state) for state in ("ALARM", "OK"))
        assert bus.hears(rings)
        assert not bus.hears(changed(stack, "ScansAgeAlarm", "ALARM"))
        bus.put(rings)
        began = asyncio.run(eventually(lambda: incident(ended=False), within=PATIENCE_SECONDS, what="the incident"))
        assert (began["queue"], began["reason"]) == ("scans", rings["detail"]["state"]["reason"])
        letters = operator.get("/api/admin/dead-letters", params={"queue": "scans"}).raise_for_status().json()["items"]
        assert [(one["about"]["task_id"], one["cause"]) for one in letters] == [("1#parse:a/b", "given_up")]
        assert began["replay_ids"] == []  # nobody knows that what it was given up for is over
        bus.put(stops)
        asyncio.run(eventually(lambda: incident(ended=True), within=PATIENCE_SECONDS, what="the incident's end"))
        wish = {"queue": "scans", "selection": {"all": True}, "reason": "the end of a test"}
        operator.post("/api/admin/replays", json=wish).raise_for_status()
