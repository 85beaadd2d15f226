"""Whatever is typed and whatever answers: a sentence and an exit status, never a stack trace."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from typer.main import get_command
from typer.testing import CliRunner, Result

from local.cli.__main__ import app
from local.cli.uploading.own_files import FolderError, photographs_in
from tests.unit.cli.terminal import curator, nowhere, serving

ASKING: dict[str, tuple[str, ...]] = {
    "status": (),
    "doctor": (),
    "lanes": (),
    "dead-letters": (),
    "replays": (),
    "incidents": (),
    "watch": ("1",),
    "export": ("1",),
    "login": ("Demo",),
    "upload": ("mapillary", "walk"),
    "call": ("PING",),
    "listen": ("SUBSCRIBE_BATCH", "1"),
    "replay": ("uploads", "--all", "--reason", "x"),
    "keys": ("list",),
}
"""Every command that asks a deployment, as it is typed."""

ALONE = {"serve", "demo", "token", "handlers", "permissions", "new-handler", "usage"}
"""Those that ask none."""

ANSWERS: dict[str, tuple[Callable[[], Response], str]] = {
    "a page for everything": (lambda: HTMLResponse("<title>parked</title>"), "not as Curator does"),
    "a list": (lambda: JSONResponse([]), "not as Curator does"),
    "an object of others": (lambda: JSONResponse({"page": {}}), "of Curator's, or of another version"),
    "a page of an error": (lambda: HTMLResponse("<title>502</title>", 502), "502"),
    "another service's refusal": (lambda: JSONResponse({"details": ["no"], "error": "no"}, 400), "400"),
    "no login": (lambda: JSONResponse({"detail": "Not authenticated"}, 401), "401"),
}


def ended_in_words(result: Result, *, status: int) -> str:
    """Return what was said by a command that failed as commands do."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    assert result.output.strip()
    return result.output


def ask(name: str, at: str) -> Result:
    return curator(name, *ASKING[name], at=at, session="s")


def test_every_command_is_known_here_and_tells_how_it_is_used() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined] # of Click's groups
    assert commands.keys() == {*ASKING, *ALONE}
    for name in commands:
        told = CliRunner().invoke(app, [name, "--help"])
        assert (told.exit_code, f"curator {name}" in told.output or "Usage:" in told.output) == (0, True)
        assert commands[name].help


@pytest.mark.parametrize("name", ASKING)
def test_where_nothing_listens_the_address_is_named(name: str) -> None:
    at = nowhere()
    assert at.removeprefix("http://") in ended_in_words(ask(name, at), status=1)


@pytest.mark.parametrize("answer", ANSWERS)
def test_whatever_answers_there_it_is_a_sentence(answer: str) -> None:
    made, said = ANSWERS[answer]

    async def reply(_request: Request) -> Response:
        return made()

    site = FastAPI()
    site.add_api_route("/{path:path}", reply, methods=["GET", "POST", "DELETE"])
    with serving(site) as at:
        told = {name: ended_in_words(ask(name, at), status=1) for name in ASKING}
    assert said in told["keys"]
    assert said in told["export"]


@pytest.mark.parametrize(
    "at", ["", "ftp://c.example", "http://", "http://[", "http://c:99999", "http://c:x", "http://a b"]
)
@pytest.mark.parametrize("name", ASKING)
def test_what_is_no_address_is_told_before_anybody_is_asked(name: str, at: str) -> None:
    result = CliRunner().invoke(app, [name, *ASKING[name], "--at", at], env={"CURATOR_SESSION": "s"})
    assert "no address of a deployment" in ended_in_words(result, status=2)


def test_a_socket_s_address_that_is_none_is_told() -> None:
    for sockets in ("http://c.example/ws", "ws://c:99999/ws"):
        told = ended_in_words(curator("watch", "1", sockets=sockets), status=2)
        assert "no address of a WebSocket" in told


@pytest.mark.parametrize("proof", ["--token", "--session"])
@pytest.mark.parametrize("wrong", ["\N{HORIZONTAL ELLIPSIS}", "two words", "a\nb"])
def test_a_proof_that_no_header_can_hold_is_told(proof: str, wrong: str) -> None:
    for name in ("status", "watch", "keys", "call"):
        told = ended_in_words(CliRunner().invoke(app, [name, *ASKING[name], proof, wrong]), status=2)
        assert f"the {proof.removeprefix('--')} cannot be one" in told


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        pytest.param(".", "has no photographs", id="empty"),
        pytest.param("nothing", "there is no such folder", id="not there"),
        pytest.param("x" * 5000, "File name too long", id="no name at all"),
        pytest.param("~nobody-of-this-name", "home directory", id="nobody's home"),
    ],
)
def test_a_folder_without_photographs_is_told(
    folder: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = curator("upload", folder, at=nowhere(), session="s")
    assert said in ended_in_words(result, status=result.exit_code)
    assert result.exit_code in {1, 2}


def test_a_folder_that_nobody_lets_us_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the refusal is put where the system would make it."""

    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(FolderError, match="cannot be read: Permission denied"):
        photographs_in(tmp_path)


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_none_is_told(command: str) -> None:
    assert "65535" in ended_in_words(CliRunner().invoke(app, [command, "--port", "99999"]), status=2)


def test_a_place_where_nothing_can_be_kept_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # this process keeps its own way to end
    taken = tmp_path / "a file"
    taken.touch()
    told = ended_in_words(CliRunner().invoke(app, ["serve", "--state-dir", str(taken)]), status=1)
    assert "Curator does not run: " in told
