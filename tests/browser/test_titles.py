"""`titles.js`: what a file may be called."""

import pytest

from curator.commons.title_rules import title_problems
from tests.browser.conftest import Call

GOOD = "Utrecht \N{EN DASH} 2024-05-12 (1001).jpg"


@pytest.mark.parametrize(
    "title",
    [
        pytest.param(GOOD, id="usual"),
        pytest.param("Straße in Köln, 100 % öffentlich.JPEG", id="letters of Europe, extension in capitals"),
        pytest.param("東京 (1).png", id="letters without case"),
        pytest.param("Ä" * 118 + ".jpg", id="exactly 240 bytes"),
    ],
)
def test_a_title_commons_takes_has_no_problem(call: Call, title: str) -> None:
    assert call("titles", "titleProblems", title) == []
    assert title_problems(title) == []


@pytest.mark.parametrize(
    ("title", "message"),
    [
        pytest.param("", "A title is needed.", id="empty"),
        pytest.param(
            "Ä" * 119 + ".jpg", "The title is 242 bytes long; Commons takes at most 240.", id="too long in bytes"
        ),
        pytest.param("A/b.jpg", "The character / is not allowed in a title.", id="slash"),
        pytest.param("File:A.jpg", "The character : is not allowed in a title.", id="namespace"),
        pytest.param("A\\b.jpg", "The character \\ is not allowed in a title.", id="backslash"),
        pytest.param("A\u200eb.jpg", "The title contains an invisible control character.", id="direction mark"),
        pytest.param("A%20b.jpg", "A per cent sign followed by two digits reads as an address code.", id="escape"),
        pytest.param("A~~~.jpg", "Three tildes read as a signature.", id="signature"),
        pytest.param("A&amp;b.jpg", "The title contains an HTML entity; write the character itself.", id="entity"),
        pytest.param("A  b.jpg", "Two spaces or underscores follow each other.", id="double space"),
        pytest.param(" A.jpg", "The title begins or ends with a space.", id="space at the edge"),
        pytest.param("small.jpg", "The title begins with a small letter.", id="small letter"),
        pytest.param("(1).jpg.exe", "The title has to end in a file type", id="wrong type"),
        pytest.param("Utrecht", "The title has to end in a file type", id="no type"),
        pytest.param(".jpg", "There is nothing before the file type.", id="only a type"),
    ],
)
def test_a_title_commons_would_refuse_or_change_is_explained(call: Call, title: str, message: str) -> None:
    problems = call("titles", "titleProblems", title)

    assert len(problems) == 1
    assert problems[0].startswith(message)


def test_two_photographs_may_not_share_a_title_however_it_is_written(call: Call) -> None:
    problems = call("titles", "selectionProblems", [["1", "Main_street.jpg"], ["2", "Main street.jpg"], ["3", GOOD]])

    assert problems == {
        "1": ["Another selected photograph has the same title."],
        "2": ["Another selected photograph has the same title."],
    }
