"""Titles, description pages and captions, as the web client (`assets/*.js`) and `curator upload` both write them.

Whoever looks at a file on Commons cannot tell from where its batch was started, so there is one list of what is
expected, and each has its tests read it.
"""

from typing import Any

import pytest

from tests.browser.samples import Row, image, own_photograph
from tests.browser.samples_flickr import ALBUM, flickr_image

NIGHT = {"taken": "2026-11-19T23:30:00+00:00", "utc_offset": 60, "posted": "2026-11-21T14:00:00+00:00"}
DASH = "\N{EN DASH}"


def texts(source: str, collection: str, **changes: Any) -> Row:
    """Return what the uploader says about all photographs."""
    usual = {"description": "", "language": "en", "categories": [], "sequence": collection, "source": source}
    return {**usual, **changes}


def context(source: str, collection: str) -> Row:
    """Return what a title may say beside the photograph, which is the seventh."""
    return {"source": source, "sequence": collection, "number": 7}


def dated(precision: str, **changes: str) -> Row:
    return {"taken": "2026-05-17T06:00:00+00:00", "precision": precision, **changes}


STREET = texts("mapillary", "walk", description="A street", language="nl", categories=["Streets in Utrecht"])
OWN = texts("files", "mine", language="de")
FLICKR = texts("flickr", ALBUM)
HOSTILE = {"id": "1", "username": "]]{{Delete|me}}<b>'''", "profile_url": "https://mapillary.com/user/]] {{Delete"}

PAGES = [
    pytest.param(
        image(1),
        STREET,
        [
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
        ],
        id="a sequence",
    ),
    pytest.param(
        own_photograph(
            1,
            dates=NIGHT,
            description="The bridge",
            location={"latitude": 47.3768167, "longitude": 8.54, "altitude": 408.5, "compass_angle": 123.5},
        ),
        OWN,
        [
            "== {{int:filedesc}} ==",
            "{{Information",
            " |description = {{de|1=The bridge}}",
            " |date = {{Taken on|2026-11-20 00:30:00}}",
            " |source = {{own}}",
            " |author = [[User:Demo|Demo]]",
            "}}",
            "{{Location|47.3768167|8.54|alt:408.5_heading:123.5}}",
            "",
            "== {{int:license-header}} ==",
            "{{self|Cc-by-4.0}}",
            "",
            "[[Category:Own works uploaded with Curator]]",
        ],
        id="an own work",
    ),
    pytest.param(
        flickr_image(17, location={"latitude": 0, "longitude": 0}),
        FLICKR,
        [
            "== {{int:filedesc}} ==",
            "{{Information",
            " |description = {{en|1=A bridge &#38; what is around it.}}",
            " |date = {{Taken on|2026-05-17 06:00:00}}",
            " |source = [https://www.flickr.com/photos/sandbox-bruecken/54905000017/ Flickr photo 54905000017]",
            " |author = [https://www.flickr.com/people/sandbox-bruecken/ Brückenfreundin]",
            "}}",
            "",
            "== {{int:license-header}} ==",
            "{{Cc-by-2.0}}",
            "{{flickrreview}}",
            "",
            "[[Category:Images from Flickr uploaded with Curator]]",
        ],
        id="a photo of Flickr, whose place nobody knows",
    ),
]
"""A photograph, the uploader's words, and the whole page."""

LINES = [
    pytest.param(flickr_image(17), FLICKR, "{{Location|47.3768|8.5412}}", id="a place"),
    pytest.param(
        image(1, camera={"is_pano": True}),
        STREET,
        "{{Location|52.0907|5.1214|heading:123.5}}\n{{Pano360}}\n\n== {{int:license-header}} ==",
        id="a panorama",
    ),
    pytest.param(
        image(1, location={"latitude": 1e-7, "longitude": -100}),
        STREET,
        "{{Location|0.0000001|-100}}",
        id="no exponent",
    ),
    pytest.param(image(1), {**STREET, "language": ""}, " |description = {{en|1=A street}}", id="no language"),
    pytest.param(
        flickr_image(17),
        {**FLICKR, "description": "My [[bridge]]"},
        " |description = {{en|1=My [[bridge]]}}",
        id="the uploader's own words are wikitext, and come first",
    ),
    *(
        pytest.param(flickr_image(17, dates=dates), FLICKR, f" |date = {written}", id=f"date: {name}")
        for name, dates, written in (
            ("day", dated("day"), "{{Taken on|2026-05-17 06:00:00}}"),
            ("month", dated("month"), "2026-05"),
            ("year", dated("year"), "2026"),
            ("circa", dated("circa"), "{{Other date|circa|2026}}"),
            ("unknown", dated("unknown"), "{{Other date|unknown}}"),
            ("posted", dated("unknown", posted="2026-05-20T09:00:00+00:00"), "{{Other date|by|2026-05-20}}"),
        )
    ),
]
"""A photograph, the uploader's words, and a line (or some) of the page."""

HARMLESS = [
    pytest.param(
        image(1, creator=HOSTILE),
        STREET,
        "[https://mapillary.com/user/%5D%5D%20%7B%7BDelete &#93;&#93;",
        ["{{Delete", "<b>"],
        id="a photographer's name and address",
    ),
    pytest.param(
        flickr_image(17, description="}}\n* [[Category:X]] __NOINDEX__\n== '''A'''"),
        FLICKR,
        " |description = {{en|1=&#125;&#125; * &#91;&#91;Category:X&#93;&#93; &#95;_NOINDEX",
        ["'''", "\n== &", "[[Category:X"],
        id="a photographer's description",
    ),
    pytest.param(
        own_photograph(1, description="}}{{Delete|me}}\n== x ==", creator={"username": "A'''b]]", "profile_url": ""}),
        OWN,
        "A&#39;&#39;&#39;b&#93;&#93;",
        ["{{Delete", "'''", "\n== x"],
        id="what a file says about itself",
    ),
]
"""A photograph with somebody's markup in it, the uploader's words, what the page has instead, and what it never has."""

CAPTIONS = [
    pytest.param(
        image(1),
        {**STREET, "description": "[[Utrecht|The city]] in\nspring " + "x" * 300},
        {"language": "nl", "value": "The city in spring " + "x" * 231},
        id="no markup, in one line, at most 250 characters",
    ),
    pytest.param(
        image(1),
        {**STREET, "description": "", "language": ""},
        {"language": "en", "value": "Photo from Mapillary"},
        id="without a word",
    ),
    pytest.param(
        own_photograph(1, description="The bridge\nat night " + "x" * 400),
        OWN,
        {"language": "de", "value": "The bridge at night " + "x" * 230},
        id="the uploader's own, from the file",
    ),
    pytest.param(
        own_photograph(1, description="The bridge"),
        {**OWN, "description": "My bridge"},
        {"language": "de", "value": "My bridge"},
        id="the uploader's own, from here",
    ),
    pytest.param(own_photograph(1), OWN, {"language": "de", "value": "Own photograph"}, id="an own one without a word"),
    pytest.param(flickr_image(17), FLICKR, {"language": "en", "value": "Photo from Flickr"}, id="never a stranger's"),
]
"""A photograph, the uploader's words, and the caption, which is published under CC0."""

CATEGORIES = [
    pytest.param("", [], id="nothing"),
    pytest.param("A\nB; C ;", ["A", "B", "C"], id="lines and semicolons"),
    pytest.param("[[Category:Streets_in  Utrecht]]", ["Streets in Utrecht"], id="as copied from a page"),
    pytest.param("category: A\nA", ["A"], id="each once"),
]
"""What was typed, and the bare names."""

_STREET, _ALBUM = context("mapillary", "walk"), context("flickr", ALBUM)

TITLES = [
    pytest.param(
        "{place} - {date} ({id}).jpg", image(1), _STREET, "Utrecht - 2024-05-12 (498763468214165).jpg", id="usual"
    ),
    pytest.param("{number} {time} {author}.jpg", image(1), _STREET, "007 10.10.01 jan.jpg", id="number, time, author"),
    pytest.param("{camera} {sequence}.jpg", image(1), _STREET, "GoPro Max walk.jpg", id="camera and sequence"),
    pytest.param("{sequence} by {author}.jpg", image(1), _STREET, "Walk by jan.jpg", id="a capital first"),
    pytest.param(
        "{place} - {state} - {id}.jpg", image(1), _STREET, "Utrecht - 498763468214165.jpg", id="a field without a value"
    ),
    pytest.param(
        f"{{state}} {DASH} {{date}} ({{city}}).jpg",
        image(1),
        _STREET,
        "2024-05-12 (Utrecht).jpg",
        id="nor at the start",
    ),
    pytest.param("{id} ({state}).jpg", image(1), _STREET, "498763468214165.jpg", id="nor its brackets"),
    pytest.param(
        f"{{place}} ({{state}}) {DASH} {{number}}.{{type}}",
        image(1),
        _STREET,
        f"Utrecht {DASH} 007.jpg",
        id="before a dash",
    ),
    pytest.param(
        "{place} {id}.jpg",
        image(1, location={"latitude": 0, "longitude": 0}),
        _STREET,
        "Photo from Mapillary 498763468214165.jpg",
        id="no place",
    ),
    pytest.param(
        "{author}.jpg",
        image(1, creator={"id": "1", "username": "a/b:c", "profile_url": ""}),
        _STREET,
        "A-b-c.jpg",
        id="what is forbidden in a value becomes a hyphen",
    ),
    pytest.param(
        "{nothing} {constructor}.jpg", image(1), _STREET, "{nothing} {constructor}.jpg", id="an unknown field"
    ),
    pytest.param(
        "{title} ({id}).{type}", flickr_image(17), _ALBUM, "Bridge no. 17 (54905000017).jpg", id="its own title"
    ),
    pytest.param(
        "{title} ({id}).{type}",
        flickr_image(17, title="small (54905000017).png"),
        _ALBUM,
        "Small (54905000017).png",
        id="as Commons would write it",
    ),
    pytest.param(
        "{place} {sequence} {number}.{type}",
        flickr_image(17),
        _ALBUM,
        "Photo from Flickr 72177720300000001 007.jpg",
        id="of an address its last part",
    ),
    pytest.param(
        "{date} {time} {id}.jpg", flickr_image(17), _ALBUM, "2026-05-17 06.00.00 54905000017.jpg", id="date and time"
    ),
    pytest.param(
        "{date} {time} {id}.jpg",
        flickr_image(17, dates=dated("month")),
        _ALBUM,
        "2026-05 54905000017.jpg",
        id="only a month",
    ),
    pytest.param(
        "{date} - {id}.jpg", flickr_image(17, dates=dated("unknown")), _ALBUM, "54905000017.jpg", id="no date"
    ),
]
"""A template, a photograph, what a title may say besides, and the title."""
