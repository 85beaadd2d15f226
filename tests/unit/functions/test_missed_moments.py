"""RESUME while pushes go on: at whatever moment one comes, the client ends with what is true."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from curator.foundation.table import Table
from curator.realtime.broadcasting import BatchChanged, UploadChanged
from curator.uploads import views
from curator.uploads.models import Upload
from functions.broadcaster.broadcast import Broadcaster
from tests.unit.functions.socket_world import Browser, SocketWorld, socket_world

REQUESTS = ("get", "query", "put", "update", "delete", "transact")
MOMENTS = 20  # more than RESUME makes requests


def push(world: SocketWorld, upload: Upload) -> None:
    """Tell of an upload, and of its batch, as they stand."""
    batch = world.services.uploads.get_batch(upload.batch_id)
    broadcaster = Broadcaster(
        subscribers=world.connections,
        streams=world.streams,
        delivery=world.post,
        listings=world.services.uploads,
        clock=world.clock,
    )
    broadcaster.broadcast(
        [
            UploadChanged(batch_id=batch.id, upload_id=upload.id, row=views.upload_update(upload)),
            BatchChanged(
                batch_id=batch.id,
                user_id=batch.user_id,
                username=batch.username,
                item=views.batch_item(batch),
                progress=views.batch_progress(batch),
                ended_total=None,
            ),
        ]
    )


@contextmanager
def before_request(table: Table, number: int, act: Callable[[], None]) -> Iterator[list[str]]:
    """Do something before the table's request of this number; give the names of the requests so far."""
    plain = {name: getattr(table, name) for name in REQUESTS}
    seen: list[str] = []

    def restore() -> None:
        for name, request in plain.items():
            setattr(table, name, request)

    def watched(name: str) -> Callable[..., Any]:
        def requesting(*arguments: Any, **more: Any) -> Any:
            seen.append(name)
            if len(seen) == number:
                restore()
                act()
            return plain[name](*arguments, **more)

        return requesting

    for name in REQUESTS:
        setattr(table, name, watched(name))
    yield seen
    restore()


def shown(browser: Browser, rows: dict[str, str]) -> dict[str, str]:
    """Return the rows after all that a client without a memory for numbers has merged into them."""
    for message in browser.received:
        if message["type"] == "UPLOADS_UPDATE":
            rows |= {row["key"]: row["status"] for row in message["data"]}
    return rows


def resume_and_push_at(moment: int) -> tuple[dict[str, str], int]:
    """Lose a socket, miss a push, resume, and push again at this moment; return the client's rows and the requests."""
    world = socket_world()
    old = world.connect()
    batch_id = old.create_batch(["1", "2"])
    subscribed, *_ = old.send("SUBSCRIBE_BATCH", batch_id)
    rows = shown(old, {})
    world.connections.remove(old.connection_id)
    world.post.gone.add(old.connection_id)
    first, second = world.upload_store.list_uploads(batch_id)
    begun = world.begin(first)
    push(world, begun)
    new = world.connect_again(old)
    world.clock.advance(5)

    def go_on() -> None:
        push(world, world.complete(begun))
        push(world, world.begin(second))

    with before_request(world.connections._table, moment, go_on) as seen:
        new.send("RESUME", {"token": subscribed["token"]})
    if moment > len(seen):
        go_on()
    return shown(new, rows), len(seen)


@pytest.mark.parametrize("moment", range(1, MOMENTS + 1))
def test_a_push_at_any_moment_of_resuming_is_never_lost_and_never_taken_back(moment: int) -> None:
    rows, _ = resume_and_push_at(moment)
    assert rows == {"1": "completed", "2": "in_progress"}


def test_the_moments_are_all_there_are() -> None:
    _, requests = resume_and_push_at(10**6)
    assert 5 < requests < MOMENTS


def push_and_resume_at(moment: int) -> tuple[dict[str, str], int]:
    """Lose a socket, and resume while a push is being made; return the client's rows and the push's requests."""
    world = socket_world()
    old = world.connect()
    batch_id = old.create_batch(["1"])
    subscribed, *_ = old.send("SUBSCRIBE_BATCH", batch_id)
    rows = shown(old, {})
    world.connections.remove(old.connection_id)
    world.post.gone.add(old.connection_id)
    new = world.connect_again(old)
    begun = world.begin(next(world.upload_store.list_uploads(batch_id)))

    def resume() -> None:
        new.send("RESUME", {"token": subscribed["token"]})

    with before_request(world.connections._table, moment, resume) as seen:
        push(world, begun)
    if moment > len(seen):
        resume()
    return shown(new, rows), len(seen)


@pytest.mark.parametrize("moment", range(1, MOMENTS + 1))
def test_whoever_resumes_at_any_moment_of_a_push_reads_it(moment: int) -> None:
    rows, _ = push_and_resume_at(moment)
    assert rows == {"1": "in_progress"}


def test_the_moments_of_a_push_are_among_them() -> None:
    _, requests = push_and_resume_at(10**6)
    assert 3 <= requests < MOMENTS
