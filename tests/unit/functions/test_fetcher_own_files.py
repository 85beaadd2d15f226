"""FETCH_IMAGES of own files: those of whoever asks, through the same frames as any other source's."""

import json
from typing import Any

from curator.realtime.frames import MessageOut
from curator.sources.files import FilesSource
from functions.fetcher.fetch import Fetcher
from functions.fetcher.requests import FetchRequest
from tests.fakes.clock import VirtualClock
from tests.fakes.contract import check_frame
from tests.fakes.queues import FakeQueue
from tests.fakes.sockets import FakePost
from tests.unit.functions.test_fetcher import Places
from tests.unit.sources.files_keeper import ALICE, BOB, Keeper, file_id, keeper, own_file


class NobodyAsked:
    """Knows of no property by which own files could be found."""

    def enrich(self, images: Any, property_id: str) -> Any:
        raise AssertionError(property_id)


def fetch(kept: Keeper, text: str, *, user_id: str = ALICE.user_id, username: str = ALICE.username) -> list[MessageOut]:
    clock, post = VirtualClock(), FakePost()
    fetcher = Fetcher(
        source_named=lambda name: FilesSource(lambda: kept, clock=clock),
        geocoder=Places(clock),
        existing=NobodyAsked(),
        delivery=post,
        queue=FakeQueue(clock),
        clock=clock,
    )
    request = FetchRequest(connection_id="a=", user_id=user_id, username=username, handler="files", input=text)
    fetcher.fetch(request, until=clock.now() + 3000)
    for message in post.to("a="):
        check_frame(json.dumps({**message, "nonce": "1"}).encode())
    return post.to("a=")


def test_a_user_is_shown_their_files_with_all_that_they_say() -> None:
    (whole,) = fetch(keeper(own_file(1)), "mine")
    assert whole["type"] == "COLLECTION_IMAGES"
    assert whole["data"]["sequence_id"] == "mine"
    shown = whole["data"]["images"][file_id(1)]
    assert shown["creator"]["username"] == "Alice A."
    assert shown["dates"]["utc_offset"] == 60
    assert shown["location"]["altitude"] == 408.5
    assert shown["location"]["city"] == "Zürich"
    assert shown["license_template"] == "Cc-by-sa-4.0"
    assert shown["existing"] == []


def test_nobody_is_shown_anothers_files() -> None:
    (whole,) = fetch(keeper(own_file(1)), "mine", user_id=BOB.user_id, username=BOB.username)
    assert list(whole["data"]["images"]) == [file_id(99)]
    (refused,) = fetch(keeper(own_file(1)), file_id(1), user_id=BOB.user_id, username=BOB.username)
    assert refused["type"] == "ERROR"


def test_many_files_come_in_parts_in_the_order_they_were_taken() -> None:
    kept = keeper(
        *(
            own_file(
                number, photo={"taken": f"2026-11-20T10:{number // 60:02}:{number % 60:02}", "precision": "second"}
            )
            for number in range(300)
        )
    )
    messages = fetch(kept, "mine")
    assert [message["type"] for message in messages[:2]] == ["TRY_BATCH_RETRIEVAL", "COLLECTION_IMAGE_IDS"]
    assert messages[1]["data"] == [file_id(number) for number in range(300)]
    shown = [image["id"] for message in messages[2:] for image in message["data"]["images"]]
    assert shown == messages[1]["data"]


def test_a_wish_that_names_nothing_is_answered_with_what_would() -> None:
    assert fetch(keeper(), "mine") == [{"type": "ERROR", "data": "You have no files here yet"}]
    (refused,) = fetch(keeper(), "https://example.org")
    assert refused["data"].startswith("Say “mine” for all your files")


def test_a_request_from_before_names_came_along_is_answered() -> None:
    (whole,) = fetch(keeper(own_file(1)), "mine", username="")
    assert list(whole["data"]["images"]) == [file_id(1)]
