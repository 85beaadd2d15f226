"""The server's side of the protocol, as far as one page needs it."""

import itertools
import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.samples import PICTURES

Message = dict[str, Any]
Answer = Callable[[Message], list[Message]]

POLL_MILLISECONDS = 20
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
PATIENCE = 1500  # polls, half a minute


class FakeServer:
    """Answers a page's WebSocket by what a test puts into `answers`."""

    def __init__(self, page: Page, site: str) -> None:
        """Take the page's requests for who is logged in and its WebSocket."""
        self.answers: dict[str, Answer] = {}
        self.received: list[Message] = []
        self.connections = 0
        self.usage: Message = {"batch_id": 0, "counts": None, "files": [], "next": None}
        self.usage_of_all: Message = {"counts": None, "batches": [], "next": None}
        self._page = page
        self._site = site
        self._socket: WebSocketRoute | None = None
        self._nonces = itertools.count()
        page.route("**/auth/whoami", lambda route: route.fulfill(json={"username": "Demo", "userid": "15"}))
        page.route("**/api/batches/*/usage?*", lambda route: route.fulfill(json=self.usage))
        page.route("**/api/file-usage?*", lambda route: route.fulfill(json=self.usage_of_all))
        page.route(f"{PICTURES}/**", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"))
        page.route_web_socket("**/ws", self._accept)

    def open(self, fragment: str = "") -> None:
        """Open the page and wait until it is connected."""
        self._page.goto(f"{self._site}/{fragment}")
        expect(self._page.locator("#connection")).to_have_text("Live")

    def push(self, kind: str, data: Any, **fields: Any) -> None:
        """Send a message nobody asked for."""
        assert self._socket is not None
        self._socket.send(json.dumps({"type": kind, "data": data, "nonce": str(next(self._nonces)), **fields}))

    def close(self, reason: str) -> None:
        """Close the connection and say why, as for too many messages."""
        assert self._socket is not None
        self._socket.send(json.dumps({"type": "close", "code": 1008, "reason": reason}))
        self.drop()

    def drop(self) -> None:
        """Close the connection, as API Gateway does after two hours."""
        assert self._socket is not None
        self._socket.close(code=1001)

    def types(self) -> list[str]:
        """Return the types of what was received, in order, without those that end a subscription."""
        return [message["type"] for message in self.received if not message["type"].startswith("UNSUBSCRIBE")]

    def last(self, kind: str) -> Message:
        """Return the latest message of a type, once there is one."""
        for _ in range(PATIENCE):
            for message in reversed(self.received):
                if message["type"] == kind:
                    return message
            self._page.wait_for_timeout(POLL_MILLISECONDS)
        raise AssertionError(f"the page sent no {kind}, only {self.types()}")

    def _accept(self, socket: WebSocketRoute) -> None:
        self._socket = socket
        self.connections += 1
        socket.on_message(lambda text: self._receive(json.loads(text)))

    def _receive(self, message: Message) -> None:
        self.received.append(message)
        answer = self.answers.get(message["type"])
        for reply in answer(message) if answer else []:
            self.push(**reply)


def reply(kind: str, data: Any, **fields: Any) -> Message:
    """Return an answer."""
    return {"kind": kind, "data": data, **fields}
