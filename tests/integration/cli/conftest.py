"""One running Curator, and somebody at a terminal."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import Result

from local.bearer import bearer_token
from local.stack import LocalStack
from tests.unit.cli.terminal import curator


class Terminal:
    """Runs commands of `curator`, which know nothing but an address and a proof."""

    def __init__(self, stack: LocalStack) -> None:
        self.stack = stack
        self._token = self._session = ""

    def logged_in(self, account: str) -> None:
        """Show the session of a new login from now on."""
        self._session = self.curator("login", account).stdout.strip()

    def as_operator(self) -> None:
        """Show an operator's token from now on."""
        self._token = bearer_token("op", roles=["admin"], name="op")

    def curator(self, *arguments: str) -> Result:
        """Run a command to its end."""
        return curator(*arguments, at=self.stack.url, token=self._token, session=self._session)

    def json(self, *arguments: str) -> Any:
        """Return what a command printed as JSON: its last line."""
        return json.loads(self.curator(*arguments, "--json").stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Run Curator."""
    with LocalStack(tmp_path_factory.mktemp("curator")) as running:
        yield running


@pytest.fixture
def terminal(stack: LocalStack) -> Terminal:
    return Terminal(stack)
