import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.commons.category_links import recategorised

MOVED = [
    pytest.param("[[Category:Old name]]", "[[Category:New name]]", id="plain"),
    pytest.param("[[Category:Old name|key]]", "[[Category:New name|key]]", id="sort key kept"),
    pytest.param("[[Category:Old name|]]", "[[Category:New name|]]", id="empty sort key kept"),
    pytest.param("[[category:Old name]]", "[[Category:New name]]", id="namespace in small letters"),
    pytest.param("[[CATEGORY:Old name]]", "[[Category:New name]]", id="namespace in capitals"),
    pytest.param("[[Category:Old_name]]", "[[Category:New name]]", id="underscore"),
    pytest.param("[[Category:Old _ name]]", "[[Category:New name]]", id="several blanks"),
    pytest.param("[[ Category : Old name ]]", "[[Category:New name]]", id="blanks around"),
    pytest.param("[[Category:old name]]", "[[Category:New name]]", id="small first letter"),
    pytest.param(
        "a [[Category:Old name]]\n[[Category:Old name|b]] c",
        "a [[Category:New name]]\n[[Category:New name|b]] c",
        id="twice",
    ),
]
LEFT = [
    pytest.param("", id="empty"),
    pytest.param("[[Category:Old names]]", id="a longer name"),
    pytest.param("[[Category:Old Name]]", id="another case inside"),
    pytest.param("[[Category:Very old name]]", id="the end of a name"),
    pytest.param("[[:Category:Old name]]", id="shown and not joined"),
    pytest.param("{{Old name}}", id="template"),
    pytest.param("[[Old name]]", id="page"),
    pytest.param("<!-- [[Category:Old name]] -->", id="comment"),
    pytest.param("<nowiki>[[Category:Old name]]</nowiki>", id="nowiki"),
]


@pytest.mark.parametrize(("before", "after"), MOVED)
@pytest.mark.parametrize("source", ["Old name", "Old_name"])
@pytest.mark.parametrize("target", ["New name", "New_name"])
def test_a_link_to_the_category_is_moved(before: str, after: str, source: str, target: str) -> None:
    assert recategorised(before, source=source, target=target) == after


@pytest.mark.parametrize("text", LEFT)
def test_anything_else_is_left_as_it_is(text: str) -> None:
    assert recategorised(text, source="Old name", target="New name") == text


def test_a_link_behind_a_comment_is_moved() -> None:
    text = "<!-- [[Category:Old name]] --> [[Category:Old name]]"
    assert recategorised(text, source="Old name", target="N").endswith("--> [[Category:N]]")


@pytest.mark.parametrize("name", ["A (b)", "C++", "100 % [sic", "a.b", "Éa", "1999"])
def test_a_name_is_never_read_as_a_pattern(name: str) -> None:
    assert recategorised(f"[[Category:{name}]]", source=name, target="N") == "[[Category:N]]"


def test_a_target_is_never_read_as_a_pattern() -> None:
    assert recategorised("[[Category:A]]", source="A", target=r"\1 \g<0>") == r"[[Category:\1 \g<0>]]"


@given(st.lists(st.sampled_from(["[[Category:Old name]]", "[[Category:Other]]", "text", "\n", "<!--", "-->", "[["])))
def test_what_is_no_link_to_the_category_survives_to_the_letter(parts: list[str]) -> None:
    text = "".join(parts)
    moved = recategorised(text, source="Old name", target="New name")
    assert moved.replace("New name", "Old name") == text
