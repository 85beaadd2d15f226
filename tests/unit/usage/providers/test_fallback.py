"""Who is asked when somebody fails."""

import httpx
import pytest

from curator.foundation.errors import QueueAction
from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from curator.usage.providers.deps_dev.provider import DepsDevProvider
from curator.usage.providers.errors import (
    AggregateProviderError,
    BreakerOpenError,
    BudgetExhaustedError,
    NotSupportedError,
    ProviderDataError,
    ProviderError,
    ProviderNotFoundError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from curator.usage.providers.fallback import fetch_with_fallback
from curator.usage.providers.models import Answer, FoundPackage, RateReport
from curator.usage.providers.questions import PackageQuery
from tests.unit.usage.providers.answering import AnsweringProvider
from tests.unit.usage.providers.service import URL, Service

REACT = PackageKey(Ecosystem.NPM, "react")
QUERY = PackageQuery(keys=(REACT,))
FOUND = [FoundPackage(key=REACT, display_name="react")]
LOW = {"core": RateReport(limit=100, remaining=9)}
ENOUGH = {"core": RateReport(limit=100, remaining=10)}


def ask(primary: AnsweringProvider, *fallbacks: AnsweringProvider) -> Answer[list[FoundPackage]]:
    return fetch_with_fallback(primary, fallbacks, lambda provider: provider.fetch_packages(QUERY))


def test_the_first_that_answers_is_believed() -> None:
    second = AnsweringProvider("second", FOUND)
    assert ask(AnsweringProvider("first", FOUND), second) == Answer(result=FOUND, source="first")
    assert second.asked == 0


# scenario usage-76
@pytest.mark.parametrize(
    "trouble",
    [
        ProviderUnavailableError("answered 503"),
        RateLimitedError("asked too much", retry_at=5.0),
        BudgetExhaustedError("nothing left", retry_at=5.0),
        BreakerOpenError("left alone"),
        ProviderDataError("no JSON"),
        ProviderRefusedError("answered 401"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_another_provider_stands_in_and_the_answer_says_who_is_missing(trouble: ProviderError) -> None:
    answer = ask(AnsweringProvider("first", trouble), AnsweringProvider("second", FOUND))
    assert answer == Answer(result=FOUND, source="second", missing=(("first", type(trouble).__name__),))


# scenario usage-76
@pytest.mark.parametrize("trouble", [httpx.Response(500), httpx.ReadTimeout("slow")], ids=["5xx", "time-out"])
def test_a_service_that_is_really_down_is_stood_in_for(trouble: object) -> None:
    broken = DepsDevProvider(Service(trouble).tools(), url=URL)
    answer = fetch_with_fallback(
        broken, [AnsweringProvider("second", FOUND)], lambda provider: provider.fetch_packages(QUERY)
    )
    assert (answer.source, answer.missing) == ("second", (("deps_dev", "ProviderUnavailableError"),))


# scenario usage-77
def test_who_is_certain_that_there_is_nothing_is_believed() -> None:
    second = AnsweringProvider("second", FOUND)
    with pytest.raises(ProviderNotFoundError):
        ask(AnsweringProvider("first", ProviderNotFoundError("answered 404")), second)
    assert second.asked == 0


# scenario usage-78
def test_when_all_fail_each_cause_is_told() -> None:
    causes = [ProviderUnavailableError("answered 503"), RateLimitedError("asked too much", retry_at=60.0)]
    with pytest.raises(AggregateProviderError) as caught:
        ask(*(AnsweringProvider(f"provider-{place}", cause) for place, cause in enumerate(causes)))
    assert caught.value.causes == (("provider-0", causes[0]), ("provider-1", causes[1]))
    assert caught.value.retry_at == 60.0
    assert caught.value.queue_action is QueueAction.RETRY_LATER
    assert str(caught.value) == (
        "provider-0: ProviderUnavailableError answered 503; provider-1: RateLimitedError asked too much"
    )


def test_who_has_no_answer_to_such_questions_is_passed_over_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    assert ask(AnsweringProvider("first"), AnsweringProvider("second", FOUND)).missing == ()
    assert caplog.records == []


def test_when_nobody_has_an_answer_to_such_questions_that_is_said() -> None:
    with pytest.raises(AggregateProviderError, match="no provider can answer this") as caught:
        ask(AnsweringProvider("first"), AnsweringProvider("second", NotSupportedError()))
    assert (caught.value.causes, caught.value.retry_at) == ((), None)


def test_credentials_that_are_not_taken_are_an_operators_matter(caplog: pytest.LogCaptureFixture) -> None:
    ask(AnsweringProvider("first", ProviderRefusedError("answered 401")), AnsweringProvider("second", FOUND))
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("ERROR", "first does not take our credentials: answered 401")
    ]


def test_a_budget_that_is_nearly_used_up_is_kept_for_what_nobody_else_can_answer() -> None:
    low = AnsweringProvider("first", FOUND, limits=LOW)
    assert ask(low, AnsweringProvider("second", FOUND, limits=ENOUGH)).source == "second"
    assert low.asked == 0


def test_the_last_of_a_budget_is_used_where_nobody_else_answers() -> None:
    low = AnsweringProvider("first", FOUND, limits=LOW)
    answer = ask(low, AnsweringProvider("second", ProviderUnavailableError("answered 503")))
    assert (answer.source, answer.missing) == ("first", (("second", "ProviderUnavailableError"),))


def test_a_search_that_is_used_up_for_a_minute_does_not_hold_up_the_rest() -> None:
    limits = {"search": RateReport(limit=30, remaining=0), "core": RateReport(limit=5000, remaining=4000)}
    assert ask(AnsweringProvider("first", FOUND, limits=limits), AnsweringProvider("second", FOUND)).source == "first"
