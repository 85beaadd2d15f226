"""GitHub's limits as it documents them: by token and resource, in windows, on the sandbox's clock."""

import pytest

from tests.unit.sandbox.sandbox_client import START, ManualClock
from tests.unit.sandbox.small_world import Services

SECOND_TOKEN = {"authorization": "token sandbox-github-2"}
NO_TOKEN = {"authorization": ""}


def limit(asked: Services, name: str, hits: int, seconds: int = 3600) -> None:
    asked.transport.sandbox.provider_limits.change({name: {"hits": hits, "seconds": seconds}})


@pytest.fixture
def path(asked: Services) -> str:
    return f"/repos/{asked.plain().full_name}"


def test_every_reply_tells_what_is_left_and_until_when(asked: Services, path: str, clock: ManualClock) -> None:
    asked.github(path)
    clock.advance(100)
    headers = asked.github(path).headers
    assert {name: headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining", "used", "reset", "resource")} == {
        "limit": "5000",
        "remaining": "4998",
        "used": "2",
        "reset": str(int(START) + 3600),
        "resource": "core",
    }


def test_a_spent_window_refuses_until_it_ends(asked: Services, path: str, clock: ManualClock) -> None:
    limit(asked, "github.core", 2)
    answers = [asked.github(path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 403]
    assert answers[2].json()["message"].startswith("API rate limit exceeded for user ID")
    assert answers[2].headers["x-ratelimit-remaining"] == "0"
    assert "retry-after" not in answers[2].headers
    clock.advance(3599)
    assert asked.github(path).status_code == 403
    clock.advance(1)
    assert asked.github(path).headers["x-ratelimit-remaining"] == "1"


def test_every_token_has_limits_of_its_own(asked: Services, path: str) -> None:
    limit(asked, "github.core", 1)
    assert asked.github(path).status_code == 200
    assert asked.github(path).status_code == 403
    assert asked.github(path, headers=SECOND_TOKEN).status_code == 200


def test_without_a_token_sixty_calls_an_hour_are_allowed(asked: Services, path: str) -> None:
    answers = [asked.github(path, headers=NO_TOKEN) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [403]
    assert answers[0].headers["x-ratelimit-limit"] == "60"
    assert "Authenticated requests get a higher rate limit" in answers[60].json()["message"]


def test_searches_are_counted_by_themselves_thirty_a_minute(asked: Services, path: str, clock: ManualClock) -> None:
    found = [asked.github("/search/repositories", q="stars:>5", per_page=1).status_code for _ in range(31)]
    assert found == [200] * 30 + [403]
    assert asked.github(path).headers["x-ratelimit-remaining"] == "4999"
    clock.advance(60)
    assert asked.github("/search/repositories", q="stars:>5", per_page=1).status_code == 200


def test_what_has_not_changed_costs_nothing_with_a_token_and_one_call_without(asked: Services, path: str) -> None:
    first = asked.github(path)
    again = asked.github(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["x-ratelimit-remaining"]) == (304, b"", "4999")
    paid = asked.github(path, headers={**NO_TOKEN, "if-none-match": first.headers["etag"]})
    assert (paid.status_code, paid.headers["x-ratelimit-remaining"]) == (304, "59")


def test_a_changed_thing_has_another_tag(asked: Services) -> None:
    repository = asked.plain()
    path = f"/repos/{repository.full_name}/git/trees/HEAD?recursive=1"
    tag = asked.github(path).headers["etag"]
    asked.change(action="touch", repository=repository.full_name)
    answer = asked.github(path, headers={"if-none-match": tag})
    assert answer.status_code == 200
    assert answer.headers["etag"] != tag


def test_more_than_900_calls_in_a_minute_meet_the_secondary_limit(
    asked: Services, path: str, clock: ManualClock
) -> None:
    limit(asked, "github.secondary.rest", 9, 60)
    for _ in range(9):
        assert asked.github(path).status_code == 200
        clock.advance(1)
    refused = asked.github(path)
    assert (refused.status_code, refused.headers["retry-after"]) == (403, "51")
    assert "secondary rate limit" in refused.json()["message"]
    assert refused.headers["x-ratelimit-remaining"] == "4991"  # the primary one is not touched
    clock.advance(51)
    assert asked.github(path).status_code == 200
    assert asked.github(path).status_code == 403


def test_the_limits_are_those_that_github_documents(asked: Services) -> None:
    known = asked.github("/rate_limit").json()["resources"]
    assert {name: each["limit"] for name, each in known.items()} == {
        "core": 5000,
        "search": 30,
        "code_search": 10,
        "graphql": 5000,
    }
    anonymous = asked.github("/rate_limit", headers=NO_TOKEN).json()["resources"]
    assert {name: each["limit"] for name, each in anonymous.items()} == {"core": 60, "search": 10}
    allowances = asked.transport.sandbox.provider_limits.allowances
    secondary = [allowances[f"github.secondary.{name}"] for name in ("rest", "graphql")]
    assert [(each.hits, each.seconds) for each in secondary] == [(900, 60), (2000, 60)]


def test_asking_for_the_limits_is_free(asked: Services) -> None:
    for _ in range(3):
        assert asked.github("/rate_limit").json()["rate"]["remaining"] == 5000


@pytest.mark.parametrize("status", [403, 429])
def test_a_secondary_limit_can_be_ordered(asked: Services, path: str, status: int) -> None:
    asked.fault(kind="github.*", behaviour="api_error", code="secondary", status=status, retry_after=30)
    refused = asked.github(path)
    assert (refused.status_code, refused.headers["retry-after"]) == (status, "30")
    asked.fault(kind="github.*", behaviour="api_error", code="secondary", status=status)
    assert "retry-after" not in asked.github(path).headers
    assert asked.github(path).status_code == 200


def test_a_spent_primary_limit_can_be_ordered(asked: Services, path: str) -> None:
    asked.fault(kind="github.*", behaviour="api_error", code="rate_limited", retry_after=90)
    refused = asked.github(path)
    assert (refused.status_code, refused.headers["x-ratelimit-remaining"]) == (403, "0")
    assert refused.headers["x-ratelimit-reset"] == str(int(START) + 90)
