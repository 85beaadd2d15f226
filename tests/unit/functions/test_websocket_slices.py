"""Slices that come more than once, one after the other or at the same moment."""

import json
from collections.abc import Callable
from typing import Any

from functions.websocket.handlers import HANDLERS
from tests.unit.functions.socket_world import Browser, SocketWorld, item, slice_of


def slice_text(batch_id: int, keys: list[str]) -> str:
    return json.dumps({"type": "UPLOAD_SLICE", "data": slice_of(batch_id, keys)})


def acknowledgements(browser: Browser) -> int:
    return sum(message["type"] == "UPLOAD_SLICE_ACK" for message in browser.received)


def keys_of(world: SocketWorld, batch_id: int) -> list[str]:
    return [upload.key for upload in world.upload_store.list_uploads(batch_id)]


def test_a_message_that_is_delivered_again_is_stored_once_and_acknowledged_once(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch()
    for _ in range(3):
        browser.send_text(slice_text(batch_id, ["1000", "1001"]), message_id="same=")
    assert acknowledgements(browser) == 1
    assert keys_of(world, batch_id) == ["1000", "1001"]


def test_a_slice_that_a_client_sends_again_is_acknowledged_again(world: SocketWorld) -> None:
    """It has not read the first acknowledgement, and waits for one."""
    browser = world.connect()
    batch_id = browser.create_batch()
    for message_id in ("first=", "second="):
        browser.send_text(slice_text(batch_id, ["1000"]), message_id=message_id)
    assert acknowledgements(browser) == 2
    assert keys_of(world, batch_id) == ["1000"]


def overtaken(world: SocketWorld, method: str, overtake: Callable[[], None]) -> None:
    """Let something happen right before the store's method is called for the first time."""
    store: Any = world.upload_store
    original, waiting = getattr(store, method), [overtake]

    def call(*arguments: Any, **named: Any) -> Any:
        if waiting:
            waiting.pop()()
        return original(*arguments, **named)

    setattr(store, method, call)


def test_two_copies_of_a_message_at_the_same_moment_are_stored_once_and_acknowledged_once(world: SocketWorld) -> None:
    for step in ("insert_slice", "insert_uploads", "get_uploads"):
        browser = world.connect()
        batch_id = browser.create_batch()
        text = slice_text(batch_id, ["1000", "1001"])
        overtaken(world, step, lambda b=browser, t=text: b.send_text(t, message_id="same="))  # type: ignore[misc]
        browser.send_text(text, message_id="same=")
        assert acknowledgements(browser) == 1, step
        assert keys_of(world, batch_id) == ["1000", "1001"], step


# scenario 20
def test_every_batch_has_an_edit_group_of_its_own_and_makes_its_user_known(world: SocketWorld) -> None:
    browser = world.connect()
    batches = [world.upload_store.get_batch(browser.create_batch()) for _ in range(2)]
    groups = {batch.edit_group_id for batch in batches if batch}
    assert len(groups) == 2
    assert all(len(group) == 12 and int(group, 16) >= 0 for group in groups)
    assert [batch.username for batch in batches if batch] == ["Alice", "Alice"]


# scenario 22
def test_all_fields_of_an_item_are_kept(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch()
    data = slice_of(batch_id, []) | {"items": [item("1000", copyright_override=True)]}
    browser.send("UPLOAD_SLICE", data)
    (upload,) = world.upload_store.list_uploads(batch_id)
    text = world.upload_store.get_texts("1", [upload.id])[upload.id]
    assert (text.key, text.collection, text.filename, text.wikitext) == (
        "1000",
        "seq1",
        "My photo 1000.jpg",
        "== 1000 ==",
    )
    assert text.copyright_override
    assert text.label is not None
    assert (text.label.language, text.label.value) == ("en", "Photo")


# scenario 108
def test_an_acknowledgement_names_its_slice_and_no_selection_needs_none(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch()
    answers = [
        browser.send("UPLOAD_SLICE", slice_of(batch_id, [f"{n}-{k}" for k in range(18)], slice_id=n)) for n in range(2)
    ]
    assert [answer["sliceid"] for (answer,) in answers] == [0, 1]
    empty = browser.create_batch()
    received = browser.send("SUBSCRIBE_BATCH", empty)
    assert [message["type"] for message in received] == ["SUBSCRIBED", "BATCH_PROGRESS", "UPLOADS_COMPLETE"]


def test_every_handler_of_the_function_is_registered_once() -> None:
    names = [handler.type_name for handler in HANDLERS]
    assert len(names) == len(set(names))
