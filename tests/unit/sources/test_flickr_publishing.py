from typing import Any

import httpx
import pytest

from curator.foundation.errors import QueueAction
from curator.sources.errors import (
    InvalidInputError,
    LicenceNotAcceptedError,
    NotAPhotographError,
    SourceDataError,
    SourceError,
    SourceUnavailableError,
)
from curator.uploads.worker import failures
from tests.unit.sources.flickr_replies import Flickr, info, sizes


def test_a_photo_to_publish_has_its_largest_file() -> None:
    image = Flickr(photos_getInfo=info(), photos_getSizes=sizes()).source().fetch_image("51000000001")
    assert image.urls.original.endswith("/51000000001_abcdef_o.jpg")
    assert image.refusal is None


@pytest.mark.parametrize("licence_id", ["0", "1", "2", "3", "6", "7", "10"])
def test_a_photo_whose_licence_has_become_another_is_never_published(licence_id: str) -> None:
    flickr = Flickr(photos_getInfo=info(license=licence_id))
    with pytest.raises(LicenceNotAcceptedError) as caught:
        flickr.source().fetch_image("51000000001")
    assert caught.value.queue_action is QueueAction.NEVER
    assert caught.value.public_message != LicenceNotAcceptedError.public_message
    assert flickr.methods == ["photos.getInfo"]


def test_a_video_is_never_published() -> None:
    with pytest.raises(NotAPhotographError):
        Flickr(photos_getInfo=info(media="video")).source().fetch_image("51000000001")


@pytest.mark.parametrize("reply", [{"sizes": {"size": []}}, {"sizes": {"size": None}}, {}], ids=["empty", "null", "no"])
def test_a_photo_without_a_file_is_an_error(reply: dict[str, Any]) -> None:
    flickr = Flickr(photos_getInfo=info(), photos_getSizes={**reply, "stat": "ok"})
    with pytest.raises(SourceDataError, match="no file"):
        flickr.source().fetch_image("51000000001")


@pytest.mark.parametrize("image_id", ["", "abc", "1,2", "../1", "1" * 21])
def test_what_is_no_id_is_refused_without_a_call(image_id: str) -> None:
    flickr = Flickr()
    with pytest.raises(InvalidInputError):
        flickr.source().fetch_image(image_id)
    assert flickr.requests == []


def test_a_photo_that_flickr_cannot_show_now_is_asked_for_again() -> None:
    flickr = Flickr(photos_getInfo=[httpx.Response(502), info()], photos_getSizes=sizes())
    assert flickr.source().fetch_image("51000000001").id == "51000000001"
    assert flickr.clock.sleeps == [2.0]


def test_a_photo_that_stays_away_is_left_for_later() -> None:
    with pytest.raises(SourceUnavailableError):
        Flickr(photos_getInfo=httpx.Response(503)).source().fetch_image("51000000001")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        pytest.param(info(license="0"), "only the photographer can offer this photo to Commons", id="licence"),
        pytest.param(info(media="video"), "photographs only", id="video"),
    ],
)
def test_the_worker_gives_such_an_upload_up_and_says_why(answer: dict[str, Any], message: str) -> None:
    with pytest.raises(SourceError) as caught:
        Flickr(photos_getInfo=answer).source().fetch_image("51000000001")
    decision = failures.decide(caught.value, {})
    assert isinstance(decision, failures.GiveUp)
    assert message in decision.message
