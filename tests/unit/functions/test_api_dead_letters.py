"""`/api/admin/dead-letters`, `…/replays` and `…/incidents` over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from curator.foundation.table import Table
from curator.operations.dead_letters.models import Cause
from functions.api.documents.dead_letters import IncidentPage, LetterPage, ReplayPage, ReplayWithLetters
from tests.fakes.clock import VirtualClock
from tests.unit.functions.api_site import Wiki, browser_of_site, log_in
from tests.unit.operations.incidents.test_recording import record, rings
from tests.unit.operations.replays.letter_world import LetterWorld

LETTERS, REPLAYS, INCIDENTS = "/api/admin/dead-letters", "/api/admin/replays", "/api/admin/incidents"


@pytest.fixture
def letters(clock: VirtualClock) -> LetterWorld:
    return LetterWorld(clock)


@pytest.fixture
def visitor(
    letters: LetterWorld, identity: Table, clock: VirtualClock, wiki: Wiki, first_page: Path
) -> Iterator[httpx.Client]:
    """Give a browser in which nobody is logged in."""
    with browser_of_site(
        identity,
        clock,
        wiki,
        first_page,
        letters=letters.list,
        replays=letters.replays,
        incidents=letters.incidents,
    ) as browser:
        yield browser


@pytest.fixture
def operator(visitor: httpx.Client, wiki: Wiki) -> httpx.Client:
    """Give a browser in which the operator is logged in."""
    wiki.claims |= {"username": "Operator", "sub": 9}
    log_in(visitor)
    return visitor


def wish(**changes: Any) -> dict[str, Any]:
    return {"queue": "uploads", "selection": {"all": True}, "reason": "the outage is over"} | changes


@pytest.mark.parametrize("logged_in", [True, False], ids=["user", "anonymous"])
def test_nobody_but_an_operator_sees_or_replays_anything(
    visitor: httpx.Client, letters: LetterWorld, logged_in: bool
) -> None:
    if logged_in:
        log_in(visitor)
    for method, path in (("GET", LETTERS), ("GET", INCIDENTS), ("GET", REPLAYS), ("POST", REPLAYS)):
        response = visitor.request(method, path, json=wish())
        assert (response.status_code, response.json()) == (403, {"detail": "Forbidden"})
    assert letters.replays.newest(limit=1) == ([], None)


def test_operators_see_what_died_why_how_often_and_since_when(operator: httpx.Client, letters: LetterWorld) -> None:
    letters.die(7, cause=Cause.DEFECT, error="KeyError")
    letters.collect()
    response = operator.get(LETTERS)
    LetterPage.model_validate_json(response.text)
    answer = response.json()
    (row,) = answer["items"]
    assert (row["about"]["upload_id"], row["cause"], row["error"], row["receives"]) == (7, "defect", "KeyError", 6)
    assert [one["queue"] for one in answer["queues"] if one["open"]] == ["uploads"]
    assert operator.get(LETTERS, params={"queue": "uploads", "cause": "throttled"}).json()["items"] == []
    assert operator.get(LETTERS, params={"status": "ended"}).json()["items"] == []


def test_a_replay_is_asked_for_followed_and_remembered(operator: httpx.Client, letters: LetterWorld) -> None:
    for upload_id in (1, 2):
        letters.die(upload_id)
    letters.collect()
    response = operator.post(REPLAYS, json=wish(selection={"causes": ["throttled"]}, budget=1))
    assert response.status_code == 202
    asked = response.json()
    assert (asked["status"], asked["origin"], asked["asked_by"]["username"]) == ("pending", "admin", "Operator")
    assert letters.went_back == []  # the replayer does it
    letters.run()
    response = operator.get(f"{REPLAYS}/{asked['id']}")
    ReplayWithLetters.model_validate_json(response.text)
    followed = response.json()
    assert (followed["status"], followed["more"], followed["counts"]["replayed"]) == ("done", True, 1)
    assert [one["outcome"] for one in followed["letters"]] == ["replayed"]
    response = operator.get(REPLAYS)
    ReplayPage.model_validate_json(response.text)
    assert [one["id"] for one in response.json()["items"]] == [asked["id"]]


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"queue": "emails"}, 400, "There is no such queue"),
        ({"selection": {"causes": ["bad luck"]}}, 400, "There is no cause 'bad luck'"),
        ({"selection": {}}, 400, "A selection is"),
        ({"reason": "  "}, 400, "A replay needs a reason"),
        ({"reason": ""}, 422, ""),
        ({"reason": "x" * 501}, 422, ""),
        ({"budget": 0}, 422, ""),
        ({"budget": 1001}, 422, ""),
        ({"more": 1}, 422, ""),
    ],
)
def test_a_wish_that_cannot_be_granted_is_refused(
    operator: httpx.Client, letters: LetterWorld, changes: dict[str, Any], status: int, words: str
) -> None:
    response = operator.post(REPLAYS, json=wish(**changes))
    assert response.status_code == status
    assert words in str(response.json()["detail"])
    assert letters.replays.newest(limit=1) == ([], None)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param('{"queue": "uploads", "selection": {"older_than": 1e999}, "reason": "r"}', 400, id="infinity"),
        pytest.param(
            '{"queue": "uploads", "selection": {"ids": ["\\ud800"]}, "reason": "r"}', 400, id="half a pair in an id"
        ),
        pytest.param('{"queue": "uploads", "selection": {"all": true}, "reason": "\\ud800"}', 422, id="in the reason"),
        pytest.param('{"queue": "uploads", "selection": {}, "reason": "r", "budget": 1e999}', 422, id="in a number"),
        pytest.param('{"queue": "uploads", "selection": {}, "reason": "r", "\\ud800": 1}', 422, id="in a name"),
        pytest.param('{"queue": "\\ud800", "selection": {"all": true}, "reason": "r"}', 400, id="in the queue's name"),
    ],
)
def test_what_json_may_smuggle_in_is_refused_and_breaks_nothing(
    operator: httpx.Client, letters: LetterWorld, body: str, status: int
) -> None:
    response = operator.post(REPLAYS, content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, letters.replays.newest(limit=1)) == (status, ([], None))
    assert response.json()["detail"]


def test_who_asked_is_in_the_audit_log(operator: httpx.Client) -> None:
    operator.post(REPLAYS, json=wish())
    rows = operator.get("/api/admin/audit-log", params={"action_type": "POST"}).json()["items"]
    (row,) = [row for row in rows if row["resource"] == REPLAYS]
    assert (row["username"], row["request_data"]["body"]["reason"]) == ("Operator", "the outage is over")


def test_incidents_are_listed(operator: httpx.Client, letters: LetterWorld) -> None:
    letters.die()
    record(letters, rings(letters))
    response = operator.get(INCIDENTS)
    IncidentPage.model_validate_json(response.text)
    assert [(one["queue"], one["found"]) for one in response.json()["items"]] == [("uploads", {"throttled": 1})]


def test_an_unknown_replay_or_queue_is_told(operator: httpx.Client) -> None:
    assert operator.get(f"{REPLAYS}/unknown").status_code == 404
    assert operator.get(LETTERS, params={"queue": "emails"}).status_code == 400
    assert operator.get(LETTERS, params={"limit": 101}).status_code == 422
