"""`curator keys …`, against the API of a deployment."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import Result

from tests.unit.cli.terminal import curator, serving
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
        return curator("keys", *arguments, at=self.address, token=self.token)

    def opens(self, text: str) -> str:
        """Return whom a key's text proves."""
        return self.site.services.authenticator().proof(None, None, text).principal.user_id


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    site = ImagesSite()
    site.world.clock.advance(
        datetime.now(UTC).timestamp() - site.world.clock.now()
    )  # the command goes by the machine's
    with serving(site.application) as address:
        yield Terminal(site, f"{address}/")


def in_thirty_days() -> str:
    return (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


def test_a_new_keys_text_is_all_that_a_program_reads(terminal: Terminal) -> None:
    days = [in_thirty_days()]
    made = terminal.keys("create", "my script", "--days", "30")
    assert made.exit_code == 0, made.output
    (text,) = made.stdout.split()
    assert terminal.opens(text) == ALICE.user_id
    assert "my script: free, 60 calls a minute. It is not shown again." in made.stderr
    days.append(in_thirty_days())  # another one if midnight has passed
    listed = terminal.keys("list").stdout
    assert any(day in listed for day in days)


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


def test_without_a_proof_nobody_is_asked() -> None:
    refused = curator("keys", "list")
    assert refused.exit_code == 2
    assert "whose keys?" in refused.stderr
