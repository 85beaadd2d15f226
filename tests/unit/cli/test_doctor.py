"""`curator doctor` names what is wrong, and nothing else: each fault is put into a deployment that is well."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from typer.testing import Result

from curator.operations.dead_letters.models import Cause
from local.bearer import bearer_token
from local.cli.deployment.api import Api
from local.cli.deployment.place import place_at
from local.cli.doctor import reaching, wiki
from local.cli.doctor.findings import Finding, Verdict
from local.cli.doctor.sockets import socket as look_at_socket
from local.cli.doctor.visit import Visit
from tests.unit.cli.letter_site import letter_site
from tests.unit.cli.terminal import GOOD, curator, nowhere, serving, sockets_of
from tests.unit.functions.images_site import SECRET
from tests.unit.functions.socket_world import socket_world
from tests.unit.operations.replays.letter_world import LetterWorld

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def doctor(*arguments: str, at: str, **proof: str) -> tuple[Result, dict[str, dict[str, str]]]:
    """Run it; return what it found by subject, too."""
    result = curator("doctor", "--json", *arguments, at=at, **proof)
    return result, {one["subject"]: one for one in json.loads(result.stdout)["findings"]}


@contextmanager
def deployment(folder: Path, letters: LetterWorld) -> Iterator[str]:
    """Serve the API of a deployment with a web page, and dead letters."""
    folder.joinpath("index.html").write_text("<!doctype html>")
    with letter_site(folder, letters) as address:
        yield address


@pytest.fixture
def letters() -> LetterWorld:
    world = LetterWorld()
    world.clock.advance(datetime.now(UTC).timestamp() - world.clock.now())  # the doctor goes by the machine's
    return world


@pytest.fixture
def operator(letters: LetterWorld) -> str:
    return bearer_token("9", secret=SECRET, exp=int(letters.clock.now()) + 3600, roles=["admin"], name="Operator")


def test_without_a_login_it_says_what_it_could_not_look_at_and_that_is_no_fault(
    tmp_path: Path, letters: LetterWorld
) -> None:
    with deployment(tmp_path, letters) as at, sockets_of(socket_world()) as sockets:
        result, found = doctor(at=at, sockets=sockets)
    assert found["login"]["verdict"] == "not checked"
    assert found["clock"]["verdict"] == found["web page"]["verdict"] == found["transport"]["verdict"] == "ok"
    assert found["socket"]["text"].endswith("answers, and asks for a login")
    assert found["dead letters"]["verdict"] == "not checked"
    assert [one for one in found.values() if one["verdict"] == "wrong" and one["subject"] != "wiki consumer"] == []
    assert result.exit_code == int(found["wiki consumer"]["verdict"] == "wrong")


def test_dead_letters_that_need_a_person_are_wrong_and_others_a_warning(
    tmp_path: Path, letters: LetterWorld, operator: str
) -> None:
    letters.die(7)
    letters.collect()
    with deployment(tmp_path, letters) as at:
        _, waiting = doctor(at=at, token=operator)
        letters.die(8, cause=Cause.DEFECT)
        letters.collect()
        result, people = doctor(at=at, token=operator)
    assert (waiting["dead letters"]["verdict"], waiting["dead letters"]["text"]) == ("warning", "1 wait to be replayed")
    assert (people["dead letters"]["verdict"], people["dead letters"]["text"]) == (
        "wrong",
        "1 need a person: 1 of uploads",
    )
    assert waiting["login"]["text"] == "you are Operator, an operator"
    assert result.exit_code == 1


def test_a_token_that_is_refused_is_told_from_one_that_is_missing(tmp_path: Path, letters: LetterWorld) -> None:
    old = bearer_token("9", secret=SECRET, exp=int(letters.clock.now()) - 3600)
    with deployment(tmp_path, letters) as at:
        result, found = doctor(at=at, token=old)
    assert (result.exit_code, found["login"]["verdict"]) == (1, "wrong")
    assert found["login"]["text"].startswith("the token does not say who you are")


def test_where_nothing_answers_it_stops_and_says_so_in_words() -> None:
    at = nowhere()
    result = curator("doctor", at=at)
    assert result.exit_code == 1
    assert f"{at} does not answer" in result.stdout
    assert "Is the address right" in result.stdout
    assert result.stdout.rstrip().endswith("Something is wrong: 2 ok, 1 wrong.")
    assert "Traceback" not in result.output


def test_another_server_is_not_taken_for_curator() -> None:
    with serving(FastAPI()) as at:
        result, found = doctor(at=at)
    assert result.exit_code == 1
    assert found["health"]["text"] == "/health answers 404 Not Found, not as Curator does"
    assert list(found) == ["address", "transport", "health"]


def test_a_name_that_leads_nowhere_is_named() -> None:
    name = f"{'x' * 64}.example"  # a part of a name has 63 letters at most, so no name server is asked
    result, found = doctor(at=f"https://{name}")
    assert (result.exit_code, list(found)) == (1, ["address"])
    assert found["address"]["text"].startswith(f"{name} has no address")


def sick(status: int = 503, **health: Any) -> FastAPI:
    """Return a deployment whose health is as told."""
    body = {"status": "unhealthy", "timestamp": datetime.now(UTC).isoformat(), **health}
    application = FastAPI()
    application.add_api_route("/health", lambda: JSONResponse(body, status))
    return application


def test_what_does_not_answer_behind_it_is_named() -> None:
    with serving(sick(database="unhealthy", redis="healthy", websocket={"status": "unhealthy"})) as at:
        _, found = doctor(at=at)
    assert found["health"]["text"] == "the tables and the sockets do not answer"


def one(findings: Iterator[Finding]) -> Finding:
    (only,) = findings
    return only


@pytest.mark.parametrize(
    ("ahead", "verdict"),
    [(0, Verdict.WELL), (-20, Verdict.WELL), (90, Verdict.WARNING), (-400, Verdict.WRONG), (3600, Verdict.WRONG)],
)
def test_a_clock_that_is_wrong_is_found_before_logins_fail(ahead: float, verdict: Verdict) -> None:
    told = (NOW + timedelta(seconds=ahead)).isoformat()
    with serving(sick(timestamp=told)) as at, Api(place_at(at)) as api:
        visit = Visit(api=api, now=lambda: NOW)
        found = one(reaching.clock(visit))
    assert found.verdict is verdict
    assert visit.clock_ahead == ahead


def test_plain_http_is_wrong_unless_it_stays_on_this_machine() -> None:
    with Api(place_at("http://curator.example")) as outside, Api(place_at("http://127.0.0.1:1")) as inside:
        assert one(reaching.transport(Visit(api=outside))).verdict is Verdict.WRONG
        assert one(reaching.transport(Visit(api=inside))).verdict is Verdict.WELL


def test_a_socket_that_talks_is_well_and_its_echo_comes_back_to_announcers_only() -> None:
    with sockets_of(socket_world()) as sockets, Api(place_at("c.example", socket=sockets, token=GOOD)) as api:
        opened, echo = look_at_socket(Visit(api=api, username="Alice"))
    assert opened.verdict in (Verdict.WELL, Verdict.WARNING)  # a busy machine is slow
    assert (echo.verdict, echo.text) == (Verdict.UNKNOWN, "only announcers can hear themselves")


def test_a_socket_that_never_answers_is_wrong() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, ExitStack() as cleanup:

        def hang_up() -> None:
            listening.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        cleanup.callback(thread.join)
        place = place_at("c.example", socket=f"ws://127.0.0.1:{listening.getsockname()[1]}", token=GOOD)
        with Api(place) as api:
            (found,) = look_at_socket(Visit(api=api, username="Alice"))
    assert (found.verdict, "does not open" in found.text) == (Verdict.WRONG, True)


@pytest.mark.parametrize(
    ("consent", "api"),
    [
        pytest.param("https://w.example/w/index.php?title=S", "https://w.example/w/api.php", id="index.php"),
        pytest.param("https://w.example/wiki/Special:OAuth", "https://w.example/w/api.php", id="a page's own address"),
        pytest.param("http://localhost:80/index.php?t", "http://localhost:80/api.php", id="at the root"),
    ],
)
def test_the_wiki_s_api_is_found_from_where_a_login_leads(consent: str, api: str) -> None:
    assert wiki.api_address(consent) == api
