"""`curator usage seed`, over the table of a deployment."""

from collections.abc import Iterator
from functools import _lru_cache_wrapper

import pytest
from typer.testing import CliRunner, Result

from curator.foundation import aws
from curator.usage import wiring
from local.cli.__main__ import app
from tests.fakes.clock import VirtualClock
from tests.fakes.moto_clients import dynamodb
from tests.fakes.usage_tables import usage_table


def made_once() -> Iterator["_lru_cache_wrapper[object]"]:
    """Yield what the room's wiring makes once a process."""
    return (made for made in vars(wiring).values() if isinstance(made, _lru_cache_wrapper))


def forget_what_was_made() -> None:
    for made in made_once():
        made.cache_clear()


@pytest.fixture
def deployment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give a deployed table, and an environment that names it."""
    forget_what_was_made()
    with usage_table(VirtualClock()):
        monkeypatch.setenv("USAGE_TABLE", "usage")
        monkeypatch.setattr(aws, "dynamodb", dynamodb)
        yield
    forget_what_was_made()


def curator(*arguments: str) -> Result:
    """Run `curator`."""
    return CliRunner().invoke(app, list(arguments))


# scenario usage-111
def test_the_table_is_seeded_once(deployment: None) -> None:
    first, second = curator("usage", "seed"), curator("usage", "seed")
    assert first.output == "5 organisations, 9 repositories, 8 packages and 9 dependencies are new\n"
    assert second.output == "0 organisations, 0 repositories, 0 packages and 0 dependencies are new\n"
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert wiring.statistics().read().dependencies == 9
    assert wiring.listing() is wiring.listing()


def test_a_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_what_was_made()
    monkeypatch.delenv("USAGE_TABLE", raising=False)
    said = curator("usage", "seed")
    assert (said.exit_code, "USAGE_TABLE is not set" in said.output) == (2, True)


def test_a_table_that_there_is_not_is_an_error(deployment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USAGE_TABLE", "nowhere")
    said = curator("usage", "seed")
    assert (said.exit_code, "ResourceNotFoundException" in said.output) == (1, True)
