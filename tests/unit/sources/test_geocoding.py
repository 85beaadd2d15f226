import dataclasses
import threading
from typing import Any

import httpx
import pytest

from curator.sources.geocoding import ReverseGeocoder
from curator.sources.source import GeoLocation, MediaImage
from tests.unit.sources.photo import IMAGE

ADDRESS = {
    "city": "Bern",
    "county": "Verwaltungskreis",
    "state": "Bern",
    "country": "Switzerland",
    "country_code": "ch",
    "postcode": "3011",
    "road": "Kramgasse",
}


def at(latitude: float, longitude: float = 8.5) -> MediaImage:
    location = GeoLocation(latitude=latitude, longitude=longitude, compass_angle=12.5)
    return dataclasses.replace(IMAGE, id=str(latitude), location=location)


def geocoder(handle: Any, **options: Any) -> ReverseGeocoder:
    http = httpx.Client(transport=httpx.MockTransport(handle))
    return ReverseGeocoder(http, url="https://places.example/reverse", user_agent="Curator-tests", **options)


# scenario 53
def test_an_image_gains_the_names_of_its_place_and_keeps_the_rest() -> None:
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"address": ADDRESS})

    (image,) = geocoder(handle).enrich([at(47.1)])
    expected: dict[str, Any] = {name: text for name, text in ADDRESS.items() if name != "road"}
    assert image.location == GeoLocation(latitude=47.1, longitude=8.5, compass_angle=12.5, **expected)
    assert dict(asked[0].url.params) == {"lat": "47.1", "lon": "8.5", "zoom": "18", "format": "jsonv2"}
    assert asked[0].headers["user-agent"] == "Curator-tests"
    assert set(asked[0].extensions["timeout"].values()) == {10.0}


# scenario 53
def test_a_town_stands_in_for_a_city() -> None:
    (image,) = geocoder(lambda request: httpx.Response(200, json={"address": {"town": "Thun"}})).enrich([at(47.1)])
    assert image.location.city == "Thun"


def timing_out(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("slow")


# scenario 53
@pytest.mark.parametrize(
    "handle",
    [
        pytest.param(lambda request: httpx.Response(500), id="HTTP error"),
        pytest.param(lambda request: httpx.Response(200, text="<html>"), id="not JSON"),
        pytest.param(lambda request: httpx.Response(200, json=[]), id="a list"),
        pytest.param(lambda request: httpx.Response(200, json={"error": "Unable to geocode"}), id="no address"),
        pytest.param(timing_out, id="time-out"),
    ],
)
def test_a_failure_leaves_the_image_as_it_was(handle: Any) -> None:
    assert geocoder(handle).enrich([at(47.1)]) == (at(47.1),)


# scenario 53
def test_one_failure_does_not_touch_the_others_and_order_is_kept() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        latitude = request.url.params["lat"]
        return httpx.Response(404) if latitude == "2" else httpx.Response(200, json={"address": {"city": latitude}})

    images = geocoder(handle).enrich([at(1), at(2), at(3)])
    assert [image.location.city for image in images] == ["1", None, "3"]


@pytest.mark.parametrize(("latitude", "longitude"), [(0, 8.5), (47.1, 0), (0, 0)])
def test_a_place_on_the_zero_lines_is_not_looked_up(latitude: float, longitude: float) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise AssertionError("it was looked up")

    assert geocoder(handle).enrich([at(latitude, longitude)]) == (at(latitude, longitude),)


def test_no_images_are_no_work() -> None:
    assert geocoder(timing_out).enrich([]) == ()


# scenario 53
def test_only_so_many_requests_run_at_once() -> None:
    lock, both_in = threading.Lock(), threading.Barrier(2, timeout=60)
    running, most = 0, 0

    def handle(request: httpx.Request) -> httpx.Response:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        both_in.wait()  # two are in at the same time, or this breaks
        with lock:
            running -= 1
        both_in.wait()  # neither lets a third in before both were counted out
        return httpx.Response(200, json={"address": {}})

    geocoder(handle, width=2).enrich([at(number) for number in range(1, 9)])
    assert most == 2
