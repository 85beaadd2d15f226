"""Titles, dates and description pages of photographs from Flickr."""

from typing import Any

import pytest

from tests.browser.conftest import Call
from tests.browser.samples_flickr import ALBUM, flickr_image

TEXTS: dict[str, Any] = {"description": "", "language": "en", "categories": [], "sequence": ALBUM, "source": "flickr"}
CONTEXT = {"source": "flickr", "sequence": ALBUM, "number": 7}


def dates(precision: str, **changes: str) -> dict[str, str]:
    return {"taken": "2026-05-17T06:00:00+00:00", "precision": precision, **changes}


def test_a_description_page_reads_as_commons_expects_it(call: Call) -> None:
    assert call("wikitext", "wikitextOf", flickr_image(17), TEXTS).splitlines() == [
        "== {{int:filedesc}} ==",
        "{{Information",
        " |description = {{en|1=A bridge &#38; what is around it.}}",
        " |date = {{Taken on|2026-05-17 06:00:00}}",
        " |source = [https://www.flickr.com/photos/sandbox-bruecken/54905000017/ Flickr photo 54905000017]",
        " |author = [https://www.flickr.com/people/sandbox-bruecken/ Brückenfreundin]",
        "}}",
        "{{Location|47.3768|8.5412}}",
        "",
        "== {{int:license-header}} ==",
        "{{Cc-by-2.0}}",
        "{{flickrreview}}",
        "",
        "[[Category:Images from Flickr uploaded with Curator]]",
    ]


@pytest.mark.parametrize(
    ("taken", "written"),
    [
        pytest.param(dates("day"), "{{Taken on|2026-05-17 06:00:00}}", id="day"),
        pytest.param(dates("month"), "2026-05", id="month"),
        pytest.param(dates("year"), "2026", id="year"),
        pytest.param(dates("circa"), "{{Other date|circa|2026}}", id="circa"),
        pytest.param(
            dates("unknown", posted="2026-05-20T09:00:00+00:00"),
            "{{Other date|by|2026-05-20}}",
            id="unknown, but posted",
        ),
        pytest.param(dates("unknown"), "{{Other date|unknown}}", id="unknown"),
    ],
)
def test_a_date_is_written_no_more_precisely_than_it_is_known(call: Call, taken: dict[str, str], written: str) -> None:
    wikitext = call("wikitext", "wikitextOf", flickr_image(17, dates=taken), TEXTS)

    assert f" |date = {written}\n" in wikitext


@pytest.mark.parametrize(
    ("taken", "shown"),
    [
        pytest.param(dates("day"), "2026-05-17, 06:00", id="day, by the camera's clock"),
        pytest.param(dates("month"), "2026-05", id="month"),
        pytest.param(dates("circa"), "About 2026", id="circa"),
        pytest.param(dates("unknown"), "Date unknown", id="unknown"),
    ],
)
def test_a_date_is_shown_no_more_precisely_than_it_is_known(call: Call, taken: dict[str, str], shown: str) -> None:
    assert call("taken", "takenWords", taken, True) == shown


def test_no_place_is_written_where_flickr_knows_none(call: Call) -> None:
    image = flickr_image(17, location={"latitude": 0, "longitude": 0})

    assert "{{Location" not in call("wikitext", "wikitextOf", image, TEXTS)


def test_a_photographers_description_cannot_become_markup(call: Call) -> None:
    image = flickr_image(17, description="}}\n* [[Category:X]] __NOINDEX__\n== '''A'''")

    wikitext = call("wikitext", "wikitextOf", image, TEXTS)

    described = next(line for line in wikitext.splitlines() if "|description" in line)
    assert described.startswith(" |description = {{en|1=&#125;&#125; * &#91;&#91;Category:X&#93;&#93; &#95;_NOINDEX")
    assert "'''" not in described


def test_the_uploaders_own_description_comes_first_and_no_other_becomes_the_caption(call: Call) -> None:
    own = {**TEXTS, "description": "My [[bridge]]"}

    assert "|description = {{en|1=My [[bridge]]}}" in call("wikitext", "wikitextOf", flickr_image(17), own)
    assert call("wikitext", "captionOf", own)["value"] == "My bridge"
    assert call("wikitext", "captionOf", TEXTS)["value"] == "Photo from Flickr"


@pytest.mark.parametrize(
    ("template", "changes", "title"),
    [
        pytest.param("{title} ({id}).{type}", {}, "Bridge no. 17 (54905000017).jpg", id="the first template"),
        pytest.param(
            "{title} ({id}).{type}",
            {"title": "small (54905000017).png"},
            "Small (54905000017).png",
            id="as Commons would",
        ),
        pytest.param(
            "{place} {sequence} {number}.{type}", {}, "Photo from Flickr 72177720300000001 007.jpg", id="album"
        ),
        pytest.param("{date} {time} {id}.jpg", {}, "2026-05-17 06.00.00 54905000017.jpg", id="date and time"),
        pytest.param("{date} {time} {id}.jpg", {"dates": dates("month")}, "2026-05 54905000017.jpg", id="only a month"),
        pytest.param("{date} - {id}.jpg", {"dates": dates("unknown")}, "54905000017.jpg", id="no date"),
    ],
)
def test_a_template_becomes_a_title(call: Call, template: str, changes: dict[str, Any], title: str) -> None:
    assert call("title-template", "fillTemplate", template, flickr_image(17, **changes), CONTEXT) == title
