from datetime import UTC, datetime
from typing import Any

import pytest

from local.sandbox.world import WorldRepository
from tests.unit.sandbox.small_world import Services


def search(asked: Services, q: str, **more: Any) -> dict[str, object]:
    answer = asked.github("/search/repositories", q=q, **more)
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


def findable(asked: Services) -> list[WorldRepository]:
    return [each for each in asked.world.repositories if not each.gone and each.oddity != "blocked" and not each.fork]


def ids(told: dict[str, object]) -> list[int]:
    items = told["items"]
    assert isinstance(items, list)
    return [item["id"] for item in items]


def test_the_most_starred_come_first(asked: Services) -> None:
    told = search(asked, "stars:>=100", sort="stars", order="desc", per_page=100)
    expected = sorted((e for e in findable(asked) if e.stars >= 100), key=lambda each: -each.stars)
    assert told["total_count"] == len(expected)
    assert told["incomplete_results"] is False
    assert ids(told) == [each.id for each in expected][:100]


@pytest.mark.parametrize(
    ("q", "holds"),
    [
        pytest.param("stars:10..50", lambda each: 10 <= each.stars <= 50, id="a range of stars"),
        pytest.param("stars:*..50", lambda each: each.stars <= 50, id="an open range"),
        pytest.param("stars:<50", lambda each: each.stars < 50, id="fewer stars"),
        pytest.param("stars:>=0 language:Python", lambda each: each.language == "Python", id="a language"),
        pytest.param(
            'stars:>=0 language:"Jupyter Notebook"', lambda each: each.language == "Jupyter Notebook", id="quoted"
        ),
        pytest.param("stars:>=0 archived:true", lambda each: each.archived, id="archived"),
        pytest.param("stars:>=0 -archived:true", lambda each: not each.archived, id="not archived"),
        pytest.param("created:<2015-01-01", lambda each: each.created_at < day(2015), id="created before"),
        pytest.param(
            "created:2015-01-01..2016-01-01", lambda e: day(2015) <= e.created_at < day(2016, 2), id="created in"
        ),
        pytest.param("atlas", lambda each: "atlas" in each.name, id="a word"),
    ],
)
def test_qualifiers_choose(asked: Services, q: str, holds: object) -> None:
    assert callable(holds)
    expected = {each.id for each in findable(asked) if holds(each)}
    assert expected
    told = search(asked, q, per_page=100)
    assert told["total_count"] == len(expected)
    assert set(ids(told)) <= expected


def day(year: int, number: int = 1) -> float:
    return datetime(year, 1, number, tzinfo=UTC).timestamp()


def test_forks_are_found_by_those_who_ask_for_them(asked: Services) -> None:
    forks = {each.id for each in asked.world.repositories if each.fork and not each.gone}
    assert forks
    assert not forks & set(ids(search(asked, "stars:>=0", per_page=100)))
    assert set(ids(search(asked, "stars:>=0 fork:only", per_page=100))) == forks


def test_an_owners_repositories_are_found(asked: Services) -> None:
    owner = asked.plain().owner
    expected = {each.id for each in findable(asked) if each.owner == owner}
    assert set(ids(search(asked, f"user:{owner.login.upper()}", per_page=100))) == expected


def test_pages_are_linked_and_end(asked: Services) -> None:
    answer = asked.github("/search/repositories", q="stars:>=0", per_page=100, page=2)
    assert set(answer.links) == {"prev", "first", "next", "last"}
    last = asked.github("/search/repositories", q="stars:>=0", per_page=100, page=3)
    assert set(last.links) == {"prev", "first"}


def test_no_search_reaches_further_than_a_thousand(asked: Services) -> None:
    answer = asked.github("/search/repositories", q="stars:>=0", per_page=100, page=11)
    assert (answer.status_code, answer.json()["message"]) == (422, "Only the first 1000 search results are available")
    assert asked.github("/search/repositories", q="stars:>=0", per_page=100, page=10).json()["items"] == []


@pytest.mark.parametrize(
    "q",
    [
        pytest.param("", id="nothing"),
        pytest.param("x" * 257, id="too long"),
        pytest.param("a OR b OR c OR d OR e OR f OR g", id="too many operators"),
        pytest.param("stars:many", id="no number"),
        pytest.param("created:yesterday", id="no date"),
    ],
)
def test_a_search_that_cannot_be_is_refused(asked: Services, q: str) -> None:
    answer = asked.github("/search/repositories", q=q)
    assert (answer.status_code, answer.json()["message"]) == (422, "Validation Failed")
    assert answer.json()["errors"][0]["field"] == "q"


def test_a_search_may_run_out_of_time(asked: Services) -> None:
    whole = search(asked, "stars:>=0", per_page=100)
    asked.fault(kind="github.search", behaviour="api_error", code="incomplete")
    cut = search(asked, "stars:>=0", per_page=100)
    assert (whole["incomplete_results"], cut["incomplete_results"]) == (False, True)
    assert len(ids(cut)) == 50


def test_code_is_found_by_a_files_name_and_the_words_in_it(asked: Services) -> None:
    told = asked.github("/search/code", q='"express" filename:package.json', per_page=100).json()
    assert told["total_count"] == len(told["items"]) > 5
    for item in told["items"]:
        repository = asked.world.repository(*item["repository"]["full_name"].split("/"))
        assert repository is not None
        assert not repository.fork
        assert b"express" in asked.world.snapshot(repository).files[item["path"]]
        assert item["name"] == "package.json"


def test_code_is_searched_with_a_token_only(asked: Services) -> None:
    answer = asked.github("/search/code", q="express", headers={"authorization": ""})
    assert (answer.status_code, answer.json()["message"]) == (401, "Requires authentication")
