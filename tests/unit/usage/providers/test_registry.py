import pytest

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from curator.usage.providers.errors import NotSupportedError
from curator.usage.providers.models import ProviderType
from curator.usage.providers.provider import NothingSupported
from curator.usage.providers.questions import (
    DependentsQuery,
    ManifestQuery,
    OrganizationQuery,
    PackageQuery,
    RepositoryQuery,
)
from curator.usage.providers.registry import Registry
from tests.unit.usage.providers.answering import AnsweringProvider

REACT = PackageKey(Ecosystem.NPM, "react")


@pytest.fixture
def registry() -> Registry:
    found = Registry()
    found.register(AnsweringProvider("github", provider_type=ProviderType.REPOSITORY))
    found.register(AnsweringProvider("ecosystems"))
    found.register(AnsweringProvider("deps_dev"))
    return found


# scenario usage-75
def test_a_provider_is_found_by_its_name(registry: Registry) -> None:
    assert registry.get_provider("ecosystems").name == "ecosystems"
    assert [one.name for one in registry.get_all_providers()] == ["github", "ecosystems", "deps_dev"]


# scenario usage-75
def test_nobody_is_found_by_a_name_that_nobody_has(registry: Registry) -> None:
    with pytest.raises(KeyError):
        registry.get_provider("gitlab")


# scenario usage-75
def test_providers_are_found_by_their_kind(registry: Registry) -> None:
    kinds = {kind: [one.name for one in registry.get_providers_by_type(kind)] for kind in ProviderType}
    assert kinds == {
        ProviderType.REPOSITORY: ["github"],
        ProviderType.REGISTRY: [],
        ProviderType.AGGREGATOR: ["ecosystems", "deps_dev"],
    }


# scenario usage-75
def test_a_provider_replaces_the_one_of_its_name(registry: Registry) -> None:
    newer = AnsweringProvider("github")
    registry.register(newer)
    assert registry.get_provider("github") is newer
    assert len(registry.get_all_providers()) == 3


def test_one_that_is_not_set_up_is_left_out(registry: Registry) -> None:
    assert [one.name for one in registry.find("libraries_io", "deps_dev", "ecosystems")] == ["deps_dev", "ecosystems"]


@pytest.mark.parametrize(
    ("ask", "query"),
    [
        ("fetch_repositories", RepositoryQuery(names=("acme/web",))),
        ("fetch_organizations", OrganizationQuery(handles=("acme",))),
        ("fetch_packages", PackageQuery(keys=(REACT,))),
        ("fetch_dependents", DependentsQuery(key=REACT)),
        ("fetch_manifests", ManifestQuery(owner="acme", name="web")),
    ],
)
def test_who_has_no_answer_to_a_question_says_so(ask: str, query: object) -> None:
    with pytest.raises(NotSupportedError, match=type(query).__name__):
        getattr(NothingSupported(), ask)(query)
