"""`curator dead-letters`, `replay`, `replays` and `incidents`, against the API of a deployment with dead letters."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from curator.operations.dead_letters.models import Cause
from local.bearer import bearer_token
from local.cli.deployment.api import Api
from local.cli.deployment.errors import MisuseError
from local.cli.deployment.place import place_at
from local.cli.operating.lanes import limits, state
from local.cli.operating.replay import StillRunningError, ended, seconds_of, selection
from tests.unit.cli.letter_site import letter_site
from tests.unit.cli.terminal import curator
from tests.unit.functions.images_site import CAROL, SECRET
from tests.unit.images.world import ALICE
from tests.unit.operations.replays.letter_world import LetterWorld

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Operator:
    """Somebody who watches over a deployment."""

    def __init__(self, world: LetterWorld, address: str) -> None:
        self.world = world
        self.address = address
        self.token = self.token_of(CAROL.user_id, "admin")

    def token_of(self, user_id: str, *roles: str) -> str:
        end = int(self.world.clock.now()) + 3600
        return bearer_token(user_id, secret=SECRET, exp=end, roles=list(roles), name=user_id)

    def curator(self, *arguments: str) -> Result:
        return curator(*arguments, at=self.address, token=self.token)

    def json(self, *arguments: str) -> Any:
        return json.loads(self.curator(*arguments, "--json").stdout)


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    world = LetterWorld()
    with letter_site(tmp_path, world) as address:
        yield Operator(world, address)


def test_no_dead_letters_are_said_to_be_none(operator: Operator) -> None:
    assert operator.curator("dead-letters").stdout == "no dead letters\n"


def test_dead_letters_are_told_with_what_why_how_often_and_since_when(operator: Operator) -> None:
    operator.world.die(7, error="ThrottlingException")
    operator.world.die(8, cause=Cause.DEFECT, error="KeyError")
    operator.world.collect()
    told = operator.curator("dead-letters").stdout
    (counted,) = [line for line in told.splitlines() if "1 throttled" in line]
    assert counted.split()[:4] == ["2", "1", "0", "uploads"]
    (row,) = [line for line in told.splitlines() if "ThrottlingException" in line]
    assert "upload user 1, batch 1, upload 7" in row
    assert " d " in row  # the world's clock and the terminal's are months apart
    (people,) = [line for line in told.splitlines() if "KeyError" in line]
    assert "defect (for people)" in people
    only = operator.json("dead-letters", "--cause", "defect")["items"]
    assert [letter["about"]["upload_id"] for letter in only] == [8]


def test_a_list_longer_than_a_page_is_read_as_far_as_was_asked(operator: Operator) -> None:
    for number in range(1, 106):
        operator.world.die(number)
    while operator.world.collect():
        continue
    assert len(operator.json("dead-letters", "--limit", "103")["items"]) == 103
    assert len(operator.json("dead-letters", "--limit", "3")["items"]) == 3


def test_a_replay_is_asked_for_with_its_reason_and_its_outcome_is_told(operator: Operator) -> None:
    operator.world.die(7)
    operator.world.collect()
    asked = operator.curator(
        "replay", "uploads", "--cause", "throttled", "--reason", "it is over", "--no-wait", "--json"
    )
    assert asked.exit_code == 0, asked.output
    replay = json.loads(asked.stdout)
    assert (replay["reason"], replay["selection"], replay["status"]) == (
        "it is over",
        {"causes": ["throttled"]},
        "pending",
    )
    operator.world.run()
    assert operator.world.uploads_back() == [7]
    told = operator.curator("replays", replay["id"]).stdout
    assert "done, 1 replayed, 0 superseded, 0 refused" in told
    assert "it waits in its lane for a slot" in told
    (row,) = operator.curator("replays").stdout.splitlines()[1:]
    assert row.split()[:5] == ["1", "0", "0", "uploads", "done"]


def test_waiting_ends_with_the_replay(operator: Operator) -> None:
    operator.world.die(7)
    operator.world.collect()
    replay = operator.world.ask()
    with Api(place_at(operator.address, token=operator.token)) as api:
        done = ended(api, replay.id, sleep=lambda _seconds: operator.world.run())
    assert (done["status"], done["letters"][0]["outcome"]) == ("done", "replayed")


def test_waiting_is_not_for_ever(operator: Operator) -> None:
    operator.world.die(7)
    operator.world.collect()
    replay = operator.world.ask()
    with (
        Api(place_at(operator.address, token=operator.token)) as api,
        pytest.raises(StillRunningError, match=f"curator replays {replay.id}"),
    ):
        ended(api, replay.id, patience=5, sleep=lambda _seconds: None)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["replay", "nothing", "--all", "--reason", "x"], "refused (status 400)", id="no such queue"),
        pytest.param(["replay", "uploads", "--cause", "bad", "--reason", "x"], "refused (status 400)", id="no cause"),
        pytest.param(["replay", "uploads", "--all", "--reason", "x" * 501], "refused (status 422)", id="a long reason"),
        pytest.param(["replays", "none"], "refused (status 404)", id="no such replay"),
    ],
)
def test_a_refusal_is_told_and_fails(operator: Operator, arguments: list[str], sentence: str) -> None:
    refused = operator.curator(*arguments)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert sentence in refused.stderr


def test_nobody_else_sees_any_of_it(operator: Operator) -> None:
    operator.token = operator.token_of(ALICE.user_id)
    for command in (["dead-letters"], ["replays"], ["incidents"], ["replay", "uploads", "--all", "--reason", "x"]):
        refused = operator.curator(*command)
        assert (refused.exit_code, refused.stderr) == (1, "refused (status 403): Forbidden\n")


def test_incidents_are_listed_even_when_there_are_none(operator: Operator) -> None:
    assert operator.json("incidents") == []
    assert operator.curator("incidents").stdout.split() == ["alarm", "queue", "found", "began", "ended", "note"]


@pytest.mark.parametrize("ways", [{}, {"everything": True, "older_than": "2h"}, {"ids": ["a"], "causes": ["b"]}])
def test_letters_are_chosen_in_exactly_one_way(ways: dict[str, Any]) -> None:
    with pytest.raises(MisuseError, match="in one way"):
        selection(**{"everything": False, "ids": (), "causes": (), "older_than": "", **ways})


def test_spans_of_time_are_read_as_people_write_them() -> None:
    assert [seconds_of(text) for text in ("90s", "15m", "2h", "1d")] == [90, 900, 7200, 86_400]
    for wrong in ("", "h", "2", "2w", "-1h"):
        with pytest.raises(MisuseError, match="no span of time"):
            seconds_of(wrong)


LANE = {"user_id": "15", "username": "Demo", "waiting": 3, "granted": 1, "running": 2, "width": 3, "limits": []}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        pytest.param({}, "goes on", id="well"),
        pytest.param({"waits_for_login": True}, "waits for its user's login", id="no token"),
        pytest.param(
            {"paused_until": "2026-11-21T13:00:00Z", "pause_reason": "ratelimited"}, "waits: ratelimited", id="paused"
        ),
        pytest.param(
            {"paused_until": "2026-11-21T11:00:00Z", "pause_reason": "ratelimited"}, "goes on", id="it is over"
        ),
        pytest.param({"late_seconds": 600.0}, "LATE by 10 min", id="lost"),
        pytest.param({"late_seconds": 3.0}, "goes on", id="a moment late"),
        pytest.param({"held_batches": [7]}, "goes on; held by its user: batch 7", id="a batch is paused"),
    ],
)
def test_a_lane_says_how_it_does(more: dict[str, Any], words: str) -> None:
    assert state({**LANE, **more}, NOW) == words


def test_a_lane_s_limits_are_what_curator_allows_of_them() -> None:
    one = {"action": "upload", "hits": 380, "seconds": 4320, "uploads": 361, "used": 12}
    assert limits({**LANE, "limits": [one]}) == "upload 12/361 in 1 h 12 min"
    assert limits(LANE) == "none but 3 at once"
