"""The providers against the sandbox's services, which answer as the documentation of the real ones says."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.repository import parse_repository
from curator.usage.models import PackageKey
from curator.usage.providers.assembly import Credentials, ProviderSettings, assembled, breaker_of
from curator.usage.providers.client import Tools
from curator.usage.providers.errors import ProviderNotFoundError, RateLimitedError
from curator.usage.providers.fallback import fetch_with_fallback
from curator.usage.providers.models import FoundDependent, Page
from curator.usage.providers.provider import Provider
from curator.usage.providers.questions import (
    DependentsQuery,
    ManifestQuery,
    OrganizationQuery,
    PackageQuery,
    RepositoryQuery,
    SearchSlice,
)
from curator.usage.providers.registry import Registry
from curator.usage.providers.store import BreakerStore, StoredReplies
from local.sandbox.in_process import SandboxTransport
from local.sandbox.settings import SANDBOX_GITHUB_TOKEN, SANDBOX_LIBRARIES_IO_KEY, SandboxSettings
from local.sandbox.world import WorldRepository
from tests.fakes.budgets import MemoryBudget
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable

ORIGIN = "http://sandbox.test"
SETTINGS = ProviderSettings(
    github_api_url=f"{ORIGIN}/github",
    ecosystems_repos_url=f"{ORIGIN}/ecosystems/repos/api/v1",
    ecosystems_packages_url=f"{ORIGIN}/ecosystems/packages/api/v1",
    libraries_io_api_url=f"{ORIGIN}/libraries-io/api",
    deps_dev_api_url=f"{ORIGIN}/deps-dev/v3",
    user_agent="Curator-test/1.0 (operator@curator.example)",
    usage_table="usage",
)
ALL = Credentials(github=(SANDBOX_GITHUB_TOKEN,), libraries_io=SANDBOX_LIBRARIES_IO_KEY)
REACT = PackageKey(Ecosystem.NPM, "react")
EVERYTHING = RepositoryQuery(search=SearchSlice(min_stars=0))


@dataclass
class Outside:
    """The sandbox's services, and the providers that ask them."""

    transport: SandboxTransport
    clock: VirtualClock
    budget: MemoryBudget
    table: MemoryTable

    def providers(self, known: Credentials = ALL) -> Registry:
        return assembled(SETTINGS, known, self._tools)

    def github(self, known: Credentials = ALL) -> Provider:
        return self.providers(known).get_provider("github")

    def odd(self, oddity: str) -> WorldRepository:
        """Return the first repository with this oddity."""
        return next(one for one in self.transport.world.repositories if one.oddity == oddity)

    def usual(self) -> WorldRepository:
        """Return a repository with nothing odd, and with several manifests."""
        world = self.transport.world
        return next(one for one in world.repositories if not one.oddity and len({u.path for u in world.uses(one)}) > 1)

    def limit(self, resource: str, hits: int) -> None:
        self.transport.sandbox.provider_limits.change({resource: {"hits": hits, "seconds": 3600}})

    def fault(self, **description: object) -> None:
        self.transport.sandbox.faults.add(description)

    def _tools(self, service: str) -> Tools:
        return Tools(
            http=httpx.Client(transport=self.transport),
            clock=self.clock,
            budget=self.budget,
            breaker=breaker_of(BreakerStore(self.table, self.clock, service), self.clock, service),
            memory=StoredReplies(self.table, self.clock),
            random=lambda: 0.5,
            user_agent=SETTINGS.user_agent,
        )


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    clock = VirtualClock()
    small = SandboxSettings(state_dir=tmp_path, world_seed=6, world_organizations=30, world_repositories=300)
    transport = SandboxTransport(tmp_path, clock, settings=small)
    yield Outside(transport, clock, MemoryBudget(), MemoryTable(clock))
    transport.close()


def query_of(repository: WorldRepository) -> ManifestQuery:
    return ManifestQuery(owner=repository.owner.login, name=repository.name)


def test_a_search_finds_every_repository_that_is_no_fork(outside: Outside) -> None:
    github, found, cursor = outside.github(), set(), "1"
    while cursor:
        page = github.fetch_repositories(RepositoryQuery(search=SearchSlice(min_stars=0), cursor=cursor))
        assert page.complete
        found |= {f"{one.owner}/{one.name}" for one in page.items}
        cursor = page.cursor or ""
    there = [one for one in outside.transport.world.repositories if not one.fork and not one.gone]
    assert found == {one.full_name for one in there if one.oddity != "blocked"}
    assert page.total == len(found)


def test_what_is_read_of_a_repository_is_what_is_in_it(outside: Outside) -> None:
    github, world = outside.github(), outside.transport.world
    for repository in list(world.repositories)[:40]:
        truth = {
            (use.path, use.line, use.name, use.requirement)
            for use in world.uses(repository)
            if use.listed and use.requirement is not None
        }
        if repository.gone or repository.oddity == "blocked":
            continue
        found = github.fetch_manifests(query_of(repository))
        declared = parse_repository({one.path: one.content for one in found.files}).declared
        assert truth <= {(one.manifest_path, one.line, one.name, one.requirement) for one in declared}


@pytest.mark.parametrize("known", [ALL, Credentials()], ids=["with a token", "without"])
def test_a_token_changes_the_price_not_the_answer(outside: Outside, known: Credentials) -> None:
    outside.limit("github.core", 5000)
    repository = next(
        one for one in outside.transport.world.repositories if len(outside.transport.world.uses(one)) > 20
    )
    owner = OrganizationQuery(handles=(repository.owner.login,))
    github = outside.github(known)
    page = github.fetch_repositories(RepositoryQuery(names=(repository.full_name,)))
    assert [(one.owner, one.name, one.stars) for one in page.items] == [
        (repository.owner.login, repository.name, repository.stars)
    ]
    assert {use.path for use in outside.transport.world.uses(repository)} <= {
        one.path for one in github.fetch_manifests(query_of(repository)).files
    }
    assert [one.handle for one in github.fetch_organizations(owner)] == [repository.owner.login]


def test_every_oddity_of_a_repository_is_told_as_what_it_is(outside: Outside) -> None:
    github = outside.github()
    names = {oddity: outside.odd(oddity).full_name for oddity in ("renamed", "gone", "blocked", "empty")}
    old_name = outside.odd("renamed").former_names[0]
    page = github.fetch_repositories(RepositoryQuery(names=(*names.values(), old_name)))
    assert page.missing == (names["gone"], names["blocked"])
    assert {one.asked: f"{one.owner}/{one.name}" for one in page.items} == {
        names["renamed"]: names["renamed"],
        names["empty"]: names["empty"],
        old_name: names["renamed"],
    }
    assert github.fetch_manifests(query_of(outside.odd("empty"))).commit == ""
    assert github.fetch_manifests(query_of(outside.odd("huge"))).skipped == ("bundles/package.json",)
    truncated = github.fetch_manifests(query_of(outside.odd("truncated")))
    assert truncated.truncated
    assert truncated.reported
    for oddity in ("gone", "blocked"):
        with pytest.raises(ProviderNotFoundError):
            github.fetch_manifests(query_of(outside.odd(oddity)))


# scenario usage-79
def test_a_limit_that_is_used_up_is_over_when_github_says_so(outside: Outside) -> None:
    outside.limit("github.core", 2)
    github, began = outside.github(), outside.clock.now()
    repository = outside.usual()
    query = replace(query_of(repository), commit=repository.commit)
    for _ in range(2):
        github.fetch_manifests(query)
    with pytest.raises(RateLimitedError) as caught:
        github.fetch_manifests(query)
    assert caught.value.retry_at == began + 3600
    outside.clock.advance(3600)
    assert github.fetch_manifests(query).files


# scenario usage-79
@pytest.mark.parametrize("status", [403, 429], ids=str)
def test_a_secondary_limit_is_waited_for(outside: Outside, status: int) -> None:
    outside.fault(kind="github.*", behaviour="api_error", code="secondary", retry_after=30, status=status)
    with pytest.raises(RateLimitedError) as caught:
        outside.github().fetch_repositories(EVERYTHING)
    assert caught.value.retry_at == outside.clock.now() + 30


# scenario usage-80
def test_what_has_not_changed_costs_githubs_limit_nothing(outside: Outside) -> None:
    query = query_of(outside.usual())
    first = outside.github().fetch_manifests(query)
    assert outside.github().fetch_manifests(query) == first
    assert outside.transport.sandbox.provider_limits.spent["github.core"] == 3  # the tip once, the tree twice
    assert outside.budget.spent == {"github-core": 3, "github-graphql": 2}


# scenario usage-76
def test_when_ecosystems_is_down_github_names_candidates(outside: Outside) -> None:
    outside.fault(kind="ecosystems.usage", behaviour="http", status=502, times=None)
    found = outside.providers()

    def ask(provider: Provider) -> Page[FoundDependent]:
        return provider.fetch_dependents(DependentsQuery(key=REACT))

    answer = fetch_with_fallback(found.get_provider("ecosystems"), found.find("libraries_io", "github"), ask)
    assert (answer.source, answer.missing) == ("github", (("ecosystems", "ProviderUnavailableError"),))
    assert answer.result.items
    assert not any(one.certain for one in answer.result.items)


def test_ecosystems_names_the_users_it_knows_page_by_page(outside: Outside) -> None:
    ecosystems = outside.providers().get_provider("ecosystems")
    page = ecosystems.fetch_dependents(DependentsQuery(key=REACT))
    users = {(use.owner, use.repository, use.path) for use in outside.transport.world.users_of("npm", "react")}
    found = {(one.owner, one.name.removeprefix("old-"), one.manifest_path) for one in page.items}
    assert len(found & users) > len(found) / 2
    assert all(one.certain and one.repository is not None for one in page.items)


def test_all_who_describe_a_package_agree(outside: Outside) -> None:
    providers = outside.providers().find("ecosystems", "libraries_io", "deps_dev")
    found = [provider.fetch_packages(PackageQuery(keys=(REACT,))) for provider in providers]
    assert [(one.key, one.latest_version) for (one,) in found] == [(REACT, found[0][0].latest_version)] * 3
    unknown = PackageQuery(keys=(PackageKey(Ecosystem.NPM, "nobody-has-this-name"),))
    assert [provider.fetch_packages(unknown) for provider in providers] == [[], [], []]


@pytest.mark.parametrize("name", ["github", "ecosystems", "libraries_io", "deps_dev"])
def test_a_healthy_service_is_healthy(outside: Outside, name: str) -> None:
    assert outside.providers().get_provider(name).health_check()


def test_a_wrong_token_is_a_refusal(outside: Outside) -> None:
    github = outside.github(Credentials(github=("wrong",)))
    assert not github.health_check()
