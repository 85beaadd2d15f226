from typing import Any

import pytest

from curator.commons.stash_search import MAXIMUM_CANDIDATES, find_in_stash
from tests.fakes.recorded_wiki import Answer, RecordedWiki

SHA1 = "6a66cb00ae25e678ee841da1c6da13941148c4c3"
SIZE = 120303
OTHER = {"query": {"stashimageinfo": [{"sha1": "0" * 40}]}}
SAME = "stashimageinfo"


def listed(
    *keys: str, status: str = "finished", size: int = SIZE, go_on: dict[str, str] | None = None
) -> dict[str, Any]:
    files = [{"filekey": key, "status": status, "size": size} for key in keys]
    return {"query": {"mystashedfiles": files}} | ({"continue": go_on} if go_on else {})


def find(wiki: RecordedWiki) -> str | None:
    return find_in_stash(wiki.client(), sha1=SHA1, size=SIZE)


def test_a_finished_upload_is_found_by_size_and_sha1() -> None:
    wiki = RecordedWiki("mystashedfiles", SAME)
    assert find(wiki) == "1d3n6kqf8ws0.o3fc1s.4.png"
    assert wiki.requests[1].params["siifilekey"] == "1d3n6kqf8ws0.o3fc1s.4.png"


def test_the_newest_of_several_is_taken() -> None:
    assert find(RecordedWiki(listed("old", "new"), SAME)) == "new"


def test_only_files_of_the_same_size_are_asked_about() -> None:
    wiki = RecordedWiki(listed("a", "b", size=SIZE + 1))
    assert find(wiki) is None
    assert len(wiki.requests) == 1


@pytest.mark.parametrize(
    "gone", [OTHER, {"query": {"stashimageinfo": []}}, "missing_filekey"], ids=["other bytes", "no answer", "expired"]
)
def test_a_file_that_is_not_it_is_passed_over(gone: Answer) -> None:
    assert find(RecordedWiki(listed("old", "new"), gone, SAME)) == "old"


def test_an_unfinished_upload_is_never_offered() -> None:
    assert find(RecordedWiki(listed("a", status="chunks"))) is None


def test_a_long_list_is_read_to_its_end() -> None:
    wiki = RecordedWiki(listed("a", size=1, go_on={"msfcontinue": "500", "continue": "-||"}), listed("b"), SAME)
    assert find(wiki) == "b"
    assert wiki.requests[1].params["msfcontinue"] == "500"


def test_a_stash_full_of_files_of_one_size_is_not_searched_for_ever() -> None:
    wiki = RecordedWiki(listed(*[str(number) for number in range(50)]), *[OTHER] * MAXIMUM_CANDIDATES)
    assert find(wiki) is None
