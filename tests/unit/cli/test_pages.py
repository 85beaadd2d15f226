"""Titles and description pages are those that the web client writes: the expectations are its tests' own."""

from typing import Any

import pytest

from local.cli.uploading.titles import Context, fill, problems_of
from local.cli.uploading.wikitext import Texts, caption_of, category_names, wikitext_of
from tests.browser.samples import image

STREET = Texts(
    source="mapillary",
    collection="walk",
    description="A street",
    language="nl",
    categories=("Streets in Utrecht",),
)
OWN = Texts(source="files", collection="mine", language="de")
FLICKR = Texts(source="flickr", collection="72")
NIGHT = {"taken": "2026-11-19T23:30:00+00:00", "utc_offset": 60, "posted": "2026-11-21T14:00:00+00:00"}
DASH = "\N{EN DASH}"


def own_photograph(**changes: Any) -> dict[str, Any]:
    creator = {"id": "15", "username": "Demo", "profile_url": "https://commons.wikimedia.org/wiki/User:Demo"}
    usual = {"id": "f1", "title": "A bridge (f1).jpg", "creator": creator, "license_template": "Cc-by-4.0"}
    return image(1, **{**usual, **changes})


def test_a_sequence_s_page_reads_as_commons_expects_it() -> None:
    assert wikitext_of(image(1), STREET).splitlines() == [
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


def test_an_own_work_s_page_reads_as_commons_expects_it() -> None:
    place = {"latitude": 47.3768167, "longitude": 8.54, "altitude": 408.5, "compass_angle": 123.5}
    assert wikitext_of(own_photograph(dates=NIGHT, description="The bridge", location=place), OWN).splitlines() == [
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


def test_a_photo_of_flickr_has_its_licence_reviewed_and_no_place_where_none_is_known() -> None:
    photo = own_photograph(location={"latitude": 0, "longitude": 0})
    page = wikitext_of(photo, FLICKR)
    assert "{{Cc-by-4.0}}\n{{flickrreview}}" in page
    assert "{{Location" not in page


@pytest.mark.parametrize(
    ("precision", "expected"),
    [("unknown", "{{Other date|by|2026-11-21}}"), ("month", "2026-11"), ("circa", "{{Other date|circa|2026}}")],
)
def test_a_date_is_told_no_more_precisely_than_it_is_known(precision: str, expected: str) -> None:
    assert f" |date = {expected}\n" in wikitext_of(own_photograph(dates={**NIGHT, "precision": precision}), OWN)


def test_nobody_s_words_become_markup() -> None:
    creator = {"id": "1", "username": "]]{{Delete|me}}<b>'''", "profile_url": "https://mapillary.com/user/]] {{Delete"}
    theirs = wikitext_of(image(1, creator=creator), STREET)
    mine = wikitext_of(own_photograph(description="}}{{Delete|me}}\n== x =="), OWN)
    assert "{{Delete" not in theirs + mine
    assert "<b>" not in theirs
    assert "\n== x" not in mine
    assert "[https://mapillary.com/user/%5D%5D%20%7B%7BDelete &#93;&#93;" in theirs


def test_a_panorama_says_so_and_small_coordinates_have_no_exponent() -> None:
    page = wikitext_of(image(1, camera={"is_pano": True}, location={"latitude": 1e-7, "longitude": -100}), STREET)
    assert "{{Location|0.0000001|-100}}\n{{Pano360}}\n\n==" in page


def test_a_caption_is_never_a_stranger_s_words() -> None:
    theirs = own_photograph(description="Somebody else's words")
    assert caption_of(theirs, FLICKR)["value"] == "Photo from Flickr"
    long = caption_of(own_photograph(description="The bridge\nat night " + "x" * 400), OWN)
    assert long["value"].startswith("The bridge at night x")
    assert len(long["value"]) == 250


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(["A\nB; C ;"], ["A", "B", "C"], id="lines and semicolons"),
        pytest.param(["[[Category:Streets_in  Utrecht]]"], ["Streets in Utrecht"], id="as copied from a page"),
        pytest.param(["category: A", "A"], ["A"], id="each once"),
    ],
)
def test_categories_are_taken_in_any_spelling(typed: list[str], names: list[str]) -> None:
    assert category_names(typed) == names


@pytest.mark.parametrize(
    ("template", "title"),
    [
        pytest.param(
            "{place} \N{EN DASH} {date} ({id}).jpg", f"Utrecht {DASH} 2024-05-12 (498763468214165).jpg", id="usual"
        ),
        pytest.param(
            "{state} \N{EN DASH} {date} ({city}).jpg", "2024-05-12 (Utrecht).jpg", id="a field without a value"
        ),
        pytest.param("{place} ({state}) \N{EN DASH} {number}.{type}", f"Utrecht {DASH} 007.jpg", id="empty brackets"),
        pytest.param("{title} {time}.{type}", "Photo from Mapillary 2024-05-12 10.10.01.jpg", id="its own title"),
        pytest.param("{sequence} by {author}.jpg", "Walk by jan.jpg", id="a capital first"),
        pytest.param("{nothing}.jpg", "{nothing}.jpg", id="a field nobody knows"),
    ],
)
def test_a_template_is_filled(template: str, title: str) -> None:
    context = Context(source="mapillary", collection="https://m.example/app/walk", number=7)
    assert fill(template, image(1), context) == title


def test_titles_commons_would_not_take_are_named() -> None:
    problems = problems_of(["Main_street.jpg", "Main street.jpg", "A{b.jpg", "Fine.jpg"])
    assert len(problems) == 3
    assert problems[0].startswith("A{b.jpg: ")
    assert problems[1:] == [
        f"{one}: more than one photograph has this title." for one in ("Main_street.jpg", "Main street.jpg")
    ]
