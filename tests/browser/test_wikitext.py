"""`wikitext.js`: the description page."""

from typing import Any

import pytest

from tests.browser.conftest import Call
from tests.browser.samples import image

TEXTS: dict[str, Any] = {
    "description": "A street",
    "language": "nl",
    "categories": ["Streets in Utrecht"],
    "sequence": "walk",
    "source": "mapillary",
}


def test_a_description_page_reads_as_commons_expects_it(call: Call) -> None:
    assert call("wikitext", "wikitextOf", image(1), TEXTS).splitlines() == [
        "== {{int:filedesc}} ==",
        "{{Information",
        " |description = {{nl|1=A street}}",
        " |date = {{Taken on|2024-05-12T10:10:01Z}}",
        " |source = {{Mapillary-source|key=498763468214165}} Sequence ID: walk",
        " |author = [https://www.mapillary.com/app/user/jan jan]",
        "}}",
        "{{Location|52.0907|5.1214|heading:123.5}}",
        "",
        "== {{int:license-header}} ==",
        "{{cc-by-sa-4.0}}",
        "",
        "[[Category:Streets in Utrecht]]",
        "[[Category:Images from Mapillary uploaded with Curator]]",
    ]


def test_a_panorama_says_so(call: Call) -> None:
    wikitext = call("wikitext", "wikitextOf", image(1, camera={"is_pano": True}), TEXTS)

    assert "{{Location|52.0907|5.1214|heading:123.5}}\n{{Pano360}}\n\n==" in wikitext


def test_a_photographers_name_cannot_become_markup(call: Call) -> None:
    creator = {"id": "1", "username": "]]{{Delete|me}}<b>'''", "profile_url": "https://mapillary.com/user/]] {{Delete"}

    wikitext = call("wikitext", "wikitextOf", image(1, creator=creator), TEXTS)

    assert "{{Delete" not in wikitext
    assert "<b>" not in wikitext
    assert "[https://mapillary.com/user/%5D%5D%20%7B%7BDelete &#93;&#93;" in wikitext


def test_small_coordinates_are_written_without_exponent(call: Call) -> None:
    wikitext = call("wikitext", "wikitextOf", image(1, location={"latitude": 1e-7, "longitude": -100}), TEXTS)

    assert "{{Location|0.0000001|-100}}" in wikitext


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("A\nB; C ;", ["A", "B", "C"], id="lines and semicolons"),
        pytest.param("[[Category:Streets_in  Utrecht]]", ["Streets in Utrecht"], id="as copied from a page"),
        pytest.param("category: A\nA", ["A"], id="each once"),
    ],
)
def test_categories_are_taken_in_any_spelling(call: Call, typed: str, names: list[str]) -> None:
    assert call("wikitext", "parseCategories", typed) == names


def test_the_caption_is_the_description_without_markup_at_most_250_characters(call: Call) -> None:
    texts = {**TEXTS, "description": "[[Utrecht|The city]] in\nspring " + "x" * 300}

    caption = call("wikitext", "captionOf", texts)

    assert caption["value"].startswith("The city in spring xxx")
    assert len(caption["value"]) == 250
    assert call("wikitext", "captionOf", {**TEXTS, "description": "", "language": ""}) == {
        "language": "en",
        "value": "Photo from Mapillary",
    }
