"""Whatever a provider sends, what comes out is an answer or a ProviderError, and nothing else."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator.usage.providers.deps_dev.provider import DepsDevProvider
from curator.usage.providers.errors import ProviderError
from curator.usage.providers.libraries_io.provider import LibrariesIoProvider
from curator.usage.providers.provider import Provider
from curator.usage.providers.questions import (
    DependentsQuery,
    ManifestQuery,
    OrganizationQuery,
    PackageQuery,
    RepositoryQuery,
    SearchSlice,
)
from tests.unit.usage.providers import github_replies, test_ecosystems, test_github_manifests
from tests.unit.usage.providers.alike import REACT
from tests.unit.usage.providers.github_replies import COMMIT, RATE, blob, entry, owner_node, repository, repository_node
from tests.unit.usage.providers.service import URL, Service

PROVIDERS: dict[str, Callable[[Service], Provider]] = {
    "github": github_replies.provider,
    "github without a token": lambda service: github_replies.provider(service, token=None),
    "ecosystems": test_ecosystems.provider,
    "libraries_io": lambda service: LibrariesIoProvider(service.tools(), url=URL, key="key"),
    "deps_dev": lambda service: DepsDevProvider(service.tools(), url=URL),
}
QUESTIONS: list[Callable[[Provider], object]] = [
    lambda provider: provider.fetch_repositories(RepositoryQuery(search=SearchSlice(min_stars=1))),
    lambda provider: provider.fetch_repositories(RepositoryQuery(names=("acme/web", "acme/api"))),
    lambda provider: provider.fetch_organizations(OrganizationQuery(handles=("acme", "other"))),
    lambda provider: provider.fetch_packages(PackageQuery(keys=(REACT,))),
    lambda provider: provider.fetch_dependents(DependentsQuery(key=REACT)),
    lambda provider: provider.fetch_manifests(ManifestQuery(owner="acme", name="web", commit=COMMIT)),
    lambda provider: provider.health_check(),
]
REAL: list[Any] = [
    {"total_count": 1, "incomplete_results": False, "items": [repository()]},
    [repository()],
    {"data": {"rateLimit": RATE, "r0": repository_node(), "o0": owner_node(), "repository": {"b0": blob("{}")}}},
    {"tree": [entry("package.json", "a1"), entry("go.mod", "b2")], "truncated": False},
    {"tree": [entry("package.json", "a1")], "truncated": True},
    test_github_manifests.SBOM,
    [test_ecosystems.use()],
    [test_ecosystems.package()],
    {"packageKey": {"name": "react"}, "versions": [{"versionKey": {"version": "1"}, "isDefault": True}], "links": [{}]},
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
)


@st.composite
def damaged(draw: st.DrawFn, whole: Any) -> Any:
    """Return a document of which something is something else."""
    if isinstance(whole, dict) and whole and draw(st.booleans()):
        name = draw(st.sampled_from(sorted(whole)))
        return {**whole, name: draw(damaged(whole[name]))}
    if isinstance(whole, list) and whole and draw(st.booleans()):
        return [draw(damaged(whole[0])), *whole[1:]]
    return draw(ODD)


@pytest.mark.parametrize("name", PROVIDERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    documents=st.lists(st.sampled_from(REAL).flatmap(damaged), min_size=1, max_size=3),
    status=st.sampled_from([200, 200, 200, 403, 409, 422, 500]),
    ask=st.sampled_from(QUESTIONS),
)
def test_damaged_replies_are_survived(
    name: str, documents: list[Any], status: int, ask: Callable[[Provider], object]
) -> None:
    answers = [httpx.Response(status, json=document, headers={"link": "<?page=x>; rel=next"}) for document in documents]
    try:
        ask(PROVIDERS[name](Service(*answers)))
    except ProviderError:
        return


@pytest.mark.parametrize("name", PROVIDERS)
@settings(max_examples=40, deadline=None)
@given(
    body=st.binary(max_size=50),
    status=st.integers(200, 599),
    headers=st.dictionaries(
        st.sampled_from(
            [
                "retry-after",
                "x-ratelimit-reset",
                "x-ratelimit-remaining",
                "link",
                "location",
                "content-encoding",
                "etag",
            ]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
    ),
    ask=st.sampled_from(QUESTIONS),
)
def test_no_bytes_and_no_headers_do_more_than_fail(
    name: str, body: bytes, status: int, headers: dict[str, str], ask: Callable[[Provider], object]
) -> None:
    service = Service(lambda _: httpx.Response(status, headers=headers, stream=httpx.ByteStream(body)))
    try:
        ask(PROVIDERS[name](service))
    except ProviderError:
        return
