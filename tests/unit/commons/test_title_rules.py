import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.commons.title_rules import EXTENSIONS, MAXIMUM_TITLE_BYTES, PROHIBITED_EXTENSIONS, tidied, title_problems
from local.sandbox.replies import ApiError
from local.sandbox.titles import file_name

GOOD = [
    "Photo from Mapillary 2023-07-22 (1000).jpg",
    "Zürich, Bahnhofstraße, «Ost» (é).JPG",
    "東京駅 丸の内.png",
    "100 % wool & silk; 50% off.jpeg",
    "a ~~ b.webp",
    "Mr. Smith's car no. 5.tiff",
    "with_underscores.svg",
    "lower case.jpg",
    unicodedata.normalize("NFD", "Café.jpg"),
    "🚗.jpg",
    "&c; no entity.jpg"[2:],
    "x" * (MAXIMUM_TITLE_BYTES - 4) + ".jpg",
    "é" * ((MAXIMUM_TITLE_BYTES - 4) // 2) + ".jpg",
    unicodedata.normalize("NFD", "é" * ((MAXIMUM_TITLE_BYTES - 4) // 2) + ".jpg"),
]

BAD = [
    pytest.param("", "is empty", id="empty"),
    pytest.param("   ", "is empty", id="blanks"),
    pytest.param("_ _", "is empty", id="underscores"),
    *[pytest.param(f"a{character}b.jpg", f"“{character}”", id=f"contains {character}") for character in ":/\\#<>[]{}|"],
    pytest.param("File:A.jpg", "begin with “File:”", id="namespace"),
    pytest.param("file : A.jpg", "begin with “file :”", id="namespace in small letters"),
    pytest.param("Image:A.jpg", "begin with “Image:”", id="the namespace's old name"),
    pytest.param("User:A.jpg", "“:”", id="another namespace"),
    pytest.param("a\nb.jpg", "U+000A", id="line break"),
    pytest.param("a\tb.jpg", "U+0009", id="tab"),
    pytest.param("a\x00b.jpg", "U+0000", id="null"),
    pytest.param("a\x7fb.jpg", "U+007F", id="delete"),
    pytest.param("a\ufffdb.jpg", "U+FFFD", id="replacement character"),
    pytest.param("a\ud800b.jpg", "U+D800", id="half a surrogate pair"),
    pytest.param("a\u200eb.jpg", "invisible character U+200E", id="left-to-right mark"),
    pytest.param("a\u202eb.jpg", "invisible character U+202E", id="right-to-left override"),
    pytest.param("a~~~~b.jpg", "signature", id="four tildes"),
    pytest.param("a~~~b.jpg", "signature", id="three tildes"),
    pytest.param("a%20b.jpg", "“%20”", id="escape"),
    pytest.param("a&amp;b.jpg", "“&amp;”", id="entity"),
    pytest.param("a&#38;b.jpg", "“#”", id="numbered entity"),
    pytest.param("a&#x26;b.jpg", "“#”", id="entity numbered in hexadecimal"),
    pytest.param("a\u00a0b.jpg", "special blank U+00A0", id="no-break space"),
    pytest.param("a\u3000b.jpg", "special blank U+3000", id="ideographic space"),
    pytest.param("a  b.jpg", "several blanks", id="two blanks"),
    pytest.param("a_ b.jpg", "several blanks", id="underscore and blank"),
    pytest.param(" a.jpg", "begin or end", id="blank at the start"),
    pytest.param("a.jpg ", "begin or end", id="blank at the end"),
    pytest.param("_a.jpg", "begin or end", id="underscore at the start"),
    pytest.param("a", "must end with the kind", id="no extension"),
    pytest.param("a.", "must end with the kind", id="nothing after the dot"),
    pytest.param("a.exe", "must end with the kind", id="another extension"),
    pytest.param("a.mp3", "must end with the kind", id="an extension Curator does not upload"),
    pytest.param(".jpg", "needs a name", id="nothing but an extension"),
    pytest.param("x.php.png", "“.php.”", id="a program in the middle"),
    pytest.param("example.com.jpg", "“.com.”", id="a host name"),
    pytest.param("x" * (MAXIMUM_TITLE_BYTES - 3) + ".jpg", "too long: 241 bytes", id="241 bytes"),
    pytest.param("東" * 79 + ".jpg", "too long: 241 bytes", id="241 bytes in 83 characters"),
]


@pytest.mark.parametrize("filename", GOOD)
def test_a_title_commons_takes_has_no_problem(filename: str) -> None:
    assert title_problems(filename) == []


@pytest.mark.parametrize(("filename", "part"), BAD)
def test_a_title_commons_refuses_is_explained_in_one_sentence(filename: str, part: str) -> None:
    (problem,) = title_problems(filename)
    assert part in problem
    assert problem.startswith("The title ")
    assert problem.endswith(".")


def test_every_problem_is_told_at_once() -> None:
    assert len(title_problems("File: a#b\n.exe")) == 4


def test_no_extension_is_both_taken_and_prohibited() -> None:
    assert not PROHIBITED_EXTENSIONS & set(EXTENSIONS)


@pytest.mark.parametrize(
    ("filename", "shown"),
    [
        pytest.param("a_b.jpg", "A b.jpg", id="underscores and small letter"),
        pytest.param("éa.jpg", "Éa.jpg", id="accented small letter"),
        pytest.param("ßa.jpg", "ßa.jpg", id="a letter without a capital"),
        pytest.param(unicodedata.normalize("NFD", "Café.jpg"), "Café.jpg", id="decomposed letters"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_title_is_tidied_as_commons_does(filename: str, shown: str) -> None:
    assert tidied(filename) == shown


PIECES = st.sampled_from(
    [*"ab .:_#%&;~|/[]{}<>é\u00a0\u200e\n", "~~~", "%20", "&amp;", "File:", "  ", ".php", ".jpg", "e\u0301"]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_title_without_a_problem_is_published_under_that_very_title(stem: str) -> None:
    """The sandbox makes of a title what recorded replies show MediaWiki to make of it."""
    filename = f"{stem}.jpg"
    if title_problems(filename):
        return
    given_name = file_name(filename)
    assert not given_name.is_changed
    assert given_name.key.replace("_", " ") == tidied(filename)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_title_the_wiki_refuses_or_changes_has_a_problem(stem: str) -> None:
    filename = f"{stem}.jpg"
    try:
        given_name = file_name(filename)
        is_fine = not given_name.is_changed
    except ApiError:
        is_fine = False
    if not is_fine:
        assert title_problems(filename)
