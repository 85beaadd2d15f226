from typing import Any

import httpx
import pytest

from curator.foundation.errors import CuratorError
from curator.sources.errors import (
    CollectionNotFoundError,
    InvalidInputError,
    SourceApiError,
    SourceDataError,
    SourceTooLargeError,
    SourceUnavailableError,
)
from curator.sources.mapillary import MapillarySource
from curator.sources.mapillary_images import FIELDS
from curator.sources.registry import source_named
from curator.sources.source import SourceTools, to_message
from tests.fakes.clock import VirtualClock
from tests.unit.sources.mapillary_replies import PHOTO_PAGE, Mapillary, raw

CALLS = [
    pytest.param(lambda source: source.fetch_collection("seq"), {"data": [raw()]}, id="collection"),
    pytest.param(lambda source: source.fetch_collection_ids("seq"), {"data": [{"id": "1"}]}, id="ids"),
    pytest.param(lambda source: source.fetch_images(["1000"], "seq"), {"1000": raw()}, id="images"),
    pytest.param(lambda source: source.fetch_image("1000"), raw(), id="image"),
    pytest.param(lambda source: source.resolve_input(PHOTO_PAGE), {"sequence": "seq"}, id="sequence of an image"),
]


# scenario 51
@pytest.mark.parametrize(("call", "answer"), CALLS)
def test_every_call_waits_a_minute_and_carries_the_token(call: Any, answer: Any) -> None:
    api = Mapillary(answer)
    call(api.source())
    (request,) = api.requests
    assert request.url.host == "graph.mapillary.com"
    assert request.headers["authorization"] == "Bearer mapillary-token"
    assert set(request.extensions["timeout"].values()) == {60.0}


def test_a_sequence_comes_in_the_order_its_photos_were_taken() -> None:
    api = Mapillary({"data": [raw("2", 2000), raw("3", 3000), raw("1", 1000)]})
    collection = api.source().fetch_collection("seq")
    assert [image.id for image in collection.images] == ["1", "2", "3"]
    assert (collection.sequence_id, collection.creator.username) == ("seq", "alice")
    assert api.asked == [("/images", {"sequence_ids": "seq", "fields": FIELDS})]


# scenario 50
def test_a_photos_address_leads_to_its_sequence() -> None:
    api = Mapillary({"sequence": "seq"}, {"data": [raw()]})
    assert api.source().fetch_collection(f" {PHOTO_PAGE} ").sequence_id == "seq"
    assert api.asked[0] == ("/1000", {"fields": "sequence"})


def test_the_ids_of_a_photos_address_are_those_of_its_sequence() -> None:
    api = Mapillary({"sequence": "seq"}, {"data": [{"id": "1"}, {"id": "2"}]})
    assert api.source().fetch_collection_ids(PHOTO_PAGE) == ["1", "2"]
    assert api.asked[1] == ("/images", {"sequence_ids": "seq"})


def test_a_photo_without_a_sequence_has_no_collection() -> None:
    with pytest.raises(CollectionNotFoundError):
        Mapillary({"id": "1000"}).source().fetch_collection(PHOTO_PAGE)


@pytest.mark.parametrize("answer", [{"data": []}, {}], ids=["empty", "no data"])
def test_an_empty_sequence_is_not_found(answer: dict[str, Any]) -> None:
    with pytest.raises(CollectionNotFoundError) as caught:
        Mapillary(answer).source().fetch_collection("seq")
    assert caught.value.public_message == "Collection not found"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param(httpx.ReadTimeout("slow"), SourceTooLargeError, id="read time-out"),
        pytest.param(httpx.Response(500), SourceTooLargeError, id="500"),
        pytest.param(httpx.ConnectTimeout("slow"), SourceUnavailableError, id="connect time-out"),
        pytest.param(httpx.ConnectError("refused"), SourceUnavailableError, id="no connection"),
        pytest.param(httpx.Response(502), SourceUnavailableError, id="502"),
        pytest.param(httpx.Response(429), SourceUnavailableError, id="429"),
        pytest.param(httpx.Response(400), SourceApiError, id="400"),
        pytest.param(httpx.Response(200, text="<html>"), SourceDataError, id="not JSON"),
        pytest.param(httpx.Response(200, json=[]), SourceDataError, id="not an object"),
    ],
)
def test_a_failed_collection_is_told_by_what_helps(answer: Any, kind: type[CuratorError]) -> None:
    with pytest.raises(kind) as caught:
        Mapillary(answer).source().fetch_collection("seq")
    assert type(caught.value) is kind


def test_a_refusal_shows_the_answer_to_the_user() -> None:
    with pytest.raises(SourceApiError) as caught:
        Mapillary(httpx.Response(403, text="Invalid token")).source().fetch_collection("seq")
    assert caught.value.public_message == "Mapillary API Error: Invalid token"


def test_photos_by_id_are_fetched_in_one_request() -> None:
    api = Mapillary({"2": raw("2"), "1": raw("1")})
    assert [image.id for image in api.source().fetch_images(["1", "2"], "seq")] == ["2", "1"]
    assert api.asked == [("/", {"ids": "1,2", "fields": FIELDS})]


def test_no_ids_are_no_request() -> None:
    api = Mapillary({})
    assert api.source().fetch_images([], "seq") == []
    assert api.requests == []


@pytest.mark.parametrize(
    "failure",
    [httpx.Response(500), httpx.Response(502), httpx.ReadTimeout("slow"), httpx.ConnectError("refused")],
    ids=["500", "502", "time-out", "no connection"],
)
def test_a_single_photo_is_asked_for_three_times(failure: Any) -> None:
    api = Mapillary(failure, failure, raw())
    assert api.source().fetch_image("1000").id == "1000"
    assert api.clock.sleeps == [2.0, 2.0]


def test_a_single_photo_that_stays_away_is_an_error_that_says_so() -> None:
    api = Mapillary(httpx.Response(503))
    with pytest.raises(SourceUnavailableError, match="503"):
        api.source().fetch_image("1000")
    assert len(api.requests) == 3


def test_a_refused_photo_is_not_asked_for_again() -> None:
    api = Mapillary(httpx.Response(400, text="gone"))
    with pytest.raises(SourceApiError):
        api.source().fetch_image("1000")
    assert len(api.requests) == 1


def test_a_wait_the_source_asks_for_is_passed_on() -> None:
    api = Mapillary(httpx.Response(429, headers={"retry-after": "90"}))
    with pytest.raises(SourceUnavailableError) as caught:
        api.source().fetch_image("1000")
    assert caught.value.retry_after == 90
    assert api.clock.sleeps == []


def test_the_statements_are_mapillarys() -> None:
    source = Mapillary(raw()).source()
    described = source.statements(source.fetch_image("1000"), with_licence=True)
    assert [one["mainsnak"]["property"] for one in described][:2] == ["P170", "P1947"]


def test_a_photo_reaches_clients_in_their_shape() -> None:
    image = Mapillary(raw()).source().fetch_image("1000")
    assert to_message(image) == {
        "id": "1000",
        "title": "Photo from Mapillary 2023-07-22 (1000).jpg",
        "dates": {"taken": "2023-07-22T04:26:40+00:00"},
        "creator": {"id": "7", "username": "alice", "profile_url": "https://www.mapillary.com/app/user/alice"},
        "location": {"latitude": 47.1, "longitude": 8.5, "compass_angle": 12.5},
        "urls": {
            "url": PHOTO_PAGE,
            "original": "https://cdn.example/original",
            "preview": "https://cdn.example/1024",
            "thumbnail": "https://cdn.example/256",
        },
        "dimensions": {"width": 4000, "height": 3000},
        "camera": {"make": "GoPro", "model": "HERO8", "is_pano": False},
        "existing": [],
        "tags": [],
    }


def fetched(**more: Any) -> dict[str, Any]:
    return to_message(Mapillary(raw(**more)).source().fetch_image("1000"))


# scenario 52
@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        pytest.param("none", "none", {}, id="neither"),
        pytest.param("none", "HERO8", {"model": "HERO8"}, id="model only"),
        pytest.param("GoPro", "none", {"make": "GoPro"}, id="make only"),
        pytest.param("GoPro", "HERO8", {"make": "GoPro", "model": "HERO8"}, id="both"),
        pytest.param(None, None, {}, id="absent"),
    ],
)
def test_the_word_none_is_no_camera(make: str | None, model: str | None, camera: dict[str, str]) -> None:
    assert fetched(make=make, model=model)["camera"] == {**camera, "is_pano": False}


# scenario 52
@pytest.mark.parametrize("angle", [0, 360, -1, 360.5, None])
def test_an_angle_that_is_no_heading_is_left_out(angle: float | None) -> None:
    assert "compass_angle" not in fetched(compass_angle=angle)["location"]


@pytest.mark.parametrize("angle", [0.001, 359.999])
def test_an_angle_just_inside_is_kept(angle: float) -> None:
    assert fetched(compass_angle=angle)["location"]["compass_angle"] == angle


def test_the_date_in_a_title_is_the_one_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert fetched(captured_at=1704067199999)["title"] == "Photo from Mapillary 2023-12-31 (1000).jpg"


def test_a_creator_without_a_name_is_unknown() -> None:
    assert fetched(creator={"id": 7})["creator"]["username"] == "Unknown"


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param({"geometry": None}, id="no geometry"),
        pytest.param({"geometry": {"coordinates": [8.5]}}, id="one coordinate"),
        pytest.param({"creator": None}, id="no creator"),
        pytest.param({"captured_at": None}, id="no time"),
    ],
)
def test_a_photo_without_what_every_photo_needs_is_an_error_that_names_it(broken: dict[str, Any]) -> None:
    with pytest.raises(SourceDataError, match="1000"):
        fetched(**broken)


def test_an_unknown_source_is_refused() -> None:
    tools = SourceTools(http=httpx.Client(), clock=VirtualClock(), environment={}, credential=str)
    with pytest.raises(InvalidInputError):
        source_named("panoramio", tools)


def test_the_address_of_the_api_comes_from_the_environment() -> None:
    seen: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, json={"data": [{"id": "1"}]})

    tools = SourceTools(
        http=httpx.Client(transport=httpx.MockTransport(handle)),
        clock=VirtualClock(),
        environment={"MAPILLARY_API_URL": "http://127.0.0.1:8190/mapillary/"},
        credential=str,
    )
    MapillarySource.from_tools(tools).fetch_collection_ids("seq")
    assert seen == ["http://127.0.0.1:8190/mapillary/images?sequence_ids=seq"]
