"""A signed client of a sandbox in this process, with a clock of its own and pictures made on the spot."""

import asyncio
import io
import json
import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from oauthlib.oauth1 import Client
from PIL import Image

from local.sandbox.app import create_app
from local.sandbox.settings import SANDBOX_CONSUMER_KEY, SANDBOX_CONSUMER_SECRET, SandboxSettings

ORIGIN = "http://sandbox.test"
API = f"{ORIGIN}/w/api.php"
START = 1_795_000_000.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Clock(Protocol):
    def now(self) -> float: ...


@dataclass
class ManualClock:
    """Time that moves when a test says so."""

    time: float = START

    def now(self) -> float:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += seconds


class InProcess(httpx.BaseTransport):
    """Calls an ASGI application from synchronous code."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._transport = httpx.ASGITransport(app=app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._answer(request))

    def close(self) -> None:
        self._app.state.sandbox.store.close()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        response = await self._transport.handle_async_request(
            httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        )
        content = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=content)


@dataclass
class SandboxClient:
    """One account's access token, and the calls Curator makes with it."""

    http: httpx.Client
    clock: Clock
    key: str = ""
    secret: str = ""
    origin: str = ORIGIN
    consumer_key: str = SANDBOX_CONSUMER_KEY
    consumer_secret: str = SANDBOX_CONSUMER_SECRET
    last: httpx.Response = field(default_factory=lambda: httpx.Response(200))

    def signer(self, **changes: str) -> Client:
        return Client(
            self.consumer_key,
            client_secret=self.consumer_secret,
            resource_owner_key=self.key or None,
            resource_owner_secret=self.secret or None,
            timestamp=str(int(self.clock.now())),
            **changes,
        )

    def send(
        self,
        parameters: dict[str, str],
        data: dict[str, str] | None = None,
        files: dict[str, tuple[str, bytes, str]] | None = None,
    ) -> Any:
        """Send one call and return its JSON; the response stays in `last`."""
        url = str(httpx.URL(f"{self.origin}/w/api.php", params={"format": "json", "formatversion": "2", **parameters}))
        if not self.key:
            self.last = self.http.get(url) if data is None else self.http.post(url, data=data, files=files)
        elif data is None:
            _, headers, _ = self.signer().sign(url, "GET")
            self.last = self.http.get(url, headers=headers)
        elif files:
            _, headers, _ = self.signer().sign(url, "POST")
            self.last = self.http.post(url, data=data, files=files, headers=headers)
        else:
            _, headers, body = self.signer().sign(url, "POST", body=urlencode(data), headers=FORM)
            self.last = self.http.post(url, content=body, headers=headers)
        return self.last.json()

    def csrf(self) -> str:
        return str(self.send({"action": "query", "meta": "tokens"})["query"]["tokens"]["csrftoken"])

    def write(
        self,
        action: str,
        data: dict[str, str],
        files: dict[str, tuple[str, bytes, str]] | None = None,
        *,
        query: dict[str, str] | None = None,
    ) -> Any:
        return self.send({"action": action, **(query or {})}, {**data, "token": self.csrf()}, files)

    def chunk(self, name: str, content: bytes, *, offset: int = 0, end: int | None = None, **more: Any) -> Any:
        """Send the bytes from `offset` to `end` of a file."""
        piece = content[offset:end]
        fields = {"stash": "1", "filename": name, "filesize": str(len(content)), "offset": str(offset), **more}
        return self.write("upload", fields, {"chunk": ("0.jpg", piece, "application/octet-stream")})

    def stash(self, name: str, content: bytes, *, chunk_size: int = 2000, **more: Any) -> Any:
        """Send a whole file in chunks and return the last reply's `upload`."""
        reply: Any = {}
        keys: dict[str, Any] = {}
        for offset in range(0, len(content), chunk_size):
            end = offset + chunk_size
            reply = self.chunk(name, content, offset=offset, end=end, ignorewarnings="1", **keys, **more)["upload"]
            keys = {"filekey": reply["filekey"]}
        return reply

    def commit(self, name: str, filekey: str, **more: str) -> Any:
        return self.write("upload", {"filename": name, "filekey": filekey, "comment": "c", "text": "t", **more})

    def publish(self, name: str, content: bytes, **more: str) -> Any:
        return self.commit(name, self.stash(name, content)["filekey"], **more)

    def edit_data(self, target: dict[str, str], change: Any, **more: str) -> Any:
        text = change if isinstance(change, str) else json.dumps(change)
        return self.write("wbeditentity", {"data": text, "summary": "s", **more}, query=target)

    def state(self) -> Any:
        return self.http.get(f"{self.origin}/sandbox/state").json()

    def fault(self, **description: Any) -> Any:
        response = self.http.post(f"{self.origin}/sandbox/faults", json=description)
        assert response.status_code == 201, response.text
        return response.json()

    def as_user(self, name: str) -> "SandboxClient":
        """Log another account in, through the whole handshake."""
        step = replace(self, key="", secret="")
        request_key, request_secret = step.oauth_step("initiate", callback_uri="oob")
        form = {"oauth_token": request_key, "username": name, "accept": "1"}
        allowed = self.http.post(f"{self.origin}/w/index.php?title=Special:OAuth/authorize", data=form)
        verifier = parse_qs(urlsplit(allowed.headers["location"]).query)["oauth_verifier"][0]
        step.key, step.secret = request_key, request_secret
        key, secret = step.oauth_step("token", verifier=verifier)
        return replace(self, key=key, secret=secret)

    def oauth_step(self, step: str, **changes: str) -> tuple[str, str]:
        url = f"{self.origin}/w/index.php?title=Special:OAuth/{step}"
        _, headers, _ = self.signer(**changes).sign(url, "POST")
        self.last = self.http.post(url, headers=headers)
        answer = parse_qs(self.last.text)
        return answer["oauth_token"][0], answer["oauth_token_secret"][0]


def open_sandbox(state_dir: Path, clock: ManualClock, **settings: Any) -> SandboxClient:
    """Return an anonymous client of a new sandbox."""
    app = create_app(SandboxSettings(state_dir=state_dir, **settings), clock)
    return SandboxClient(httpx.Client(transport=InProcess(app)), clock)


def jpeg(seed: int, size: int = 64) -> bytes:
    """Return a small JPEG unlike any of another seed."""
    return _picture(seed, size, "JPEG")


def png(seed: int, size: int = 64) -> bytes:
    """Return a small PNG unlike any of another seed."""
    return _picture(seed, size, "PNG")


def _picture(seed: int, size: int, form: str) -> bytes:
    image = Image.frombytes("RGB", (size, size), random.Random(seed).randbytes(size * size * 3))  # noqa: S311
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()
