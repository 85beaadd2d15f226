"""One running MediaWiki, and what only its owner can do: change its settings, hand out tokens, wind it back."""

import json
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx

from local.mediawiki import php
from local.mediawiki.accounts import ACCOUNTS, Account
from local.mediawiki.installation import Installation, write_settings
from local.ports import free_port
from local.processes import ChildProcess, StartError

CONSUMER_KEY = "2f5c6f8a1f6e4a0e9b7d3c5e8a9b0c1d"
CONSUMER_SECRET = "mediawiki-consumer-secret-never-used-anywhere-else"  # noqa: S105 - a secret of nothing real
DEFAULT_CALLBACK_URL = "http://localhost:8080/auth/callback"
REPLY_SECONDS = 30.0
POLL_SECONDS = 0.05

# Grants a user gives Curator, and those of an account that looks after the wiki.
UPLOADER_GRANTS = ("basic", "highvolume", "editpage", "createeditmovepage", "uploadfile", "uploadeditmovefile")
ADMIN_GRANTS = (*UPLOADER_GRANTS, "blockusers", "delete", "protect", "editinterface")


@dataclass(frozen=True, slots=True)
class Token:
    """An OAuth key and its secret."""

    key: str
    secret: str = field(repr=False)


class MediaWiki:
    """A wiki of its own: files, accounts, tokens, limits. Starts as a copy of the freshly installed one."""

    def __init__(
        self,
        installation: Installation,
        state: Path,
        *,
        port: int = 0,
        callback_url: str = DEFAULT_CALLBACK_URL,
    ) -> None:
        """Keep everything in `state`; port 0 takes a free one."""
        self._installation = installation
        self._state = state
        self._callback_url = callback_url
        self._globals: dict[str, object] = {}
        self.port = port or free_port()
        self.consumer = Token(CONSUMER_KEY, CONSUMER_SECRET)
        self._server = ChildProcess(
            "mediawiki",
            php.server_command(self.port, installation.environment(state)),
            port=self.port,
            log_file=state / "server.log",
            directory=state,
        )

    @property
    def url(self) -> str:
        """The wiki's origin, as it names itself in links."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The address of the action API."""
        return f"{self.url}/w/api.php"

    @property
    def index_url(self) -> str:
        """The address of pages, and of the login."""
        return f"{self.url}/w/index.php"

    @property
    def accounts(self) -> Sequence[Account]:
        """Who has an account."""
        return ACCOUNTS

    def start(self) -> None:
        """Start serving, with what is there or else as freshly installed.

        Raises:
            StartError: it does not answer.
        """
        self._state.mkdir(parents=True, exist_ok=True)
        if not (self._state / "data").exists():
            self.reset()
        self._write_settings()
        self._server.start()
        self._server.wait_until_ready()
        self._wait_for_a_reply()

    def stop(self) -> None:
        """End the server at once; what is stored stays."""
        self._server.kill()

    def reset(self) -> None:
        """Forget everything since the installation. No request may be under way."""
        for name in ("data", "images"):
            shutil.rmtree(self._state / name, ignore_errors=True)
        shutil.copytree(self._installation.data, self._state / "data")
        (self._state / "images").mkdir()
        self._globals = {}
        self._write_settings()

    def configure(self, **settings: object) -> None:
        """Set MediaWiki's configuration variables from the next request on, by name: `wgReadOnly="a reason"`."""
        self._globals.update(settings)
        self._write_settings()

    def limit(self, limits: Mapping[str, Mapping[str, tuple[int, int]]]) -> None:
        """Set the rate limits: action to group to (hits, seconds). Actions that are not named are not limited."""
        self.configure(wgRateLimits=limits)

    def grant(self, username: str, grants: Sequence[str] = UPLOADER_GRANTS) -> Token:
        """Return an access token of a user, as if they had logged in at Curator."""
        token = Token(token_hex(16), token_hex(20))
        with self._tokens() as database:
            database.execute(
                "INSERT INTO tokens (key, secret, kind, username, grants) VALUES (?, ?, 'access', ?, ?)",
                (token.key, token.secret, username, json.dumps(list(grants))),
            )
        return token

    def revoke(self, token: Token) -> None:
        """Take an access token back, as a user does on Special:OAuthManageMyGrants."""
        with self._tokens() as database:
            database.execute("DELETE FROM tokens WHERE key = ?", (token.key,))

    def run_jobs(self) -> None:
        """Do what MediaWiki put off: assembling and publishing of asynchronous uploads, and links."""
        script = self._installation.package / "maintenance" / "runJobs.php"
        self._installation.run_script(self._state, script, "--nothrottle")

    def refusals(self) -> int:
        """Return how many requests were refused for their rate."""
        refused: dict[str, dict[str, int]] = self._witness()["refused"]
        return sum(times for by_action in refused.values() for times in by_action.values())

    def publishes(self) -> dict[str, int]:
        """Return how many versions of files there are of each SHA-1."""
        times: dict[str, int] = self._witness()["publishes"]
        return times

    def log_tail(self) -> str:
        """Return the end of the server's log."""
        return self._server.log_tail()

    def _witness(self) -> dict[str, Any]:
        seen: dict[str, Any] = httpx.get(f"{self.url}/sandbox/state", timeout=REPLY_SECONDS).raise_for_status().json()
        return seen

    @contextmanager
    def _tokens(self) -> Iterator[sqlite3.Connection]:
        with sqlite3.connect(self._state / "data" / "oauth.sqlite", timeout=10) as database:
            yield database
        database.close()

    def _write_settings(self) -> None:
        consumer = {"key": self.consumer.key, "secret": self.consumer.secret, "callback": self._callback_url}
        write_settings(self._state, server=self.url, consumer=consumer, globals=self._globals)

    def _wait_for_a_reply(self) -> None:
        deadline = time.monotonic() + REPLY_SECONDS
        while time.monotonic() < deadline:
            try:
                reply = httpx.get(self.api_url, params={"action": "query", "format": "json"}, timeout=REPLY_SECONDS)
            except httpx.HTTPError:
                time.sleep(POLL_SECONDS)
                continue
            if reply.headers.get("content-type", "").startswith("application/json"):
                return
            break
        raise StartError(f"MediaWiki does not answer:\n{self.log_tail()}")
