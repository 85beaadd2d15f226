"""Showing a collection: every way it can come, and every way it can fail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from curator.realtime import frames
from curator.realtime.errors import INTERNAL_ERROR, DeliveryFailedError
from curator.realtime.frames import MessageOut
from curator.sources.errors import (
    CollectionNotFoundError,
    InvalidInputError,
    SourceApiError,
    SourceError,
    SourceTooLargeError,
    SourceUnavailableError,
)
from curator.sources.source import Collection, ExistingPage, MediaImage, to_message
from functions.fetcher.fetch import GEOCODING_SECONDS, Fetcher
from functions.fetcher.parts import Wish, read_wish
from functions.fetcher.requests import FetchRequest
from tests.fakes.clock import VirtualClock
from tests.fakes.queues import FakeQueue
from tests.fakes.sockets import FakePost
from tests.fakes.sources import FakeSource, photograph

REQUEST = FetchRequest(connection_id="a=", user_id="1", handler="mapillary", input="https://photos.example/?pKey=1")


@dataclass
class Album(FakeSource):
    """A source with one collection, which breaks where it is told to."""

    ids: list[str] = field(default_factory=list)
    whole: Exception | None = None
    listing: Exception | None = None
    blocks: dict[int, Exception] = field(default_factory=dict)
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def resolve_input(self, text: str) -> str:
        return "seq1" if text.startswith("https:") else text

    def fetch_collection(self, text: str) -> Collection:
        if self.whole:
            raise self.whole
        images = tuple(photograph(image_id) for image_id in self.ids)
        return Collection(images=images, creator=photograph("0").creator, sequence_id=self.resolve_input(text))

    def fetch_collection_ids(self, text: str) -> list[str]:
        assert text == "seq1"
        if self.listing:
            raise self.listing
        return self.ids

    def fetch_images(self, ids: Sequence[str], collection: str) -> list[MediaImage]:
        assert collection == "seq1"
        problem = self.blocks.get(len(self.asked))
        self.asked.append(tuple(ids))
        if problem:
            raise problem
        return [photograph(image_id) for image_id in ids]


class Places:
    """Names every place, in no time or in much."""

    def __init__(self, clock: VirtualClock, seconds: float = 0) -> None:
        self._clock = clock
        self._seconds = seconds

    def enrich(self, images: Iterable[MediaImage]) -> tuple[MediaImage, ...]:
        self._clock.advance(self._seconds)
        return tuple(replace(image, location=replace(image.location, city="Zürich")) for image in images)


class OnCommons:
    """Knows that photo 1 is on Commons."""

    def enrich(self, images: Iterable[MediaImage], property_id: str) -> tuple[MediaImage, ...]:
        assert property_id == "P1947"
        page = ExistingPage(url="https://commons.example/entity/M1")
        return tuple(replace(image, existing=(page,)) if image.id == "1" else image for image in images)


def numbers(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


def fetch(
    album: Album, *, geocoding_takes: float = 0, wish: str | None = None, request: FetchRequest = REQUEST
) -> list[MessageOut]:
    clock, post = VirtualClock(), FakePost()
    fetcher = Fetcher(
        source_named=lambda _name: album,
        geocoder=Places(clock, geocoding_takes),
        existing=OnCommons(),
        delivery=post,
        queue=FakeQueue(clock),
        clock=clock,
    )
    fetcher.fetch(replace(request, input=wish or request.input), until=clock.now() + 3000)
    for message in post.to("a="):
        assert frames.fits(message)
    return post.to("a=")


def error(text: str) -> list[MessageOut]:
    return [{"type": "ERROR", "data": text}]


def types(messages: Iterable[MessageOut]) -> list[str]:
    return [message["type"] for message in messages]


def partial_ids(messages: Iterable[MessageOut]) -> list[str]:
    partial = [message["data"] for message in messages if message["type"] == "PARTIAL_COLLECTION_IMAGES"]
    assert all(data["collection"] == "seq1" for data in partial)
    return [image["id"] for data in partial for image in data["images"]]


# scenario 46
def test_a_small_collection_comes_whole_with_all_that_is_known() -> None:
    (whole,) = fetch(Album(ids=numbers(3)))
    assert whole["type"] == "COLLECTION_IMAGES"
    assert list(whole["data"]["images"]) == ["1", "2", "3"]
    assert whole["data"]["sequence_id"] == "seq1"
    assert whole["data"]["creator"]["username"] == "alice"
    assert whole["data"]["images"]["1"]["existing"] == [{"url": "https://commons.example/entity/M1"}]
    assert whole["data"]["images"]["2"]["existing"] == []
    assert whole["data"]["images"]["2"]["location"]["city"] == "Zürich"


def test_a_collection_over_one_frame_comes_as_ids_and_then_in_parts() -> None:
    messages = fetch(Album(ids=numbers(250)))
    assert types(messages)[:2] == ["TRY_BATCH_RETRIEVAL", "COLLECTION_IMAGE_IDS"]
    assert set(types(messages)[2:]) == {"PARTIAL_COLLECTION_IMAGES"}
    assert messages[1]["data"] == numbers(250)
    assert partial_ids(messages) == numbers(250)
    first = messages[2]["data"]["images"][0]
    assert first["location"]["city"] == "Zürich"
    assert first["existing"] == [{"url": "https://commons.example/entity/M1"}]


def test_place_names_that_take_too_long_are_left_out() -> None:
    messages = fetch(Album(ids=numbers(250)), geocoding_takes=GEOCODING_SECONDS)
    images = [image for message in messages[2:] for image in message["data"]["images"]]
    assert [image["id"] for image in images if "city" in image["location"]] == numbers(100)
    assert len(images) == 250


def test_a_collection_that_only_grows_over_the_frame_with_what_is_known_comes_in_parts() -> None:
    smallest = next(n for n in range(20, 200) if not frames.fits(whole_message(n, city="Zürich")))
    assert frames.fits(whole_message(smallest, city=None))
    messages = fetch(Album(ids=numbers(smallest)))
    assert types(messages)[:2] == ["TRY_BATCH_RETRIEVAL", "COLLECTION_IMAGE_IDS"]
    assert partial_ids(messages) == numbers(smallest)


def whole_message(count: int, *, city: str | None) -> MessageOut:
    images = [photograph(image_id) for image_id in numbers(count)]
    named = [replace(image, location=replace(image.location, city=city)) for image in images]
    rows = [to_message(image) for image in named]
    creator = {"id": "7", "username": "alice", "profile_url": "https://photos.example/alice"}
    return frames.collection_images(rows, creator=creator, sequence_id="seq1")


# scenario 49
def test_what_breaks_the_source_as_a_whole_is_fetched_in_blocks_of_a_hundred() -> None:
    album = Album(ids=numbers(250), whole=SourceTooLargeError("500"))
    messages = fetch(album)
    assert types(messages)[:2] == ["TRY_BATCH_RETRIEVAL", "COLLECTION_IMAGE_IDS"]
    assert [len(block) for block in album.asked] == [100, 100, 50]
    assert partial_ids(messages) == numbers(250)


def test_pictures_fetched_in_blocks_know_their_files_on_commons_but_no_places() -> None:
    messages = fetch(Album(ids=["1"], whole=SourceTooLargeError("500")))
    (image,) = messages[2]["data"]["images"]
    assert image["existing"]
    assert "city" not in image["location"]


# scenario 47
def test_an_empty_collection_is_not_found() -> None:
    assert fetch(Album(ids=[])) == error("Collection not found")


# scenario 49
def test_a_large_collection_without_ids_has_no_images() -> None:
    messages = fetch(Album(ids=[], whole=SourceTooLargeError("500")))
    assert types(messages) == ["TRY_BATCH_RETRIEVAL", "ERROR"]
    assert messages[1]["data"] == "Collection has no images"


# scenario 48
@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (SourceApiError("Mapillary", status_code=400, body="bad id"), "Mapillary API Error: bad id"),
        (CollectionNotFoundError("x"), "Collection not found"),
        (InvalidInputError("x", public_message="No such address"), "No such address"),
        (SourceUnavailableError("x"), "The image source does not answer at the moment"),
        (RuntimeError("a private path"), INTERNAL_ERROR),
        (KeyError("geometry"), INTERNAL_ERROR),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_source_that_refuses_is_answered_with_its_reason(problem: Exception, text: str) -> None:
    assert fetch(Album(whole=problem)) == error(text)


def test_a_failure_while_listing_ids_is_answered() -> None:
    messages = fetch(Album(whole=SourceTooLargeError("500"), listing=SourceUnavailableError("x")))
    assert messages[-1]["data"] == "Batch retrieval failed: The image source does not answer at the moment"


# scenario 49
def test_a_failure_half_way_leaves_what_was_sent() -> None:
    album = Album(ids=numbers(250), whole=SourceTooLargeError("500"), blocks={1: SourceError("x")})
    messages = fetch(album)
    assert partial_ids(messages) == numbers(100)
    assert messages[-1] == {"type": "ERROR", "data": "Batch retrieval failed: The image source cannot be used"}


def test_a_defect_half_way_is_answered_too() -> None:
    album = Album(ids=numbers(150), whole=SourceTooLargeError("500"), blocks={1: KeyError("geometry")})
    assert fetch(album)[-1]["data"] == INTERNAL_ERROR


def long_ids(count: int) -> list[str]:
    return [f"{10**15 + number}" for number in range(count)]


def more_ids(messages: Iterable[MessageOut], *, total: int) -> list[str]:
    """Return the ids of what nobody announced, and check the places the messages name."""
    found: list[str] = []
    announced = next(len(message["data"]) for message in messages if message["type"] == "COLLECTION_IMAGE_IDS")
    for message in messages:
        if message["type"] == "MORE_COLLECTION_IMAGES":
            data = message["data"]
            assert (data["collection"], data["total"], data["first"]) == ("seq1", total, announced + len(found))
            found += [image["id"] for image in data["images"]]
    return found


# scenario 110
# scenario 117
@pytest.mark.parametrize("whole", [None, SourceTooLargeError("500")], ids=["whole", "in-blocks"])
def test_what_one_announcement_does_not_hold_follows_in_order(whole: Exception | None) -> None:
    ids = long_ids(4000)
    messages = fetch(Album(ids=ids, whole=whole))
    (announced,) = (message["data"] for message in messages if message["type"] == "COLLECTION_IMAGE_IDS")
    assert 1400 < len(announced) < 2000
    assert partial_ids(messages) == announced == ids[: len(announced)]
    assert more_ids(messages, total=4000) == ids[len(announced) :]
    order = list(dict.fromkeys(types(messages)))
    assert order == [
        "TRY_BATCH_RETRIEVAL",
        "COLLECTION_IMAGE_IDS",
        "PARTIAL_COLLECTION_IMAGES",
        "MORE_COLLECTION_IMAGES",
    ]
    told = [message["data"] for message in messages if message["type"] == "TRY_BATCH_RETRIEVAL"][-1]
    assert f"loading its 4,000 images… A page that stops at image {len(announced):,} loads the next" in told
    assert told.endswith(f"“{REQUEST.input} part 2”.")


@pytest.mark.parametrize("whole", [None, SourceTooLargeError("500")], ids=["whole", "in-blocks"])
def test_the_parts_of_a_collection_are_collections_to_clients_that_show_one_announcement(
    whole: Exception | None,
) -> None:
    ids = long_ids(4000)
    parts = [fetch(Album(ids=ids, whole=whole), wish=f"seq1 part {number}") for number in (1, 2, 3)]
    announced = [next(one["data"] for one in part if one["type"] == "COLLECTION_IMAGE_IDS") for part in parts]
    assert [image_id for part in announced for image_id in part] == ids
    assert [partial_ids(part) for part in parts] == announced
    assert not [one for part in parts for one in part if one["type"] in {"MORE_COLLECTION_IMAGES", "ERROR"}]
    (beyond,) = (one for one in fetch(Album(ids=ids, whole=whole), wish="seq1 part 4") if one["type"] == "ERROR")
    assert beyond["data"].endswith("There is no part 4: the collection has 4,000 images")


def test_images_come_in_the_order_in_which_they_were_announced() -> None:
    class Backwards(Album):
        def fetch_images(self, ids: Sequence[str], collection: str) -> list[MediaImage]:
            return super().fetch_images(ids, collection)[::-1]

    assert partial_ids(fetch(Backwards(ids=numbers(250), whole=SourceTooLargeError("500")))) == numbers(250)


class Slow(Album):
    """Takes a minute for a block, or for the whole."""

    clock: VirtualClock

    def fetch_images(self, ids: Sequence[str], collection: str) -> list[MediaImage]:
        self.clock.advance(60)
        return super().fetch_images(ids, collection)


@pytest.mark.parametrize("whole", [None, SourceTooLargeError("500")], ids=["whole", "in-blocks"])
def test_near_the_end_of_its_time_the_function_hands_the_rest_to_its_next_run(whole: Exception | None) -> None:
    clock, post = VirtualClock(), FakePost()
    queue = FakeQueue(clock)
    ids = long_ids(2500)
    album = Slow(ids=ids, whole=whole)
    album.clock = clock
    fetcher = Fetcher(
        source_named=lambda _name: album,
        geocoder=Places(clock, 0 if whole else 60),
        existing=Waiting(clock),
        delivery=post,
        queue=queue,
        clock=clock,
    )
    fetcher.fetch(REQUEST, until=clock.now() + 300)
    runs = 1
    while (body := queue.receive()) is not None:
        assert body.pop("kind") == "images"
        fetcher.fetch(FetchRequest(**body), until=clock.now() + 300)
        runs += 1
    messages = post.to("a=")
    assert runs > 3
    assert types(messages).count("COLLECTION_IMAGE_IDS") == 1
    assert partial_ids(messages) + more_ids(messages, total=2500) == ids
    assert "ERROR" not in types(messages)


class Waiting(OnCommons):
    """Takes half a minute to say what is on Commons."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock

    def enrich(self, images: Iterable[MediaImage], property_id: str) -> tuple[MediaImage, ...]:
        self._clock.advance(30)
        return super().enrich(images, property_id)


def test_a_run_that_finds_another_collection_than_the_one_before_says_so() -> None:
    request = replace(REQUEST, in_blocks=True, sequence_id="seq1", sent=100, last_id="100")
    messages = fetch(Album(ids=["0", *numbers(250)]), request=request)
    assert messages == error("Batch retrieval failed: The collection has changed meanwhile, please load it again")


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("abc123", Wish(input="abc123")),
        (" abc123 Part  12 ", Wish(input="abc123", part=12)),
        ("https://photos.example/?pKey=1 part 2", Wish(input="https://photos.example/?pKey=1", part=2)),
        ("abc123 part 0", Wish(input="abc123 part 0")),
        ("part 2", Wish(input="part 2")),
        ("abc123part 2", Wish(input="abc123part 2")),
    ],
    ids=["no-part", "spaces", "address", "no-such-number", "nothing-else", "part-of-a-word"],
)
def test_a_part_is_asked_for_behind_the_collection(text: str, wish: Wish) -> None:
    assert read_wish(text) == wish


def test_a_client_that_has_left_is_sent_nothing_more() -> None:
    clock, post = VirtualClock(), FakePost()
    album = Album(ids=numbers(250), whole=SourceTooLargeError("500"))
    post.gone.add("a=")
    fetcher = Fetcher(
        source_named=lambda _name: album,
        geocoder=Places(clock),
        existing=OnCommons(),
        delivery=post,
        queue=FakeQueue(clock),
        clock=clock,
    )
    fetcher.fetch(REQUEST, until=clock.now() + 300)
    assert post.posted == []
    assert album.asked == []


def test_an_answer_that_cannot_be_sent_now_comes_again() -> None:
    class Busy(FakePost):
        def post(self, connection_id: str, message: MessageOut) -> None:
            raise DeliveryFailedError(connection_id)

    clock = VirtualClock()
    fetcher = Fetcher(
        source_named=lambda _name: Album(ids=["1"]),
        geocoder=Places(clock),
        existing=OnCommons(),
        delivery=Busy(),
        queue=FakeQueue(clock),
        clock=clock,
    )
    with pytest.raises(DeliveryFailedError):
        fetcher.fetch(REQUEST, until=clock.now() + 300)
