"""What holds for every merge, whatever is on the page and whatever a source says."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from curator.commons.structured_data_merge import is_unchanged, merge_statements

PROPERTIES = ["P1", "P2", "P3"]


def snaks(properties: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    texts = st.sampled_from("abc").map(lambda text: {"type": "string", "value": text})
    places = st.sampled_from([1.0, 2.0]).map(
        lambda degrees: {"type": "globecoordinate", "value": {"latitude": degrees, "longitude": degrees}}
    )
    return st.builds(
        lambda property_id, datavalue: {"snaktype": "value", "property": property_id, "datavalue": datavalue},
        st.sampled_from(properties),
        texts | places,
    )


def grouped(found: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for snak in found:
        groups.setdefault(snak["property"], []).append(snak)
    return groups


statements = st.builds(
    lambda mainsnak, qualifiers, references: {
        "mainsnak": mainsnak,
        "qualifiers": grouped(qualifiers),
        "qualifiers-order": list(grouped(qualifiers)),
        "references": [{"snaks": grouped([snak])} for snak in references],
    },
    snaks(PROPERTIES),
    st.lists(snaks(["P7", "P8"]), max_size=3),
    st.lists(snaks(["P9"]), max_size=2),
)
pages = st.lists(statements, max_size=5)
# A source says one thing per property.
news = st.lists(statements, max_size=3, unique_by=lambda statement: statement["mainsnak"]["property"])


@given(pages, news)
def test_a_merge_done_twice_is_a_merge_done_once(existing: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    once = merge_statements(existing, new)
    twice = merge_statements(once, new)
    assert is_unchanged(once, twice)
    assert all(one is other for one, other in zip(twice, once, strict=True))


# scenario 94
@given(pages, news)
def test_nothing_a_page_says_is_lost(existing: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    merged = merge_statements(existing, new)
    for before, after in zip(existing, merged, strict=False):
        assert after["mainsnak"] is before["mainsnak"]
        assert after["references"][: len(before["references"])] == before["references"]
        assert after["qualifiers-order"][: len(before["qualifiers-order"])] == before["qualifiers-order"]
        for name, found in before["qualifiers"].items():
            assert after["qualifiers"][name][: len(found)] == found


@given(pages, news)
def test_a_merge_adds_statements_only_of_properties_the_page_lacks(
    existing: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    known = {statement["mainsnak"]["property"] for statement in existing}
    added = merge_statements(existing, new)[len(existing) :]
    assert added == [statement for statement in new if statement["mainsnak"]["property"] not in known]
