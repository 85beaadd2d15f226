"""The truth against which scans are checked, itself checked: Curator's parsers read the same out of the same files."""

from collections.abc import Iterable

import pytest

from curator.usage.manifests.finding import wanted
from curator.usage.manifests.repository import parse_repository
from local.sandbox.world import Use, World, WorldRepository
from local.sandbox.world.formats import STYLES
from tests.unit.sandbox.sandbox_client import START

LOCK_FILES = (
    *("package-lock.json", "yarn.lock", "pnpm-lock.yaml", "uv.lock", "poetry.lock"),
    *("Cargo.lock", "Gemfile.lock", "composer.lock"),
)
Line = tuple[str, int | None, str, str, str | None, str, bool, str | None]


def read(world: World, repository: WorldRepository) -> set[Line]:
    """Return what Curator reads out of a repository's files."""
    files = world.snapshot(repository).files
    found = parse_repository({path: files[path] for path in wanted(files)})
    return {
        (d.manifest_path, d.line, d.ecosystem, d.name, d.requirement, d.type, d.indirect, d.resolved)
        for d in found.declared
    }


def told(uses: Iterable[Use]) -> set[Line]:
    """Return what the world says of manifests; what only lock files name, Curator does not read out of them."""
    return {
        (u.path, u.line, u.ecosystem, u.name, u.requirement, u.type, u.indirect, u.resolved)
        for u in uses
        if not u.path.endswith(LOCK_FILES)
    }


def has_files(repository: WorldRepository) -> bool:
    return not repository.gone and not repository.is_empty and repository.oddity != "blocked"


@pytest.fixture(scope="module")
def usual() -> World:
    return World()


def test_curators_parsers_and_the_world_agree_line_by_line(usual: World) -> None:
    sample = [each for each in usual.repositories[::8] if has_files(each) and each.oddity != "huge"]
    assert len(sample) > 600
    assert {each.full_name: read(usual, each) ^ told(usual.uses(each)) for each in sample} == {
        each.full_name: set() for each in sample
    }


@pytest.mark.parametrize("oddity", ["windows", "vendoring", "broken", "truncated", "renamed"])
def test_they_agree_about_odd_repositories_too(usual: World, oddity: str) -> None:
    sample = [each for each in usual.repositories if each.oddity == oddity][:25]
    assert sample
    assert [each.full_name for each in sample if read(usual, each) != told(usual.uses(each))] == []


def test_they_agree_after_changes() -> None:
    world = World(6, organizations=30, repositories=300)
    for _ in range(3):
        world.change({"action": "churn", "share": 1}, START)
    sample = [each for each in world.repositories if has_files(each) and each.oddity != "huge"]
    assert [each.full_name for each in sample if read(world, each) != told(world.uses(each))] == []


def test_every_way_to_write_manifests_is_among_them(usual: World) -> None:
    written = {(each.ecosystem, each.style) for r in usual.repositories[:2_000] for each in usual.projects(r)}
    assert written == {(ecosystem, style) for ecosystem, styles in STYLES.items() for style, _ in styles}


def test_what_is_vendored_broken_or_too_large_is_in_no_truth(usual: World) -> None:
    for oddity, paths in (
        ("vendoring", {"node_modules/left/package.json", "vendor/github.com/other/lib/go.mod"}),
        ("broken", {"legacy/package.json"}),
        ("huge", {"bundles/package.json"}),
    ):
        repository = next(each for each in usual.repositories if each.oddity == oddity)
        assert paths <= usual.snapshot(repository).files.keys()
        assert not paths & {use.path for use in usual.uses(repository)}


def test_a_manifest_that_a_listing_leaves_out_is_told_as_such(usual: World) -> None:
    for repository in [each for each in usual.repositories if each.oddity == "truncated" and usual.uses(each)]:
        snapshot = usual.snapshot(repository)
        listed = {entry.path for entry in snapshot.trees.entries[: snapshot.cut]}
        assert {use.listed for use in usual.uses(repository)} >= {False}
        assert all((use.path in listed) is use.listed for use in usual.uses(repository))


def test_what_only_a_lock_file_names_is_indirect(usual: World) -> None:
    uses = usual.users_of("npm", "js-tokens")
    assert len(uses) > 100
    assert {use.path.rpartition("/")[2] for use in uses} == {"package-lock.json", "yarn.lock", "pnpm-lock.yaml"}
    assert all(use.indirect and use.resolved for use in uses)
