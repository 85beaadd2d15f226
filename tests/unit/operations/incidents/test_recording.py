"""Alarms become incidents, and dead-letter alarms bring about what may be brought about without anybody."""

from typing import Any

import pytest

from curator.operations.dead_letters.models import Cause
from curator.operations.incidents.alarms import AlarmChange, read_change
from curator.operations.incidents.views import incident_row
from curator.operations.replays.automatic import PAUSES
from tests.unit.operations.replays.letter_world import RUN_SECONDS, LetterWorld


@pytest.fixture
def world() -> LetterWorld:
    return LetterWorld()


def rings(world: LetterWorld, state: str = "ALARM", queue: str = "curator-uploads-dead") -> AlarmChange:
    return AlarmChange(
        alarm="curator-UploadsDeadLetterAlarm",
        state=state,
        reason="Threshold Crossed: 1 datapoint [2.0] was greater than the threshold (0.0).",
        at=world.clock.now(),
        queue_names=(queue,),
    )


def record(world: LetterWorld, change: AlarmChange) -> Any:
    incident = world.recorder.record(change, until=world.clock.now() + RUN_SECONDS)
    return incident_row(incident) if incident else None


def test_an_alarm_on_dead_letters_becomes_an_incident_with_what_was_found(world: LetterWorld) -> None:
    world.die(1)
    world.die(2, cause=Cause.DEFECT)
    incident = record(world, rings(world))
    assert (incident["queue"], incident["found"]) == ("uploads", {"throttled": 1, "defect": 1})
    assert incident["ended_at"] is None
    assert incident["note"].startswith("2 letters were found")
    assert len(world.open()) == 2
    assert [one.id for one in world.told] == [incident["id"]]


def test_an_alarm_told_twice_is_one_incident(world: LetterWorld) -> None:
    change = rings(world)
    first, second = record(world, change), record(world, change)
    assert first["id"] == second["id"]
    assert len(world.incidents.newest(limit=10)[0]) == 1
    assert len(world.told) == 1


def test_a_repeat_adds_what_it_finds_to_what_was_found(world: LetterWorld) -> None:
    world.die(1)
    change = rings(world)
    record(world, change)
    world.die(2, cause=Cause.DEFECT)
    assert record(world, change)["found"] == {"throttled": 1, "defect": 1}


def test_an_end_that_is_told_again_ends_no_later_incident(world: LetterWorld) -> None:
    record(world, rings(world))
    world.clock.advance(60)
    stopped = rings(world, "OK")
    record(world, stopped)
    world.clock.advance(60)
    later = record(world, rings(world))
    assert record(world, stopped) is None
    assert incident_row(world.incidents.newest(limit=1)[0][0])["ended_at"] is None
    assert later["id"] == world.incidents.newest(limit=1)[0][0].id


def test_an_incident_ends_with_its_alarm(world: LetterWorld) -> None:
    record(world, rings(world))
    world.clock.advance(120)
    ended = record(world, rings(world, "OK"))
    assert ended["ended_at"] is not None
    assert len(world.told) == 2
    assert record(world, rings(world, "OK")) is None  # it ended before


def test_what_an_alarm_does_not_know_is_no_incident(world: LetterWorld) -> None:
    assert record(world, rings(world, "INSUFFICIENT_DATA")) is None
    assert world.incidents.newest(limit=10) == ([], None)


def test_an_alarm_on_something_else_is_an_incident_without_replays(world: LetterWorld) -> None:
    world.die()
    incident = record(world, rings(world, queue="curator-uploads"))
    assert (incident["queue"], incident["found"], incident["replay_ids"]) == (None, {}, [])
    assert world.dead["uploads"].depth() == 1


def test_an_alarm_that_rings_on_has_replayed_what_had_its_pause(world: LetterWorld) -> None:
    world.die()
    record(world, rings(world))
    world.clock.advance(PAUSES[0])
    incident = record(world, rings(world))
    (replay_id,) = incident["replay_ids"]
    assert world.replays.find(replay_id).wish.incident_id == incident["id"]
    world.run()
    assert world.uploads_back() == [1]


def test_incidents_are_listed_the_newest_first(world: LetterWorld) -> None:
    for _ in range(3):
        world.clock.advance(60)
        record(world, rings(world))
    page, following = world.incidents.newest(limit=2)
    assert page[0].began_at > page[1].began_at
    assert following == page[1].id
    assert len(world.incidents.newest(limit=2, before=following)[0]) == 1


def test_an_event_of_another_shape_is_refused() -> None:
    with pytest.raises(KeyError):
        read_change({"detail-type": "CloudWatch Alarm State Change"})
