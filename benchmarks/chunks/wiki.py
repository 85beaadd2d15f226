"""The sandbox wiki in a process of its own, with an account that is logged in."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from local.sandbox.clock import SystemClock
from local.sandbox.services import build
from local.sandbox.settings import SANDBOX_CONSUMER_KEY, SANDBOX_CONSUMER_SECRET, SandboxSettings
from local.sandbox.signature import Grant
from local.sandbox.users import ORDINARY

READY = "sandbox ready: "
STOP_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiki:
    """A running wiki and what a client of it needs."""

    url: str
    token: tuple[str, str]
    consumer: tuple[str, str] = (SANDBOX_CONSUMER_KEY, SANDBOX_CONSUMER_SECRET)

    @property
    def api_url(self) -> str:
        """Where the action API is."""
        return f"{self.url}w/api.php"

    def forget_files(self) -> None:
        """Empty the stash; the login stays."""
        httpx.post(f"{self.url}sandbox/reset", timeout=60).raise_for_status()


@contextmanager
def running_wiki(state_dir: Path) -> Iterator[Wiki]:
    """Run a wiki until the block ends."""
    token = access_token(SandboxSettings(state_dir=state_dir, photographs_dir=state_dir))
    command = [sys.executable, "-m", "local.sandbox", "--port", "0", "--state-dir", str(state_dir)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield Wiki(url=_address(process), token=token)
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def access_token(settings: SandboxSettings) -> tuple[str, str]:
    """Go through the steps of a login, as far as the wiki's side of them, and return the token's key and secret."""
    sandbox = build(settings, SystemClock())
    try:
        request = sandbox.handshake.initiate(_grant("", None, oauth_callback="oob"))
        key = request["oauth_token"]
        verifier = sandbox.handshake.allow(key, ORDINARY)
        access = sandbox.handshake.exchange(_grant(key, ORDINARY.name, oauth_verifier=verifier))
        return access["oauth_token"], access["oauth_token_secret"]
    finally:
        sandbox.store.close()


def _grant(key: str, username: str | None, **parameters: str) -> Grant:
    return Grant(token_key=key, username=username, parameters=parameters)


def _address(process: "subprocess.Popen[str]") -> str:
    for line in process.stdout or ():
        if line.startswith(READY):
            return line.removeprefix(READY).strip()
    raise RuntimeError("the sandbox did not start")
