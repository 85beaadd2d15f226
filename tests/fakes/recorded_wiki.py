"""A wiki that answers with recorded replies, one after the other, and remembers what it was asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx

from curator.commons.client import CommonsClient, CommonsSettings
from curator.commons.signing import Consumer
from tests.fakes.clock import VirtualClock

REPLIES = Path(__file__).parent.parent / "fixtures" / "mediawiki"
HELP_PAGE = "body_over_post_max_size"

Answer = str | Mapping[str, Any] | httpx.Response | Exception

SETTINGS = CommonsSettings(
    commons_api_url="https://commons.example/w/api.php",
    commons_index_url="https://commons.example/w/index.php",
    user_agent="Curator-tests/1 (tests@example.org)",
)


@dataclass(frozen=True)
class Token:
    key: str = "token-key"
    secret: str = "token-secret"


@dataclass(frozen=True)
class Seen:
    """One request as the wiki saw it; `files` is field name to (file name, bytes)."""

    method: str
    params: dict[str, str]
    fields: dict[str, str]
    files: dict[str, tuple[str, bytes]]
    headers: httpx.Headers
    url: str


def recorded_body(name: str) -> Any:
    return json.loads((REPLIES / f"{name}.json").read_text())["body"]


def recorded(name: str) -> httpx.Response:
    exchange = json.loads((REPLIES / f"{name}.json").read_text())
    body = exchange["body"]
    content = body["_text"].encode() if "_text" in body else json.dumps(body).encode()
    return httpx.Response(exchange["http"], headers=exchange["headers"], content=content)


class RecordedWiki:
    """Give it names of recorded replies, bodies, responses or exceptions; csrf tokens are handed out on the side."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[Seen] = []
        self.token_requests: list[Seen] = []
        self.clock = VirtualClock()

    def client(self, *, signed: bool = True, username: str | None = "Uploader", **options: Any) -> CommonsClient:
        return CommonsClient(
            httpx.Client(transport=httpx.MockTransport(self._handle)),
            settings=SETTINGS,
            consumer=Consumer("consumer-key", "consumer-secret"),
            access_token=Token() if signed else None,
            clock=self.clock,
            username=username,
            **options,
        )

    def _handle(self, request: httpx.Request) -> httpx.Response:
        seen = _seen(request)
        if seen.params.get("meta") == "tokens" and "tokens" not in self.answers[:1]:
            self.token_requests.append(seen)
            return httpx.Response(200, json={"query": {"tokens": {"csrftoken": f"csrf-{len(self.token_requests)}+\\"}}})
        self.requests.append(seen)
        assert self.answers, f"an unexpected request: {seen}"
        return _answer(self.answers.pop(0))


def _answer(answer: Answer) -> httpx.Response:
    if isinstance(answer, Exception):
        raise answer
    if isinstance(answer, httpx.Response):
        return answer
    return recorded(answer) if isinstance(answer, str) else httpx.Response(200, json=dict(answer))


def _seen(request: httpx.Request) -> Seen:
    content_type = request.headers.get("content-type", "")
    body = request.read()
    fields: dict[str, str] = {}
    files: dict[str, tuple[str, bytes]] = {}
    if content_type.startswith("multipart/"):
        message = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=policy.HTTP)
        for part in message.iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            if (file_name := part.get_filename()) is not None:
                files[name] = (file_name, content)
            else:
                fields[name] = content.decode()
    else:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return Seen(
        method=request.method,
        params=dict(request.url.params),
        fields=fields,
        files=files,
        headers=request.headers,
        url=str(request.url),
    )
