"""The providers of a deployment."""

from collections.abc import Iterator

import httpx
import pytest

from curator.foundation.settings import SettingsError
from curator.usage.providers import wiring
from curator.usage.providers.assembly import Credentials, credentials_in
from curator.usage.providers.models import RateReport
from tests.fakes.budgets import MemoryBudget
from tests.unit.usage.providers.service import Site

ENVIRONMENT = {
    "GITHUB_API_URL": "https://api.github.com",
    "ECOSYSTEMS_REPOS_URL": "https://repos.ecosyste.ms/api/v1",
    "ECOSYSTEMS_PACKAGES_URL": "https://packages.ecosyste.ms/api/v1",
    "LIBRARIES_IO_API_URL": "https://libraries.io/api",
    "DEPS_DEV_API_URL": "https://api.deps.dev/v3",
    "USER_AGENT": "Curator/1.0 (operator@curator.example)",
    "USAGE_TABLE": "usage",
}
SECRETS = {"full": '{"github": "one, two", "libraries_io": "key"}', "empty": '{"github": "", "libraries_io": ""}'}

REMEMBERED = (
    wiring._settings,
    wiring._credentials,
    wiring._http,
    wiring._table,
    wiring._breaker,
    wiring._heard,
)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is remembered for the life of a function is forgotten between tests."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PROVIDERS_SECRET_ID", raising=False)
    monkeypatch.setattr(wiring, "read_secret", SECRETS.__getitem__)
    forget()
    yield
    forget()


def forget() -> None:
    for remembered in REMEMBERED:
        remembered.cache_clear()


def names(token: int = 0) -> list[str]:
    return [one.name for one in wiring.registry(MemoryBudget(), token=token).get_all_providers()]


def test_a_deployment_with_a_secret_asks_all_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVIDERS_SECRET_ID", "full")
    assert names(token=1) == ["github", "ecosystems", "libraries_io", "deps_dev"]
    assert wiring.github_tokens() == 2


def test_what_waits_for_a_token_that_was_taken_away_is_done_with_those_that_are_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROVIDERS_SECRET_ID", "full")
    assert "github" in names(token=2)


@pytest.mark.parametrize("secret", ["", "empty"], ids=["no secret", "left empty at the deploy"])
def test_without_a_key_a_provider_is_not_asked_and_github_needs_none(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("PROVIDERS_SECRET_ID", secret)
    assert names() == ["github", "ecosystems", "deps_dev"]
    assert wiring.github_tokens() == 0


def test_a_bad_deploy_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_API_URL")
    monkeypatch.delenv("USAGE_TABLE")
    with pytest.raises(SettingsError, match=r"GITHUB_API_URL is not set.*USAGE_TABLE is not set"):
        names()


@pytest.mark.parametrize(
    ("secret", "github"),
    [({"github": ["a", " b ", ""]}, ("a", "b")), ({"github": "a,,b "}, ("a", "b")), ({"github": None}, ()), ({}, ())],
    ids=["a list", "commas", "null", "nothing"],
)
def test_tokens_are_a_list_or_have_commas(secret: dict[str, object], github: tuple[str, ...]) -> None:
    assert credentials_in(secret) == Credentials(github=github)


def test_a_task_knows_what_the_one_before_it_was_told_of_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVIDERS_SECRET_ID", "full")
    site = Site({"GET /rate_limit": httpx.Response(200, json={}, headers={"x-ratelimit-remaining": "7"})})
    monkeypatch.setattr(wiring, "_http", lambda: site.tools().http)
    monkeypatch.setattr(wiring, "_table", lambda: site.table)
    assert wiring.registry(MemoryBudget()).get_provider("github").health_check()
    limits = [
        wiring.registry(MemoryBudget(), token=token).get_provider("github").get_rate_limit_status() for token in (0, 1)
    ]
    assert limits == [{"github-core": RateReport(remaining=7)}, {}]


def test_credentials_do_not_show() -> None:
    assert "secret" not in repr(Credentials(github=("secret-1",), libraries_io="secret-2"))
