"""`curator upload` writes the titles and description pages that the web client writes: both read one list."""

from typing import Any

import pytest

from curator.sources.registry import SOURCES
from local.cli.uploading.pages import PAGES
from local.cli.uploading.titles import Context, fill, problems_of
from local.cli.uploading.wikitext import Texts, caption_of, category_names, wikitext_of
from tests.browser import expected_pages as expected

Row = dict[str, Any]


def texts_of(told: Row) -> Texts:
    return Texts(
        source=told["source"],
        collection=told["sequence"],
        description=told["description"],
        language=told["language"],
        categories=told["categories"],
    )


def test_photographs_of_every_source_can_be_described() -> None:
    assert PAGES.keys() == {*SOURCES}


@pytest.mark.parametrize(("image", "texts", "lines"), expected.PAGES)
def test_a_description_page_reads_as_commons_expects_it(image: Row, texts: Row, lines: list[str]) -> None:
    assert wikitext_of(image, texts_of(texts)).splitlines() == lines


@pytest.mark.parametrize(("image", "texts", "lines"), expected.LINES)
def test_a_page_says_what_is_known_and_no_more(image: Row, texts: Row, lines: str) -> None:
    assert f"\n{lines}\n" in wikitext_of(image, texts_of(texts))


@pytest.mark.parametrize(("image", "texts", "written", "never"), expected.HARMLESS)
def test_nobodys_words_become_markup(image: Row, texts: Row, written: str, never: list[str]) -> None:
    page = wikitext_of(image, texts_of(texts))
    assert written in page
    assert [markup for markup in never if markup in page] == []


@pytest.mark.parametrize(("image", "texts", "caption"), expected.CAPTIONS)
def test_a_caption_is_the_uploaders_own_word(image: Row, texts: Row, caption: Row) -> None:
    assert caption_of(image, texts_of(texts)) == caption


@pytest.mark.parametrize(("typed", "names"), expected.CATEGORIES)
def test_categories_are_taken_in_any_spelling(typed: str, names: list[str]) -> None:
    assert category_names([typed]) == names


@pytest.mark.parametrize(("template", "image", "context", "title"), expected.TITLES)
def test_a_template_becomes_a_title(template: str, image: Row, context: Row, title: str) -> None:
    about = Context(source=context["source"], collection=context["sequence"], number=context["number"])
    assert fill(template, image, about) == title


def test_titles_commons_would_not_take_are_named() -> None:
    problems = problems_of(["Main_street.jpg", "Main street.jpg", "A{b.jpg", "Fine.jpg"])
    assert len(problems) == 3
    assert problems[0].startswith("A{b.jpg: ")
    assert problems[1:] == [
        f"{one}: more than one photograph has this title." for one in ("Main_street.jpg", "Main street.jpg")
    ]
