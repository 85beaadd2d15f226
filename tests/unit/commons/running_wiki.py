"""The sandbox wiki on the loopback interface, sharing a clock with its clients: who sleeps makes its time pass."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from curator.commons.client import CommonsClient, CommonsSettings
from curator.commons.signing import Consumer
from local.sandbox.app import create_app
from local.sandbox.services import Sandbox
from local.sandbox.settings import SANDBOX_CONSUMER_KEY, SANDBOX_CONSUMER_SECRET, SandboxSettings
from local.sandbox.signature import Grant
from local.sandbox.users import ORDINARY
from tests.fakes.clock import VirtualClock
from tests.fakes.recorded_wiki import Token

JOB_SECONDS = 5.0


@dataclass(frozen=True)
class RunningWiki:
    """A wiki with one account logged in."""

    url: str
    sandbox: Sandbox
    clock: VirtualClock
    token: Token
    http: httpx.Client

    def client(self) -> CommonsClient:
        return CommonsClient(
            self.http,
            settings=CommonsSettings(
                commons_api_url=f"{self.url}/w/api.php",
                commons_index_url=f"{self.url}/w/index.php",
                wikidata_api_url=f"{self.url}/wikidata/w/api.php",
                user_agent="Curator-tests/1 (tests@example.org)",
            ),
            consumer=Consumer(SANDBOX_CONSUMER_KEY, SANDBOX_CONSUMER_SECRET),
            access_token=self.token,
            clock=self.clock,
            username=ORDINARY.name,
        )

    def lose_the_answer(self, kind: str, *, after: int = 0) -> None:
        """Let the wiki do what the next request of this kind asks for, and drop the connection instead of answering."""
        self.sandbox.faults.add({"kind": kind, "behaviour": "succeed_then_timeout", "skip": after})

    def versions_of(self, title: str) -> list[Any]:
        page = self.sandbox.wiki.page(title)
        return [] if page is None else list(self.sandbox.wiki.file_versions(page.id))


@contextmanager
def running_wiki(folder: Path) -> Iterator[RunningWiki]:
    """Run a wiki in a thread until the block ends."""
    clock = VirtualClock()
    settings = SandboxSettings(state_dir=folder / "state", photographs_dir=folder, async_seconds=JOB_SECONDS)
    app = create_app(settings, clock)
    sandbox: Sandbox = app.state.sandbox
    with socket.create_server(("127.0.0.1", 0)) as listener, httpx.Client(timeout=60) as http:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield RunningWiki(url=url, sandbox=sandbox, clock=clock, token=_log_in(sandbox), http=http)
        server.should_exit = True
        thread.join()


def _log_in(sandbox: Sandbox) -> Token:
    asked = sandbox.handshake.initiate(Grant(token_key="", username=None, parameters={"oauth_callback": "oob"}))
    key = asked["oauth_token"]
    verifier = sandbox.handshake.allow(key, ORDINARY)
    access = sandbox.handshake.exchange(
        Grant(token_key=key, username=ORDINARY.name, parameters={"oauth_verifier": verifier})
    )
    return Token(access["oauth_token"], access["oauth_token_secret"])
