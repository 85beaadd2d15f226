"""`curator keys …`, against the API of a deployment."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn
from typer.testing import CliRunner, Result

from local.cli.__main__ import app
from tests.unit.functions.images_site import CAROL, ImagesSite
from tests.unit.images.world import ALICE


class Terminal:
    """Somebody at a terminal, with a token for a deployment that runs."""

    def __init__(self, site: ImagesSite, address: str) -> None:
        self.site = site
        self.address = address
        self.token = site.token(ALICE)

    def keys(self, *arguments: str) -> Result:
        """Run `curator keys`."""
        return CliRunner().invoke(app, ["keys", *arguments, "--to", self.address, "--token", self.token])

    def opens(self, text: str) -> str:
        """Return whom a key's text proves."""
        return self.site.services.authenticator().proof(None, None, text).principal.user_id


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    site = ImagesSite()
    site.world.clock.advance(
        datetime.now(UTC).timestamp() - site.world.clock.now()
    )  # the command goes by the machine's
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(site.application, log_config=None, ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        yield Terminal(site, f"http://127.0.0.1:{listening.getsockname()[1]}/")
        server.should_exit = True
        thread.join()


def test_a_new_keys_text_is_all_that_a_program_reads(terminal: Terminal) -> None:
    made = terminal.keys("create", "my script", "--days", "30")
    assert made.exit_code == 0, made.output
    (text,) = made.stdout.split()
    assert terminal.opens(text) == ALICE.user_id
    assert "my script: free, 60 calls a minute. It is not shown again." in made.stderr
    assert (datetime.now(UTC) + timedelta(days=30)).date().isoformat() in terminal.keys("list").stdout


def test_keys_are_listed_over_all_pages_without_their_texts(terminal: Terminal) -> None:
    terminal.token = terminal.site.token(CAROL)
    texts = [terminal.keys("create", f"key {number}", "--tier", "premium").stdout.strip() for number in range(52)]
    terminal.keys("create", "own limit", "--rate-limit", "7")
    listed = terminal.keys("list", "--all").stdout
    assert listed.count("premium") == 52
    assert all(text not in listed and text[8:16] in listed for text in texts)
    assert "6000" in listed
    (row,) = [line for line in listed.splitlines() if "own limit" in line]
    assert row.split()[3:6] == ["free", "7", "active"]


def test_a_rotated_key_has_a_new_text_beside_the_old_one(terminal: Terminal) -> None:
    old = terminal.keys("create", "my script").stdout.strip()
    new = terminal.keys("rotate", old[8:16]).stdout.strip()
    assert new != old
    assert terminal.opens(new) == terminal.opens(old) == ALICE.user_id
    assert terminal.keys("usage", old[8:16]).stdout.splitlines()[-1] == "1 calls"


def test_a_revoked_key_opens_nothing(terminal: Terminal) -> None:
    text = terminal.keys("create", "my script").stdout.strip()
    assert terminal.keys("revoke", text[8:16]).stdout.strip() == f"{text[8:16]} (my script) is revoked"
    with pytest.raises(Exception, match="revoked"):
        terminal.opens(text)
    assert "revoked" in terminal.keys("list").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["create", "mine", "--tier", "premium"], "refused (status 403): Only operators create keys"),
        (["create", "two\nlines"], "refused (status 400): name has at least one"),
        (["create", "n" * 101], "refused (status 422): Validation error; name: String should have at most 100"),
        (["rotate", "00000000"], "refused (status 404): API key not found"),
        (["list", "--all"], "refused (status 403): Only operators see other people's keys"),
    ],
)
def test_a_refusal_is_told_and_fails(terminal: Terminal, arguments: list[str], sentence: str) -> None:
    refused = terminal.keys(*arguments)
    assert refused.exit_code == 1
    assert sentence in refused.stderr
    assert refused.stdout == ""


def test_without_a_token_nobody_is_asked() -> None:
    refused = CliRunner().invoke(app, ["keys", "list", "--token", ""])
    assert refused.exit_code == 2
    assert "whose keys?" in refused.stderr


def test_a_deployment_that_does_not_answer_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
    refused = CliRunner().invoke(app, ["keys", "list", "--to", address, "--token", "any"])
    assert refused.exit_code == 1
    assert f"{address} does not answer" in refused.stderr
