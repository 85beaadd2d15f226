"""`wikitext.js`, `taken.js`, `title-template.js`: the titles and description pages of all sources."""

from typing import Any

import pytest

from tests.browser import expected_pages as expected
from tests.browser.conftest import Call


@pytest.mark.parametrize(("image", "texts", "lines"), expected.PAGES)
def test_a_description_page_reads_as_commons_expects_it(call: Call, image: Any, texts: Any, lines: list[str]) -> None:
    assert call("wikitext", "wikitextOf", image, texts).splitlines() == lines


@pytest.mark.parametrize(("image", "texts", "lines"), expected.LINES)
def test_a_page_says_what_is_known_and_no_more(call: Call, image: Any, texts: Any, lines: str) -> None:
    assert f"\n{lines}\n" in call("wikitext", "wikitextOf", image, texts)


@pytest.mark.parametrize(("image", "texts", "written", "never"), expected.HARMLESS)
def test_nobodys_words_become_markup(call: Call, image: Any, texts: Any, written: str, never: list[str]) -> None:
    page = call("wikitext", "wikitextOf", image, texts)
    assert written in page
    assert [markup for markup in never if markup in page] == []


@pytest.mark.parametrize(("image", "texts", "caption"), expected.CAPTIONS)
def test_a_caption_is_the_uploaders_own_word(call: Call, image: Any, texts: Any, caption: Any) -> None:
    assert call("wikitext", "captionOf", texts, image) == caption


@pytest.mark.parametrize(("typed", "names"), expected.CATEGORIES)
def test_categories_are_taken_in_any_spelling(call: Call, typed: str, names: list[str]) -> None:
    assert call("wikitext", "parseCategories", typed) == names


@pytest.mark.parametrize(("template", "image", "context", "title"), expected.TITLES)
def test_a_template_becomes_a_title(call: Call, template: str, image: Any, context: Any, title: str) -> None:
    assert call("title-template", "fillTemplate", template, image, context) == title


@pytest.mark.parametrize(
    ("taken", "shown"),
    [
        pytest.param(expected.dated("day"), "2026-05-17, 06:00", id="day, by the camera's clock"),
        pytest.param(expected.dated("month"), "2026-05", id="month"),
        pytest.param(expected.dated("circa"), "About 2026", id="circa"),
        pytest.param(expected.dated("unknown"), "Date unknown", id="unknown"),
    ],
)
def test_a_date_is_shown_no_more_precisely_than_it_is_known(call: Call, taken: Any, shown: str) -> None:
    assert call("taken", "takenWords", taken, True) == shown
