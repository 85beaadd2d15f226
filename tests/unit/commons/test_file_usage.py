"""Which pages show a file. The replies have the form of the extension's documentation and source; none was recorded."""

from typing import Any

import pytest

from curator.commons.errors import CommonsUnreachableError
from curator.commons.file_usage import PAGES_PER_QUESTION, FileUsage, FileUse, UsageNotToldError, usage_of
from tests.fakes.recorded_wiki import RecordedWiki


def use(wiki: str, title: str, namespace: int = 0) -> dict[str, Any]:
    url = f"https://{wiki}/wiki/{title}"
    return {"title": title, "wiki": wiki, "url": url, "ns": str(namespace)}


def told(*pages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"batchcomplete": True, "query": {"pages": list(pages)}, **more}


def file(page_id: int, *uses: dict[str, Any]) -> dict[str, Any]:
    return {"pageid": page_id, "ns": 6, "title": f"File:{page_id}.jpg", "globalusage": list(uses)}


def test_a_file_is_shown_by_pages_of_many_wikis() -> None:
    wiki = RecordedWiki(told(file(7, use("fr.wikipedia.org", "Pont_Neuf"), use("de.wikipedia.org", "Talk:X", 1))))
    answer = usage_of(wiki.client(signed=False), [7])
    french = FileUse(
        wiki="fr.wikipedia.org", title="Pont Neuf", url="https://fr.wikipedia.org/wiki/Pont_Neuf", namespace=0
    )
    assert answer[7].uses[0] == french
    assert [use.namespace for use in answer[7].uses] == [0, 1]
    asked = wiki.requests[0].params
    assert (asked["prop"], asked["pageids"], asked["guprop"]) == ("globalusage", "7", "url|namespace")


def test_files_are_asked_about_fifty_at_once_and_never_more() -> None:
    ids = list(range(1, PAGES_PER_QUESTION + 1))
    wiki = RecordedWiki(told(*[file(page_id) for page_id in ids]))
    assert len(usage_of(wiki.client(), ids)) == PAGES_PER_QUESTION
    assert len(wiki.requests) == 1
    with pytest.raises(ValueError, match="at most 50 pages"):
        usage_of(wiki.client(), [*ids, 51])


def test_nothing_is_asked_about_no_files() -> None:
    assert usage_of(RecordedWiki().client(), []) == {}


def test_a_long_answer_comes_in_parts_and_no_use_is_counted_twice() -> None:
    first = told(file(1, use("a.org", "A")), file(2), **{"continue": {"gucontinue": "1.jpg|a.org|B", "continue": "||"}})
    second = told(file(1, use("a.org", "A"), use("a.org", "B")), file(2, use("b.org", "C")))
    wiki = RecordedWiki(first, second)
    answer = usage_of(wiki.client(), [1, 2])
    assert [use.title for use in answer[1].uses] == ["A", "B"]
    assert [use.title for use in answer[2].uses] == ["C"]
    assert wiki.requests[1].params["gucontinue"] == "1.jpg|a.org|B"


def test_a_deleted_file_is_no_longer_there_and_shown_by_nobody() -> None:
    wiki = RecordedWiki(told({"pageid": 9, "missing": True}))
    assert usage_of(wiki.client(), [9]) == {9: FileUsage(page_id=9, exists=False)}


def test_a_wiki_without_the_extension_says_so_and_is_not_taken_for_one_without_uses() -> None:
    warning = {"query": {"warnings": 'Unrecognized value for parameter "prop": globalusage.'}}
    wiki = RecordedWiki({**told({"pageid": 9, "ns": 6, "title": "File:A.jpg"}), "warnings": warning})
    with pytest.raises(UsageNotToldError, match="Unrecognized value"):
        usage_of(wiki.client(), [9])


# It ends the janitor's run as an answer that failed to come does, and the next run asks again
@pytest.mark.parametrize(
    "reply",
    [
        {"batchcomplete": True},
        {"query": None},
        told({"title": "File:A.jpg", "missing": True}),
        told({"pageid": "nine"}),
        told(file(9, {"wiki": "a.org", "title": "A"})),
        told({**file(9), "globalusage": {"wiki": "a.org"}}),
        told({**file(9), "globalusage": None}),
        {"query": {"pages": ["9"]}},
    ],
)
def test_an_answer_of_another_form_is_no_answer(reply: dict[str, Any]) -> None:
    with pytest.raises(CommonsUnreachableError):
        usage_of(RecordedWiki(reply).client(), [9])
