"""The websocket function over real rooms, tables in memory or moto's, and a fake way back to the browser."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any

from curator.foundation.table import Table
from curator.identity.authenticator import Authenticator
from curator.identity.bearer import BearerTokens, SharedSecret
from curator.identity.limits.connections import ConnectionLimit
from curator.identity.limits.memory import MemoryLimiter
from curator.identity.limits.settings import LimitSettings
from curator.identity.limits.store import ConnectionCountStore
from curator.identity.origins import Origins
from curator.identity.principals import Principal
from curator.identity.roles.loading import SHIPPED, load_actions
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from curator.identity.tickets.store import TicketStore
from curator.identity.tickets.tickets import Tickets
from curator.realtime.expiry.store import ExpiryStore
from curator.realtime.protocol import SOURCE_NAMES
from curator.realtime.router import Router
from curator.realtime.store import ConnectionStore
from curator.realtime.streams.store import StreamStore
from curator.uploads.lanes.store import LaneStore
from curator.uploads.lanes.waking import LaneWaker
from curator.uploads.lifecycle import CLAIM, SETTLE
from curator.uploads.listing.store import Listings
from curator.uploads.models import Upload, UploadStatus
from curator.uploads.pausing import Pausing
from curator.uploads.presets.service import PresetService
from curator.uploads.presets.store import PresetStore
from curator.uploads.retrying.retrier import Retrier
from curator.uploads.retrying.store import RetryNotes
from curator.uploads.service import UploadService
from curator.uploads.store import UploadStore
from functions.websocket import lifecycle, messages
from functions.websocket.conversation import Services
from functions.websocket.handlers import HANDLERS
from functions.websocket.limiting import SocketLimits
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.plain_tables import plain_table
from tests.fakes.queues import FakeQueue
from tests.fakes.sockets import FakePost
from tests.fakes.tables import uploads_table

ALICE = Principal(user_id="1", username="Alice")
BOB = Principal(user_id="2", username="Bob")
OPERATOR = Principal(user_id="3", username="Operator")
TOKEN_SECRET = "a secret of forty letters, for tests only"
PUBLIC_URL = "https://curator.example"
MESSAGE_NUMBERS = count()


class SocketWorld:
    """Browsers, and what answers them."""

    def __init__(self, clock: VirtualClock, *, uploads: Table, identity: Table, realtime: Table) -> None:
        self.clock = clock
        self.post = FakePost()
        self.fetches, self.lanes_queue = FakeQueue(clock), FakeQueue(clock)
        self.connections = ConnectionStore(realtime, clock)
        self.streams = StreamStore(realtime, clock)
        self.sessions = Sessions(SessionStore(identity), clock)
        self.tickets = Tickets(TicketStore(identity), self.sessions, clock)
        self.expiries = ExpiryStore(realtime, clock)
        tokens = BearerTokens(SharedSecret(TOKEN_SECRET), clock)
        self.upload_store = UploadStore(uploads, clock)
        groups = iter(f"{n:012x}" for n in range(1000))
        lanes = LaneStore(uploads, clock)
        waker = LaneWaker(lanes=lanes, lanes_queue=self.lanes_queue, clock=clock)
        service = UploadService(
            uploads=self.upload_store,
            lanes=lanes,
            waker=waker,
            new_edit_group_id=lambda: next(groups),
            clock=clock,
        )
        sockets = ConnectionLimit(
            ConnectionCountStore(identity),
            limit=LimitSettings().ws_max_connections_per_user,
            clock=clock,
            is_open=lambda connection_id: self.connections.find(connection_id) is not None,
        )
        self.services = Services(
            uploads=service,
            pausing=Pausing(uploads=self.upload_store, lanes=lanes, waker=waker, clock=clock),
            presets=PresetService(PresetStore(uploads, clock)),
            retrier=Retrier(
                service=service,
                uploads=self.upload_store,
                listings=Listings(uploads),
                notes=RetryNotes(uploads, clock),
            ),
            connections=self.connections,
            streams=self.streams,
            sessions=self.sessions,
            authenticator=Authenticator(self.sessions, lambda: tokens),
            tickets=self.tickets,
            expiries=self.expiries,
            fetches=self.fetches,
            delivery=self.post,
            limits=SocketLimits(MemoryLimiter(clock), sockets, LimitSettings()),
            clock=clock,
            admin_names=("Operator",),
            origins=Origins(PUBLIC_URL, ("https://beta.example",)),
        )
        self.router = Router(HANDLERS, context={SOURCE_NAMES: ("mapillary", "files")}, actions=load_actions(SHIPPED))
        self._milliseconds = 1_800_000_000_000
        self._sessions_of: dict[str, str] = {}

    def log_in(self, user: Principal) -> str:
        """Return the cookie's value of a new session."""
        session_id, _ = self.sessions.start(
            user_id=user.user_id, username=user.username, encrypted_token=f"token of {user.username}"
        )
        return session_id

    def connect(self, user: Principal = ALICE) -> "Browser":
        """Return a browser of this user with an open socket."""
        session_id = self.log_in(user)
        connection_id = f"{user.username}{len(self._sessions_of)}="
        self._sessions_of[connection_id] = session_id
        lifecycle.connect(connect_event(connection_id, cookie=f"session={session_id}"), self.services)
        return Browser(self, connection_id)

    def connect_again(self, browser: "Browser") -> "Browser":
        """Return another browser window's socket, or the next one of this, in the same session."""
        session_id = self._sessions_of[browser.connection_id]
        connection_id = f"again{len(self._sessions_of)}="
        self._sessions_of[connection_id] = session_id
        lifecycle.connect(connect_event(connection_id, cookie=f"session={session_id}"), self.services)
        return Browser(self, connection_id)

    def log_out(self, browser: "Browser") -> None:
        """End the session a browser's socket was opened with."""
        self.sessions.end(self._sessions_of[browser.connection_id])

    def now_milliseconds(self) -> int:
        """Return a later moment each time."""
        self._milliseconds += 1
        return self._milliseconds

    def begin(self, upload: Upload) -> Upload:
        """Do as a worker that claims the upload."""
        becomes = replace(upload, status=UploadStatus.IN_PROGRESS, fence=upload.fence + 1)
        return self.upload_store.transition(upload, CLAIM, becomes=becomes)

    def complete(self, upload: Upload) -> Upload:
        """Do as a worker that claims the upload and publishes it."""
        success = f"https://commons.example/File:{upload.key}.jpg"
        claimed = upload if upload.status is UploadStatus.IN_PROGRESS else self.begin(upload)
        becomes = replace(claimed, status=UploadStatus.COMPLETED, success=success)
        return self.upload_store.transition(claimed, SETTLE, becomes=becomes)


class Browser:
    """One open socket."""

    def __init__(self, world: SocketWorld, connection_id: str) -> None:
        self._world = world
        self.connection_id = connection_id

    def send(self, type_name: str, data: Any = None, *, at: int | None = None, **extra: Any) -> list[dict[str, Any]]:
        """Send a message and return what came back to this browser for it."""
        message = {"type": type_name, **extra} | ({} if data is None else {"data": data})
        return self.send_text(json.dumps(message), at=at)

    def send_text(self, text: str, *, at: int | None = None, message_id: str | None = None) -> list[dict[str, Any]]:
        """Send any text and return what came back; `message_id` names a message that is delivered more than once."""
        before = len(self.received)
        event = message_event(self.connection_id, text, at or self._world.now_milliseconds(), message_id)
        messages.receive(event, self._world.services, self._world.router)
        return self.received[before:]

    @property
    def received(self) -> list[dict[str, Any]]:
        """All that was sent to this browser."""
        return self._world.post.to(self.connection_id)

    def create_batch(self, keys: Sequence[str] = ()) -> int:
        """Create a batch, with one slice if there are keys, and return its id."""
        (created,) = self.send("CREATE_BATCH")
        batch_id: int = created["data"]
        if keys:
            (ack,) = self.send("UPLOAD_SLICE", slice_of(batch_id, keys))
            assert ack["type"] == "UPLOAD_SLICE_ACK", ack
        return batch_id


def slice_of(batch_id: int, keys: Sequence[str], slice_id: int = 0) -> dict[str, Any]:
    """Return the data of UPLOAD_SLICE."""
    return {"batchid": batch_id, "sliceid": slice_id, "handler": "mapillary", "items": [item(key) for key in keys]}


def item(key: str, **change: Any) -> dict[str, Any]:
    """Return an UploadItem."""
    return {
        "id": key,
        "input": "seq1",
        "title": f"My photo {key}.jpg",
        "wikitext": f"== {key} ==",
        "labels": {"language": "en", "value": "Photo"},
        "copyright_override": False,
    } | change


def connect_event(connection_id: str, *, cookie: str | None = None, origin: str | None = PUBLIC_URL) -> dict[str, Any]:
    """Return API Gateway's event for an upgrade."""
    headers = {"Host": "curator.example", "Cookie": cookie, "Origin": origin}
    return {
        "headers": {name: value for name, value in headers.items() if value is not None},
        "requestContext": {"routeKey": "$connect", "eventType": "CONNECT", "connectionId": connection_id},
        "isBase64Encoded": False,
    }


def message_event(
    connection_id: str, body: str | None, milliseconds: int = 1, message_id: str | None = None
) -> dict[str, Any]:
    """Return API Gateway's event for a message."""
    return {
        "requestContext": {
            "routeKey": "$default",
            "eventType": "MESSAGE",
            "connectionId": connection_id,
            "requestTimeEpoch": milliseconds,
            "messageId": message_id or f"message{next(MESSAGE_NUMBERS)}=",
        },
        "body": body,
        "isBase64Encoded": False,
    }


def socket_world() -> SocketWorld:
    """Return a world in which nobody is connected, with tables in memory."""
    clock = VirtualClock()
    uploads, identity, realtime = MemoryTable(clock), MemoryTable(clock), MemoryTable(clock)
    return SocketWorld(clock, uploads=uploads, identity=identity, realtime=realtime)


@contextmanager
def socket_world_on_moto() -> Iterator[SocketWorld]:
    """Give such a world with moto's tables, which know all of DynamoDB's rules and take a second to make."""
    clock = VirtualClock()
    with (
        uploads_table(clock) as uploads,
        plain_table("identity", clock) as identity,
        plain_table("realtime", clock) as realtime,
    ):
        yield SocketWorld(clock, uploads=uploads, identity=identity, realtime=realtime)
