"""What the manifests of one repository say, as one dependency a package."""

import json
from dataclasses import replace

import pytest

from curator.usage.dependencies.merging import SHORTENED, merged
from curator.usage.dependencies.records import encode_use, encode_user
from curator.usage.dependencies.rollups import counted
from curator.usage.dependencies.uses import Use
from curator.usage.ecosystems import Ecosystem
from curator.usage.limits import MAX_MANIFESTS, MAX_PATH, MAX_VERSION
from curator.usage.models import Confidence, Declared, Dependency, DependencyType, Organization, Origin
from tests.unit.usage.stores import COMMIT, NEXT, REACT, TYPESCRIPT, declares, package

DIRECT, PEER, OPTIONAL, DEV = DependencyType


def merge(*declared: Declared) -> list[Dependency]:
    """Merge what a scan found at one moment."""
    return merged(declared, organization_id="acme", repository_id="app", commit=COMMIT, now=5.0, source="github")


def one(*declared: Declared) -> Dependency:
    """Merge what comes to one dependency."""
    (found,) = merge(*declared)
    return found


# scenario usage-83
def test_a_package_that_is_declared_for_development_and_directly_is_used_directly() -> None:
    found = one(
        declares(REACT, "^17.0.0", kind=DEV, path="package.json", line=3),
        declares(REACT, "^18.0.0", kind=DIRECT, path="site/package.json", line=9),
    )
    assert (found.type, found.requirement) == (DIRECT, "^18.0.0")
    assert [(line.path, line.line, line.type) for line in found.manifests] == [
        ("site/package.json", 9, DIRECT),
        ("package.json", 3, DEV),
    ]


@pytest.mark.parametrize(
    ("kinds", "strongest"),
    [
        pytest.param([DEV, OPTIONAL], OPTIONAL, id="optional before development"),
        pytest.param([DEV, OPTIONAL, PEER], PEER, id="peer before optional"),
        pytest.param([PEER, DIRECT], DIRECT, id="direct before peer"),
    ],
)
def test_the_strongest_type_counts(kinds: list[DependencyType], strongest: DependencyType) -> None:
    assert one(*(declares(REACT, kind=kind) for kind in kinds)).type is strongest


def test_what_is_declared_counts_before_what_only_something_else_needs() -> None:
    found = one(declares(REACT, "1", kind=DIRECT, indirect=True), declares(REACT, "2", kind=DEV))
    assert (found.type, found.requirement, found.indirect) == (DEV, "2", False)
    assert one(declares(REACT, indirect=True)).indirect


def test_there_is_one_dependency_a_package_in_their_order() -> None:
    keys = [one.package for one in merge(declares(TYPESCRIPT), declares(REACT), declares(NEXT), declares(REACT))]
    assert keys == [NEXT, REACT, TYPESCRIPT]
    same_name = package("react", Ecosystem.PYPI)
    assert [one.package for one in merge(declares(same_name), declares(REACT))] == [REACT, same_name]


def test_the_dependency_says_whose_it_is_and_how_we_know() -> None:
    found = one(declares(REACT, "^18"))
    assert (found.organization_id, found.repository_id, found.source) == ("acme", "app", "github")
    assert (found.confidence, found.detected_at, found.last_seen_at) == (Confidence.PROVED, 5.0, 5.0)
    assert found.manifests[0].commit == COMMIT


def test_a_line_that_is_found_twice_proves_once_and_the_nearest_to_the_root_comes_first() -> None:
    found = one(
        declares(REACT, path="a/b/package.json"),
        declares(REACT, path="package.json", line=9),
        declares(REACT, path="package.json", line=9),
        declares(REACT, path="a/package.json"),
    )
    assert [line.path for line in found.manifests] == ["package.json", "a/package.json", "a/b/package.json"]


def test_a_version_is_taken_from_wherever_one_is_named() -> None:
    without = declares(REACT, None, path="package.json")
    with_one = declares(REACT, "^18", path="app/package.json")
    assert one(without, with_one).requirement == "^18"
    assert one(without).requirement is None


@pytest.mark.parametrize("origin", [Origin.PATH, Origin.WORKSPACE])
def test_a_repositorys_own_code_is_no_package(origin: Origin) -> None:
    own = Declared(
        ecosystem=REACT.ecosystem,
        name="react",
        raw_name="react",
        requirement=None,
        type=DIRECT,
        manifest_path="package.json",
        origin=origin,
    )
    assert merge(own) == []


def test_where_a_package_comes_from_and_when_it_is_needed_is_noted() -> None:
    found = one(
        Declared(
            ecosystem=REACT.ecosystem,
            name="react",
            raw_name="react",
            requirement="github:facebook/react",
            type=DIRECT,
            manifest_path="package.json",
            origin=Origin.GIT,
            marker="python_version < '3.9'",
            notes=("build",),
        )
    )
    assert found.manifests[0].notes == ("build", "from git", "when python_version < '3.9'")


def test_nothing_is_shortened_in_silence() -> None:
    found = one(declares(REACT, "x" * (MAX_VERSION + 1)))
    assert found.requirement == "x" * MAX_VERSION
    assert found.manifests[0].notes == (SHORTENED,)
    assert one(declares(REACT, "x" * MAX_VERSION)).manifests[0].notes == ()


def test_a_repository_that_declares_a_package_everywhere_keeps_the_best_proof() -> None:
    found = one(*(declares(REACT, path=f"{number:03d}/package.json") for number in range(MAX_MANIFESTS + 5)))
    assert len(found.manifests) == MAX_MANIFESTS
    assert found.manifests[-1].path == f"{MAX_MANIFESTS - 1:03d}/package.json"


def test_what_lies_deeper_than_anybody_keeps_manifests_is_left_out() -> None:
    deepest = "d/" * (MAX_PATH // 2)
    assert one(declares(REACT, path=deepest)).manifests[0].path == deepest
    assert merge(declares(REACT, path=deepest + "/")) == []


def test_the_longest_that_can_be_declared_fits_an_item() -> None:
    long = "x" * 1000
    found = one(
        *(
            Declared(
                ecosystem=REACT.ecosystem,
                name="react",
                raw_name="react",
                requirement=long,
                resolved=long,
                type=DIRECT,
                manifest_path=f"{number:03d}/".ljust(MAX_PATH, "d"),
                line=number,
                marker=long,
                notes=(long,) * 9,
            )
            for number in range(MAX_MANIFESTS)
        )
    )
    use = Use(dependency=found, name="x" * 100, github_url="x" * 500, stars=1, is_archived=False)
    owner = Organization(id="acme", name="x" * 255)
    uses = [replace(use, dependency=replace(found, repository_id=str(number))) for number in range(30)]
    user = counted(REACT, owner, uses)
    assert user is not None
    for item in (encode_use(use, 1), encode_user(user, 1)):
        assert len(json.dumps(item)) < 400_000
