"""`wikitext.js`, `taken.js`, `words.js`: what an own file becomes on its page."""

from typing import Any

import pytest

from tests.browser.conftest import Call
from tests.browser.test_own_files import own_photograph

TEXTS: dict[str, Any] = {"description": "", "language": "de", "categories": [], "sequence": "mine", "source": "files"}
NIGHT = {"taken": "2026-11-19T23:30:00+00:00", "utc_offset": 60, "posted": "2026-11-21T14:00:00+00:00"}
PLACE = {"latitude": 47.3768167, "longitude": 8.54}


def test_an_own_work_reads_as_commons_expects_it(call: Call) -> None:
    image = own_photograph(
        1, dates=NIGHT, description="The bridge", location={**PLACE, "altitude": 408.5, "compass_angle": 123.5}
    )

    assert call("wikitext", "wikitextOf", image, TEXTS).splitlines() == [
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
    ]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        pytest.param({**NIGHT, "precision": "unknown"}, "{{Other date|by|2026-11-21}}", id="unknown"),
        pytest.param({**NIGHT, "precision": "month"}, "2026-11", id="month"),
    ],
)
def test_a_date_is_told_no_more_precisely_than_it_is_known(call: Call, dates: dict[str, Any], expected: str) -> None:
    assert f" |date = {expected}\n" in call("wikitext", "wikitextOf", own_photograph(1, dates=dates), TEXTS)


def test_a_description_from_a_file_cannot_become_markup(call: Call) -> None:
    image = own_photograph(
        1, description="}}{{Delete|me}}\n== x ==", creator={"username": "A'''b]]", "profile_url": ""}
    )

    wikitext = call("wikitext", "wikitextOf", image, TEXTS)

    assert "{{Delete" not in wikitext
    assert "'''" not in wikitext
    assert "A&#39;&#39;&#39;b&#93;&#93;" in wikitext


def test_a_caption_is_what_the_uploader_wrote_here_or_into_the_file(call: Call) -> None:
    image = own_photograph(1, description="The bridge\nat night " + "x" * 400)

    assert call("wikitext", "captionOf", {**TEXTS, "description": "My bridge"}, image)["value"] == "My bridge"
    caption = call("wikitext", "captionOf", TEXTS, image)["value"]
    assert caption.startswith("The bridge at night x")
    assert len(caption) == 250
    assert call("wikitext", "captionOf", TEXTS, own_photograph(1)) == {"language": "de", "value": "Own photograph"}


def test_a_stranger_s_words_are_never_a_caption(call: Call) -> None:
    image = own_photograph(1, description="Somebody else's words")
    assert call("wikitext", "captionOf", {**TEXTS, "source": "flickr"}, image)["value"] == "Photo from Flickr"


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"), (10_485_760, "10.5 MB")],
)
def test_sizes_are_told_in_the_usual_units(call: Call, size: int, expected: str) -> None:
    assert call("words", "bytesWords", size) == expected
