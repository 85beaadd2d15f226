import pytest

from curator.sources.errors import InvalidInputError
from tests.unit.sources.mapillary_replies import PHOTO_PAGE, Mapillary, raw


# scenario 50
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PHOTO_PAGE, id="a photo's page"),
        pytest.param("https://www.mapillary.com/app/?lat=47.1&lng=8.5&z=17&pKey=1000&focus=photo", id="with the map"),
        pytest.param("https://www.mapillary.com/app/user/alice?lat=1&pKey=1000", id="among a user's photos"),
        pytest.param("https://mapillary.com/app/?pKey=1000", id="without www"),
        pytest.param("www.mapillary.com/app/?pKey=1000", id="without scheme"),
        pytest.param("https://www.mapillary.com/map/im/1000", id="page of former years"),
        pytest.param("https://www.mapillary.com/map/im/1000/", id="with a slash"),
        pytest.param("1000", id="id of a photo"),
    ],
)
def test_whatever_names_a_photo_leads_to_its_sequence(text: str) -> None:
    api = Mapillary({"sequence": "7gyHYcD1RuGTBqSEZVJpfa"})
    assert api.source().resolve_input(f" {text}\n") == "7gyHYcD1RuGTBqSEZVJpfa"
    assert api.asked == [("/1000", {"fields": "sequence"})]


@pytest.mark.parametrize("text", ["7gyHYcD1RuGTBqSEZVJpfa", "sandbox-walk", "a_B-9"], ids=["today", "words", "old"])
def test_a_sequence_id_is_taken_as_it_is(text: str) -> None:
    api = Mapillary({})
    assert api.source().resolve_input(text) == text
    assert api.requests == []


@pytest.mark.parametrize(
    "text",
    ["https://www.mapillary.com/map/im/Z4wtLlRSqHKCDvgUZ3wgIA", "https://www.mapillary.com/app/?pKey=Z4wtLlRSqHKC"],
    ids=["page of former years", "page of today"],
)
def test_a_photo_id_of_former_years_is_refused_with_the_way_out(text: str) -> None:
    api = Mapillary({})
    with pytest.raises(InvalidInputError) as caught:
        api.source().resolve_input(text)
    assert "copy the address it turns into" in caught.value.public_message
    assert api.requests == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("https://www.mapillary.com/app/?lat=1&lng=2", id="address without pKey"),
        pytest.param("https://www.mapillary.com/app/?pKey=", id="empty pKey"),
        pytest.param("https://www.mapillary.com/developer?pKey=1", id="another page"),
        pytest.param("https://www.mapillary.com/app/?pKey=../me", id="pKey that is a path"),
        pytest.param("https://elsewhere.example/app/?pKey=1", id="another site"),
        pytest.param("", id="nothing"),
        pytest.param("a,b", id="two ids"),
        pytest.param("../me", id="a path"),
    ],
)
def test_input_that_names_nothing_is_refused_without_a_call(text: str) -> None:
    api = Mapillary(raw())
    with pytest.raises(InvalidInputError):
        api.source().fetch_collection(text)
    assert api.requests == []


def test_a_page_of_another_site_that_looks_like_mapillarys_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        Mapillary(raw()).source().resolve_input("https://www.mapillary.com.evil.example/app/?pKey=1")
