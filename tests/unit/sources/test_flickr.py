from typing import Any

import pytest

from curator.sources.errors import (
    CollectionNotFoundError,
    InvalidInputError,
    SourceDataError,
    SourceTooLargeError,
)
from curator.sources.flickr_photos import EXTRAS
from curator.sources.registry import SOURCES, source_named
from tests.unit.sources.flickr_replies import ALBUM, LICENCES, NSID, Flickr, album, failure, info, listed, sizes, stream

ALICES_ALBUM = "https://www.flickr.com/photos/alice/albums/72157600000000001"
STREAM = f"https://www.flickr.com/photos/{NSID}"
PHOTO = "https://www.flickr.com/photos/alice/51000000001/in/photostream/"
USER = {"user": {"id": NSID, "username": {"_content": "Alice on Flickr"}}, "stat": "ok"}


def ids_of(images: Any) -> list[str]:
    return [image.id for image in images]


def test_the_registry_knows_flickr() -> None:
    assert source_named("flickr", Flickr().tools()).external_id_property == "P12120"


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_is_registered_under_its_own_name(name: str) -> None:
    assert source_named(name, Flickr().tools()).name == name


def test_an_album_comes_in_flickrs_order_with_the_owner_it_names_once() -> None:
    flickr = Flickr(photosets_getPhotos=album(listed("2"), listed("1")))
    collection = flickr.source().fetch_collection(ALBUM)
    assert ids_of(collection.images) == ["2", "1"]
    assert collection.creator.id == NSID
    assert collection.sequence_id == ALBUM
    paging = {"page": "1", "per_page": "500", "extras": EXTRAS}
    album_id = {"photoset_id": "72157600000000001", "user_id": NSID}
    assert flickr.asked == [{"method": "flickr.photosets.getPhotos", **album_id, **paging}]


def test_a_users_name_is_looked_up_once_and_then_known_by_the_address() -> None:
    flickr = Flickr(urls_lookupUser=USER, photosets_getPhotos=album(listed()))
    source = flickr.source()
    assert source.resolve_input(f" {ALICES_ALBUM}/ ") == ALBUM
    assert flickr.asked[0]["url"] == "https://www.flickr.com/photos/alice/"
    assert source.resolve_input(ALBUM) == ALBUM
    source.fetch_collection(ALBUM)
    assert flickr.methods == ["urls.lookupUser", "photosets.getPhotos"]


@pytest.mark.parametrize(
    ("path", "method", "params"),
    [
        pytest.param("", "people.getPublicPhotos", {}, id="all"),
        pytest.param(
            "/archives/date-taken/2024/05/17",
            "photos.search",
            {
                "min_taken_date": "2024-05-17 00:00:00",
                "max_taken_date": "2024-05-17 23:59:59",
                "sort": "date-taken-asc",
            },
            id="day taken",
        ),
        pytest.param(
            "/archives/date-posted/2024/02",
            "photos.search",
            {"min_upload_date": "1706745600", "max_upload_date": "1709251199", "sort": "date-posted-asc"},
            id="month posted",
        ),
    ],
)
def test_a_photostream_is_asked_for_by_its_days(path: str, method: str, params: dict[str, str]) -> None:
    flickr = Flickr(people_getPublicPhotos=stream(listed()), photos_search=stream(listed()))
    collection = flickr.source().fetch_collection(STREAM + path)
    assert collection.sequence_id == STREAM + path
    (asked,) = flickr.asked
    assert asked == {
        "method": f"flickr.{method}",
        "user_id": NSID,
        "page": "1",
        "per_page": "500",
        "extras": EXTRAS,
        **params,
    }


@pytest.mark.parametrize(
    "text", [PHOTO, "https://flic.kr/p/2kHjxGr", "https://www.flickr.com/photo.gne?id=51000000001"]
)
def test_a_single_photo_is_a_collection_of_one(text: str) -> None:
    flickr = Flickr(photos_getInfo=info(), photos_getSizes=sizes())
    (image,) = flickr.source().fetch_collection(text).images
    assert (image.id, image.dimensions.width) == ("51000000001", 4000)
    assert flickr.methods == ["photos.getInfo", "photos.getSizes"]


def test_a_single_photo_is_fetched_in_blocks_alike() -> None:
    flickr = Flickr(photos_getInfo=info(), photos_getSizes=sizes())
    source = flickr.source()
    resolved = source.resolve_input(PHOTO)
    assert source.fetch_collection_ids(resolved) == ["51000000001"]
    assert ids_of(source.fetch_images(["51000000001"], resolved)) == ["51000000001"]


def test_photos_commons_does_not_take_are_shown_among_the_others() -> None:
    photos = [listed("1"), listed("2", license="0"), listed("3", license=16), listed("4", license="11")]
    flickr = Flickr(
        photosets_getPhotos=album(*photos), photos_licenses_getInfo={"licenses": {"license": LICENCES}, "stat": "ok"}
    )
    images = flickr.source().fetch_collection(ALBUM).images
    assert [image.license for image in images] == ["CC BY 2.0", "All rights reserved", "CC BY-NC-ND 4.0", "CC BY 4.0"]
    assert [image.refusal is None for image in images] == [True, False, False, True]
    assert flickr.methods.count("photos.licenses.getInfo") == 1


def test_a_list_of_licences_in_another_shape_is_an_error() -> None:
    flickr = Flickr(photosets_getPhotos=album(listed(license="11")), photos_licenses_getInfo={"stat": "ok"})
    with pytest.raises(SourceDataError):
        flickr.source().fetch_collection(ALBUM)


def test_a_collection_of_a_few_pages_comes_whole() -> None:
    flickr = Flickr(photosets_getPhotos=[album(listed("1"), pages=2, total=501), album(listed("2"), pages=2)])
    assert ids_of(flickr.source().fetch_collection(ALBUM).images) == ["1", "2"]


def test_a_longer_collection_is_to_be_fetched_in_parts() -> None:
    flickr = Flickr(photosets_getPhotos=album(listed("1"), pages=3, total=1001))
    with pytest.raises(SourceTooLargeError):
        flickr.source().fetch_collection(ALBUM)


def test_the_ids_of_all_pages_come_without_what_nobody_needs_yet() -> None:
    pages = [album(listed("1"), listed("2"), pages=2, total=3), album(listed("2"), listed("3"), pages=2, total=3)]
    flickr = Flickr(photosets_getPhotos=pages)
    assert flickr.source().fetch_collection_ids(ALBUM) == ["1", "2", "3"]
    assert [asked["extras"] for asked in flickr.asked] == ["", ""]


def test_more_than_flickr_can_list_is_refused_with_the_way_out() -> None:
    flickr = Flickr(people_getPublicPhotos=stream(listed(), pages=9, total=4001))
    for fetch in (flickr.source().fetch_collection, flickr.source().fetch_collection_ids):
        with pytest.raises(InvalidInputError) as caught:
            fetch(STREAM)
        assert "4001 photos" in caught.value.public_message
        assert "archive" in caught.value.public_message


def three_pages() -> list[Any]:
    return [album(listed(str(page)), listed(f"{page}0"), pages=3, total=6) for page in (1, 2, 3)]


def test_blocks_in_their_order_read_every_page_once() -> None:
    flickr = Flickr(photosets_getPhotos=three_pages())
    source = flickr.source()
    for block in (["1"], ["10", "2"], ["20", "3"], ["30"]):
        assert ids_of(source.fetch_images(block, ALBUM)) == block
    assert [asked["page"] for asked in flickr.asked] == ["1", "2", "3"]


def test_a_block_of_the_past_is_looked_for_from_the_beginning() -> None:
    first, second, third = three_pages()
    flickr = Flickr(photosets_getPhotos=[first, second, third, first])
    source = flickr.source()
    source.fetch_images(["3"], ALBUM)
    assert ids_of(source.fetch_images(["1", "gone"], ALBUM)) == ["1"]
    assert [asked["page"] for asked in flickr.asked] == ["1", "2", "3", "1", "2"]


def test_a_page_is_not_believed_for_longer_than_a_minute() -> None:
    flickr = Flickr(photosets_getPhotos=[album(listed("1")), album(listed("1", license="0"))])
    source = flickr.source()
    assert source.fetch_images(["1"], ALBUM)[0].refusal is None
    flickr.clock.advance(60)
    assert source.fetch_images(["1"], ALBUM)[0].refusal is not None


def test_a_page_of_one_collection_is_none_of_another() -> None:
    flickr = Flickr(photosets_getPhotos=album(listed("1")), people_getPublicPhotos=stream(listed("1")))
    source = flickr.source()
    source.fetch_images(["1"], ALBUM)
    source.fetch_images(["1"], STREAM)
    assert flickr.methods == ["photosets.getPhotos", "people.getPublicPhotos"]


def test_no_ids_are_no_request() -> None:
    flickr = Flickr()
    assert flickr.source().fetch_images([], ALBUM) == []
    assert flickr.requests == []


def test_an_album_without_photos_is_not_found() -> None:
    with pytest.raises(CollectionNotFoundError):
        Flickr(photosets_getPhotos=album()).source().fetch_collection(ALBUM)


@pytest.mark.parametrize("code", [1, 2])
@pytest.mark.parametrize(
    ("text", "answers", "message"),
    [
        pytest.param(ALBUM, "photosets_getPhotos", "no such album or user", id="album"),
        pytest.param(PHOTO, "photos_getInfo", "no such photo", id="photo"),
    ],
)
def test_what_is_gone_or_hidden_is_not_found(text: str, answers: str, message: str, code: int) -> None:
    with pytest.raises(CollectionNotFoundError) as caught:
        Flickr(**{answers: failure(code, "not found")}).source().fetch_collection(text)
    assert message in caught.value.public_message


def test_a_user_nobody_knows_is_not_found() -> None:
    flickr = Flickr(urls_lookupUser=failure(1, "User not found"))
    with pytest.raises(CollectionNotFoundError) as caught:
        flickr.source().resolve_input(ALICES_ALBUM)
    assert caught.value.public_message == "Flickr has no such user"


@pytest.mark.parametrize(
    ("call", "answers"),
    [
        pytest.param("list", {"photosets_getPhotos": {"stat": "ok"}}, id="no list"),
        pytest.param("list", {"photosets_getPhotos": {"photoset": {"photo": []}, "stat": "ok"}}, id="no pages"),
        pytest.param("list", {"photosets_getPhotos": {"photoset": {"photo": [1]}, "stat": "ok"}}, id="no photos"),
        pytest.param("user", {"urls_lookupUser": {"stat": "ok"}}, id="no user"),
        pytest.param("user", {"urls_lookupUser": {"user": {"id": "alice"}, "stat": "ok"}}, id="no user id"),
        pytest.param("photo", {"photos_getInfo": {"stat": "ok"}}, id="no photo"),
    ],
)
def test_a_reply_in_another_shape_is_an_error(call: str, answers: dict[str, Any]) -> None:
    text = {"list": ALBUM, "user": ALICES_ALBUM, "photo": PHOTO}[call]
    with pytest.raises(SourceDataError):
        Flickr(**answers).source().fetch_collection(text)


def test_the_statements_are_flickrs() -> None:
    source = Flickr(photos_getInfo=info(), photos_getSizes=sizes()).source()
    properties = [one["mainsnak"]["property"] for one in source.statements(source.fetch_image("1"), with_licence=True)]
    assert properties == ["P170", "P12120", "P1433", "P571", "P7482", "P1259", "P6216", "P275", "P2049", "P2048"]


def test_the_address_of_the_api_and_our_name_come_from_the_environment() -> None:
    flickr = Flickr(photosets_getPhotos=album(listed()))
    source = flickr.source(FLICKR_API_URL="http://127.0.0.1:8190/flickr/services/rest/", USER_AGENT="Curator/1.0")
    source.fetch_collection(ALBUM)
    (request,) = flickr.requests
    assert str(request.url) == "http://127.0.0.1:8190/flickr/services/rest/"
    assert request.headers["user-agent"] == "Curator/1.0"
    assert b"api_key=flickr-key" in request.content


def test_by_itself_the_source_asks_flickr() -> None:
    flickr = Flickr(photosets_getPhotos=album(listed()))
    flickr.source().fetch_collection(ALBUM)
    assert str(flickr.requests[0].url) == "https://www.flickr.com/services/rest/"
