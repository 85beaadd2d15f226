from typing import Any

import httpx
import pytest

from curator.foundation.errors import QueueAction
from curator.sources.errors import (
    CollectionNotFoundError,
    SourceApiError,
    SourceDataError,
    SourceError,
    SourceNotConfiguredError,
    SourceUnavailableError,
)
from curator.sources.flickr_api import FlickrApi
from tests.unit.sources.flickr_replies import Flickr, failure

OK = {"stat": "ok"}


def api(flickr: Flickr) -> FlickrApi:
    http = flickr.tools().http
    url = "https://flickr.example/services/rest/"
    return FlickrApi(http, url=url, key=lambda: "secret-key", user_agent="Curator-tests", clock=flickr.clock)


def call(answer: Any, **options: Any) -> tuple[Flickr, dict[str, Any]]:
    flickr = Flickr(test_echo=answer)
    return flickr, api(flickr).call("flickr.test.echo", {"a": "b"}, **options)


def test_a_call_carries_the_key_where_no_log_looks() -> None:
    flickr, _ = call(OK)
    (request,) = flickr.requests
    assert "secret-key" not in str(request.url)
    assert b"api_key=secret-key" in request.content
    assert request.headers["user-agent"] == "Curator-tests"
    assert set(request.extensions["timeout"].values()) == {30.0}


def test_a_call_asks_for_plain_json() -> None:
    flickr, reply = call({**OK, "pong": 1})
    assert reply["pong"] == 1
    assert b"format=json&nojsoncallback=1" in flickr.requests[0].content
    assert flickr.asked == [{"a": "b", "method": "flickr.test.echo"}]


PASSING = [
    pytest.param(httpx.Response(500), id="500"),
    pytest.param(httpx.Response(502), id="502"),
    pytest.param(httpx.ReadTimeout("slow"), id="time-out"),
    pytest.param(httpx.ConnectError("refused"), id="no connection"),
    pytest.param(failure(0, "Sorry, the Flickr API service is not currently available."), id="0"),
    pytest.param(failure("105", "Service currently unavailable"), id="105 as a string"),
    pytest.param(failure(201, "Sorry, the Flickr API service is not currently available."), id="201"),
]


@pytest.mark.parametrize("trouble", PASSING)
def test_a_passing_trouble_is_sat_out(trouble: Any) -> None:
    flickr, _ = call([trouble, trouble, OK])
    assert flickr.clock.sleeps == [2.0, 2.0]


@pytest.mark.parametrize("trouble", PASSING)
def test_a_lasting_trouble_is_left_for_later(trouble: Any) -> None:
    with pytest.raises(SourceUnavailableError) as caught:
        call(trouble)
    assert caught.value.queue_action is QueueAction.RETRY_LATER


def test_a_wait_flickr_asks_for_is_passed_on() -> None:
    flickr = Flickr(test_echo=httpx.Response(429, headers={"retry-after": "90"}))
    with pytest.raises(SourceUnavailableError) as caught:
        api(flickr).call("flickr.test.echo", {})
    assert caught.value.retry_after == 90
    assert flickr.clock.sleeps == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param(failure(100, "Invalid API Key (Key has invalid format)"), SourceNotConfiguredError, id="key"),
        pytest.param(failure(112, 'Method "x" not found'), SourceApiError, id="method"),
        pytest.param(failure(1, "Photo not found"), SourceApiError, id="number the call does not expect"),
        pytest.param(httpx.Response(403, text="Forbidden"), SourceApiError, id="403"),
        pytest.param({"stat": "fail", "message": "?"}, SourceDataError, id="no number"),
        pytest.param({}, SourceDataError, id="no stat"),
        pytest.param([[]], SourceDataError, id="not an object"),
        pytest.param(httpx.Response(200, text="jsonFlickrApi({})"), SourceDataError, id="not JSON"),
    ],
)
def test_a_refusal_is_told_by_its_number(answer: Any, kind: type[SourceError]) -> None:
    flickr = Flickr(test_echo=answer)
    with pytest.raises(kind) as caught:
        api(flickr).call("flickr.test.echo", {})
    assert type(caught.value) is kind
    assert len(flickr.requests) == 1


def test_a_number_means_what_the_call_says_it_means() -> None:
    with pytest.raises(CollectionNotFoundError, match=r"flickr\.test\.echo: 1 Photo not found"):
        call(failure(1, "Photo not found"), refusals={1: CollectionNotFoundError})


def test_a_refusal_shows_flickrs_words_to_the_user() -> None:
    with pytest.raises(SourceApiError) as caught:
        call(failure(116, "Bad URL found"))
    assert caught.value.public_message == "Flickr API Error: Bad URL found"
