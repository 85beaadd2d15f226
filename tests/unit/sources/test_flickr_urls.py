from datetime import date

import pytest

from curator.sources.errors import InvalidInputError
from curator.sources.flickr_urls import Album, Period, Photostream, SinglePhoto, Target, parse_address

NSID = "12345678@N00"
FLICKR = "https://www.flickr.com"
BRIDGES = Album(user="alice", album_id="72157600000000001")
PHOTO = SinglePhoto(photo_id="51000000001")
ALICE = Photostream(user="alice")


def days(by: str, first: date, last: date) -> Photostream:
    return Photostream(user="alice", period=Period(by=by, first=first, last=last))


DAY = days("taken", date(2024, 5, 17), date(2024, 5, 17))
KNOWN = [
    ("/photos/alice/albums/72157600000000001", BRIDGES, "album"),
    ("/photos/alice/albums/72157600000000001/", BRIDGES, "album with a slash"),
    ("/photos/alice/sets/72157600000000001/", BRIDGES, "set"),
    ("/photos/alice/albums/72157600000000001/page3", BRIDGES, "page of an album"),
    ("/photos/alice/albums/72157600000000001/with/51000000001", BRIDGES, "photo over an album"),
    ("/photos/alice/51000000001", PHOTO, "photo"),
    ("/photos/alice/51000000001/in/album-72157600000000001/", PHOTO, "photo in an album"),
    ("/photos/alice/51000000001/in/photostream", PHOTO, "photo in the stream"),
    ("/photos/alice/51000000001/sizes/o/", PHOTO, "sizes of a photo"),
    ("/photos/alice//51000000001?rb=1#comments", PHOTO, "slips, query and fragment"),
    ("/photo.gne?id=51000000001", PHOTO, "photo by number"),
    ("/photos/alice", ALICE, "stream"),
    ("/photos/alice/page7/", ALICE, "page of a stream"),
    ("/photos/alice/with/51000000001", ALICE, "photo over a stream"),
    ("/people/alice/", ALICE, "person"),
    (f"/photos/{NSID}/", Photostream(user=NSID), "stream by id"),
    ("/photos/alice/archives/date-taken/2024/05/17", DAY, "day taken"),
    ("/photos/alice/archives/date-taken/2024/5/17/detail/", DAY, "day taken, in detail"),
    ("/photos/alice/archives/date-posted/2024/02/", days("posted", date(2024, 2, 1), date(2024, 2, 29)), "leap month"),
    ("/photos/alice/archives/date-posted/2024/12", days("posted", date(2024, 12, 1), date(2024, 12, 31)), "December"),
    ("/photos/alice/archives/date-taken/2023", days("taken", date(2023, 1, 1), date(2023, 12, 31)), "year"),
    ("/photos/alice/archives/date-taken/2023/calendar", days("taken", date(2023, 1, 1), date(2023, 12, 31)), "list"),
]
REFUSED = [
    ("", "neither an id", "nothing"),
    ("51000000001", "neither an id", "a number alone"),
    ("https://elsewhere.example/photos/alice/51000000001", "neither an id", "another site"),
    ("https://flickr.com.evil.example/photos/alice", "neither an id", "Flickr as a prefix"),
    ("https://[", "neither an id", "no address"),
    ("https://live.staticflickr.com/65535/51000000001_63d765ee92_b.jpg", "picture file", "file"),
    ("https://farm5.staticflickr.com/4586/37767087695_bb4ecff5f4_o.jpg", "picture file", "file on a farm"),
    ("http://farm1.static.flickr.com/82/241708183_dd0847d5c7_o.jpg", "picture file", "file of former years"),
    ("https://photos12.flickr.com/16159487_3a6615a565_b.jpg", "picture file", "file of the beginnings"),
    ("https://flic.kr/s/aHsjybZ5ZD", "short addresses", "short album"),
    ("https://flic.kr/p/0OIl", "short addresses", "letters base58 does not have"),
    ("https://flic.kr/p/2222222222222", "short addresses", "too long for a photo"),
    (f"{FLICKR}/", "none of them", "front page"),
    (f"{FLICKR}/groups/slovenia/pool", "none of them", "group"),
    (f"{FLICKR}/gp/alice/M195SLkj98", "none of them", "guest pass"),
    (f"{FLICKR}/photos/alice/galleries/72157600000000001", "none of them", "gallery"),
    (f"{FLICKR}/photos/alice/albums", "none of them", "list of albums"),
    (f"{FLICKR}/photos/alice/albums/best", "none of them", "album without a number"),
    (f"{FLICKR}/photos/al%20ice", "none of them", "user with a blank"),
    (f"{FLICKR}/photo.gne?id=abc", "none of them", "photo by no number"),
    (f"{FLICKR}/photo.gne", "none of them", "photo by nothing"),
    (f"{FLICKR}/photos/alice/archives", "none of them", "archives"),
    (f"{FLICKR}/photos/alice/archives/date-taken", "names no date", "archive without a date"),
    (f"{FLICKR}/photos/alice/archives/date-taken/2023/02/30", "names no date", "no such day"),
    (f"{FLICKR}/photos/alice/archives/date-taken/2023/13", "names no date", "no such month"),
    (f"{FLICKR}/photos/alice/archives/date-taken/99999999999", "names no date", "no such year"),
]


@pytest.mark.parametrize(("path", "target"), [row[:2] for row in KNOWN], ids=[row[2] for row in KNOWN])
def test_a_page_names_what_is_on_it(path: str, target: Target) -> None:
    assert parse_address(f" {FLICKR}{path}\n") == target


@pytest.mark.parametrize("site", ["http://flickr.com", "https://m.flickr.com", "www.flickr.com", "https://FLICKR.com"])
def test_flickr_has_several_names(site: str) -> None:
    assert parse_address(f"{site}/photos/alice") == ALICE


@pytest.mark.parametrize(
    ("code", "photo_id"), [("2p4QbKN", "53208249252"), ("r9qvLn", "16504233985"), ("1", "0"), ("Z", "57")]
)
def test_a_short_address_holds_the_photos_number_in_base58(code: str, photo_id: str) -> None:
    assert parse_address(f"https://flic.kr/p/{code}") == SinglePhoto(photo_id=photo_id)


@pytest.mark.parametrize(("text", "message"), [row[:2] for row in REFUSED], ids=[row[2] for row in REFUSED])
def test_any_other_address_is_refused_with_a_sentence_that_helps(text: str, message: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_address(text)
    assert message in caught.value.public_message


@pytest.mark.parametrize(
    "target",
    [
        BRIDGES,
        PHOTO,
        ALICE,
        DAY,
        days("posted", date(2024, 2, 1), date(2024, 2, 29)),
        days("taken", date(2023, 1, 1), date(2023, 12, 31)),
    ],
    ids=["album", "photo", "stream", "day", "month", "year"],
)
def test_an_address_made_for_a_target_names_it(target: Target) -> None:
    assert parse_address(target.address) == target
