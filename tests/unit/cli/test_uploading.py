"""What `curator upload` takes of a collection, how it cuts it into messages, and what it says of what it leaves out."""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from websockets.sync.server import ServerConnection, serve

from curator.client import Anonymous, Bearer, Client, RefusedError, open_socket
from curator.realtime import frames
from local.cli.uploading.collecting import Collected, collect
from local.cli.uploading.handing_over import hand_over
from local.cli.uploading.items import (
    BYTES_PER_SLICE,
    Item,
    TitlesError,
    items_of,
    require_sound_titles,
    select,
    slices_of,
)
from local.cli.uploading.own_files import FolderError, photographs_in
from local.cli.uploading.wikitext import Texts
from tests.browser.samples import image
from tests.unit.cli.terminal import GOOD, curator, sockets_of
from tests.unit.functions.socket_world import socket_world

TEXTS = Texts(source="mapillary", collection="walk")
IMAGES = [image(number) for number in range(1, 6)]
IDS = [one["id"] for one in IMAGES]
CREATOR = IMAGES[0]["creator"]


@contextmanager
def source(*messages: Any) -> Iterator[str]:
    """Serve sockets that answer the first message with these."""

    def answer(connection: ServerConnection) -> None:
        for _ in connection:
            for message in messages:
                connection.send(json.dumps(message))

    with serve(answer, "127.0.0.1", 0) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        host, port = server.socket.getsockname()[:2]
        yield f"ws://{host}:{port}"
        server.shutdown()
        thread.join()


def collected(
    messages: Iterable[Any], wanted: str = "walk", arrived: Callable[[int], None] = lambda _: None
) -> Collected:
    async def talk(address: str) -> Collected:
        async with await open_socket(address, Anonymous()) as socket:
            return await collect(socket, "mapillary", wanted, arrived)

    with source(*messages) as address:
        return asyncio.run(talk(address))


def partial(images: list[Any]) -> list[Any]:
    return list(frames.partial_collection_images(images, collection="walk"))


def test_a_collection_comes_in_one_message_or_in_parts_and_is_the_same() -> None:
    whole = [frames.collection_images(IMAGES, creator=CREATOR, sequence_id="walk")]
    parts = [
        frames.try_batch_retrieval("in parts"),
        frames.collection_image_ids(IDS),
        *partial(IMAGES[3:]),  # in any order
        *partial(IMAGES[:3]),
    ]
    assert collected(whole) == collected(parts) == Collected(id="walk", images=IMAGES)


def test_what_one_announcement_does_not_hold_comes_behind_it() -> None:
    counts: list[int] = []
    more = frames.more_collection_images(IMAGES[2:], collection="walk", first=2, total=5)
    opening = [frames.try_batch_retrieval("in parts"), frames.try_batch_retrieval("5 images")]
    messages = [*opening, frames.collection_image_ids(IDS[:2]), *partial(IMAGES[:2]), *more]
    assert collected(messages, arrived=counts.append) == Collected(id="walk", images=IMAGES)
    assert counts[-1] == 5


def test_a_part_that_was_asked_for_is_all_there_is() -> None:
    opening = [frames.try_batch_retrieval("in parts"), frames.try_batch_retrieval("3 to 5 of 5")]
    messages = [*opening, frames.collection_image_ids(IDS[2:]), *partial(IMAGES[2:])]
    assert collected(messages, wanted="walk part 2").images == IMAGES[2:]


def test_a_source_s_refusal_is_raised_in_its_words() -> None:
    with pytest.raises(RefusedError, match="Collection not found"):
        collected([frames.error("Collection not found")])


def test_what_is_on_commons_or_may_not_be_there_is_left_out() -> None:
    there, refused = image(6, existing=[{"url": "https://c.example/M1"}]), image(7, refusal="All rights are reserved")
    selection = select([*IMAGES, there, refused], limit=2)
    assert [one["id"] for one in selection.chosen] == IDS[:2]
    assert (selection.on_commons, selection.refused) == (1, [(refused["title"], "All rights are reserved")])


def test_slices_keep_to_the_sizes_of_messages_and_lose_nothing() -> None:
    short = items_of(IMAGES * 10, TEXTS)
    long: list[Item] = [{"id": str(number), "wikitext": "x" * 12_000} for number in range(5)]
    assert [len(part) for part in slices_of(short)] == [18, 18, 14]
    assert [len(part) for part in slices_of(long)] == [2, 2, 1]
    assert [one for part in slices_of(long) for one in part] == long
    assert all(len(json.dumps(part)) <= BYTES_PER_SLICE for part in slices_of(long))
    assert list(slices_of([])) == []


def test_nothing_is_handed_over_under_titles_commons_would_not_take() -> None:
    with pytest.raises(TitlesError, match="more than one photograph has this title"):
        require_sound_titles(items_of(IMAGES, TEXTS, template="Street.jpg"))
    require_sound_titles(items_of(IMAGES, TEXTS))


def test_a_batch_holds_what_was_handed_over_in_its_order() -> None:
    world = socket_world()
    sent: list[int] = []

    async def talk(address: str) -> int:
        async with Client(address, Bearer(GOOD)) as client:
            return await hand_over(client, "mapillary", items_of(IMAGES * 4, TEXTS)[:20], sent=sent.append)

    with sockets_of(world) as address:
        batch_id = asyncio.run(talk(address))
    uploads = list(world.upload_store.list_uploads(batch_id))
    assert [one.key for one in uploads] == (IDS * 4)[:20]
    assert sent == [18, 20]
    text = world.services.uploads.get_texts(uploads[:1])[uploads[0].id]
    assert (text.collection, text.wikitext.startswith("== {{int:filedesc}} ==")) == ("walk", True)


def test_a_folder_s_photographs_are_found_by_name_and_nothing_else_is_taken(tmp_path: Path) -> None:
    for name in ("b.JPG", "a.png", "notes.txt", "c.webp"):
        (tmp_path / name).touch()
    (tmp_path / "sub.jpg").mkdir()
    (tmp_path / "to nowhere.jpg").symlink_to(tmp_path / "gone.jpg")  # which storing it tells
    assert [path.name for path in photographs_in(tmp_path)] == ["a.png", "b.JPG", "c.webp", "to nowhere.jpg"]
    assert photographs_in(tmp_path / "a.png") == [tmp_path / "a.png"]
    with pytest.raises(FolderError, match="has no photographs"):
        photographs_in(tmp_path / "notes.txt")


def test_a_folder_can_be_looked_at_before_anything_is_stored(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    shown = curator("upload", str(tmp_path), "--dry-run", session="s")
    assert (shown.exit_code, shown.stdout) == (0, f"{tmp_path / 'a.jpg'}\n")


@pytest.mark.parametrize(
    ("arguments", "session", "sentence"),
    [
        pytest.param(["nothing", "x"], "s", "nothing is no source of photographs: there are mapillary", id="source"),
        pytest.param(["mapillary"], "s", "mapillary: say which sequence or album of it", id="which"),
        pytest.param(["/no/such/folder"], "s", "/no/such/folder: there is no such folder", id="folder"),
        pytest.param(["mapillary", "x"], "", "uploading needs a login at the wiki", id="login"),
    ],
)
def test_what_cannot_be_done_as_typed_is_told_before_anybody_is_asked(
    arguments: list[str], session: str, sentence: str
) -> None:
    refused = curator("upload", *arguments, session=session)
    assert (refused.exit_code, sentence in refused.stderr) == (2, True), refused.output
