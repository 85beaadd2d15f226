import hashlib
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from local.sandbox.settings import SandboxSettings
from local.sandbox.world import BadChangeError, World
from local.sandbox.world.catalogue import normal
from local.sandbox.world.git import blob_id, trees_of
from local.sandbox.world.repositories import ODDITIES
from tests.unit.sandbox.sandbox_client import START

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def world() -> World:
    return World(6, organizations=30, repositories=300)


def picture(world: World) -> str:
    """Return a digest of everything that can be known of a world."""
    facts = [(each.full_name, each.stars, each.pushed_at, each.commit) for each in world.repositories]
    files = [
        sorted((path, blob_id(text)) for path, text in world.snapshot(each).files.items())
        for each in world.repositories
    ]
    return hashlib.sha256(json.dumps([facts, files]).encode()).hexdigest()


def test_a_seed_names_one_world(world: World) -> None:
    assert picture(world) == picture(World(6, organizations=30, repositories=300))
    assert picture(world) != picture(World(5, organizations=30, repositories=300))


def test_the_usual_world_is_as_large_as_is_said_and_has_everything_odd() -> None:
    usual = World()
    settings = SandboxSettings(state_dir=Path("anywhere"))
    assert (settings.world_organizations, settings.world_repositories) == (200, 5_000)
    assert (len(usual.owners), len(usual.repositories)) == (200, 5_000)
    assert {each.oddity for each in usual.repositories} == {"", *(name for name, _ in ODDITIES)}
    assert len({each.full_name.lower() for each in usual.repositories}) == 5_000
    assert len({owner.login.lower() for owner in usual.owners}) == 200
    assert {each.owner for each in usual.repositories} == set(usual.owners)
    # Searches give 1,000 results at most, so no single number of stars may have more repositories than that.
    assert max(Counter(each.stars for each in usual.repositories).values()) < 1_000


def test_a_world_makes_nothing_before_somebody_asks() -> None:
    made = World(organizations=10**9, repositories=10**12)
    assert made.size == 10**12


def test_the_sandbox_starts_without_the_libraries_that_only_graphql_needs() -> None:
    code = "import local.sandbox.app, sys; print('graphql' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_files_do_not_stay_in_memory(world: World) -> None:
    for _ in range(2):
        for each in world.repositories:
            world.snapshot(each)
    usual = World()
    for each in usual.repositories[:400]:
        usual.snapshot(each)
    assert len(usual._snapshots) == 300


def test_blobs_and_trees_have_the_ids_that_git_gives_them() -> None:
    contents = {"a.txt": b"hi\n", "a/x": b"hello\n", "a-b/y": b"ho\n"}
    trees = trees_of({path: (blob_id(text), len(text)) for path, text in contents.items()})
    # From `git write-tree` and `git ls-tree -r -t`, git 2.39.
    assert trees.root == "ab2b7c29fd49e5296e28bab9425ddd099f495da7"
    assert [(entry.path, entry.sha[:12]) for entry in trees.entries] == [
        ("a-b", "feba30effaea"),
        ("a-b/y", "ab4a98190cf7"),
        ("a.txt", "45b983be36b7"),
        ("a", "e31a96220fbf"),
        ("a/x", "ce013625030b"),
    ]
    assert [entry.path for entry in trees.within("a")] == ["a/x"]


@pytest.mark.parametrize(
    ("ecosystem", "written", "key"),
    [
        pytest.param("pypi", "Zope.Interface_x", "zope-interface-x", id="pypi"),
        pytest.param("cargo", "Serde_json", "serde-json", id="cargo"),
        pytest.param("nuget", "Newtonsoft.Json", "newtonsoft.json", id="nuget"),
        pytest.param("go", "github.com/BurntSushi/toml", "github.com/BurntSushi/toml", id="go"),
        pytest.param("maven", "io.Netty:netty-all", "io.Netty:netty-all", id="maven"),
    ],
)
def test_packages_are_found_however_their_names_are_written(ecosystem: str, written: str, key: str) -> None:
    assert normal(ecosystem, written) == key


def test_a_package_that_is_added_has_a_new_user_and_one_that_is_dropped_has_lost_one(world: World) -> None:
    repository = next(each for each in world.repositories if each.oddity == "" and world.uses(each))
    before = repository.commit
    world.change(
        {"action": "add_dependency", "repository": repository.full_name, "ecosystem": "hex", "name": "phoenix"}, START
    )
    added = [use for use in world.users_of("hex", "phoenix") if use.repository == repository.name]
    assert [(use.type, use.owner) for use in added] == [("direct", repository.owner.login)]
    after = world.repositories[repository.index]
    assert (after.commit != before, after.pushed_at) == (True, START)
    assert "phoenix" in world.snapshot(after).files[added[0].path].decode().splitlines()[added[0].line - 1]
    world.change(
        {"action": "drop_dependency", "repository": repository.full_name, "ecosystem": "hex", "name": "phoenix"}, START
    )
    assert not [use for use in world.users_of("hex", "phoenix") if use.repository == repository.name]


def test_an_added_package_stands_beside_others_of_its_ecosystem(world: World) -> None:
    repository = next(each for each in world.repositories if each.ecosystem == "npm" and world.uses(each))
    change = {"action": "add_dependency", "repository": repository.full_name, "ecosystem": "npm"}
    world.change({**change, "name": "polaris", "requirement": "^99.0.0"}, START)
    found = [use for use in world.users_of("npm", "Polaris") if use.repository == repository.name]
    assert [(use.path, use.requirement) for use in found] == [("package.json", "^99.0.0")]


def test_a_commit_that_touches_no_manifest_changes_no_manifest(world: World) -> None:
    repository = next(each for each in world.repositories if world.uses(each))
    manifests = {use.path: world.snapshot(repository).files[use.path] for use in world.uses(repository)}
    world.change({"action": "touch", "repository": repository.full_name}, START)
    after = world.repositories[repository.index]
    assert after.commit != repository.commit
    assert {path: world.snapshot(after).files[path] for path in manifests} == manifests
    assert world.snapshot(after).trees.root != world.snapshot(repository).trees.root


def test_a_renamed_and_transferred_repository_is_found_at_all_its_addresses(world: World) -> None:
    repository = next(each for each in world.repositories if not each.oddity)
    other = next(owner for owner in world.owners if owner != repository.owner)
    world.change({"action": "rename", "repository": repository.full_name, "to": "new-name"}, START)
    world.change({"action": "transfer", "repository": f"{repository.owner.login}/new-name", "to": other.login}, START)
    now = world.repository(repository.owner.login, repository.name)
    assert now is not None
    assert (now.full_name, now.node_id) == (f"{other.login}/new-name", repository.node_id)
    assert now.former_names == (repository.full_name, f"{repository.owner.login}/new-name")
    assert now in world.repositories_of(other)


def test_a_deleted_repository_uses_nothing(world: World) -> None:
    repository = next(each for each in world.repositories if world.uses(each))
    use = world.uses(repository)[0]
    world.change({"action": "delete", "repository": repository.full_name}, START)
    assert repository.name not in {each.repository for each in world.users_of(use.ecosystem, use.name)}
    world.change({"action": "undelete", "repository": repository.full_name}, START)
    assert use in world.users_of(use.ecosystem, use.name)


def test_a_wave_of_commits_reaches_its_share_and_the_next_wave_others(world: World) -> None:
    first = world.change({"action": "churn", "share": 0.1}, START)
    second = world.change({"action": "churn", "share": 0.1}, START)
    assert len(first) == len(second) == 30
    assert not {*first} & {*second}
    moved = [each for each in world.repositories if each.pushed_at == START]
    assert len(moved) == 60


def test_the_truth_follows_every_wave(world: World) -> None:
    world.users_of("npm", "react")
    world.change({"action": "churn", "share": 1}, START)
    for ecosystem, name in (("npm", "react"), ("pypi", "requests"), ("go", "golang.org/x/net")):
        read = [use for each in world.repositories for use in world.uses(each) if use.name == name]
        assert list(world.users_of(ecosystem, name)) == read


def test_others_still_tell_what_was_when_the_world_began(world: World) -> None:
    repository = next(each for each in world.repositories if each.ecosystem == "npm" and world.uses(each))
    use = world.uses(repository)[0]
    before = world.first_users_of(use.ecosystem, use.name)
    drop = {"action": "drop_dependency", "ecosystem": use.ecosystem, "name": use.name}
    world.change({**drop, "repository": repository.full_name}, START)
    assert world.first_users_of(use.ecosystem, use.name) == before
    assert use in [each for _, each in before]


def test_a_restored_world_is_as_at_the_beginning(world: World) -> None:
    before, users = picture(world), world.users_of("npm", "react")
    world.change({"action": "churn", "share": 0.5}, START)
    world.change({"action": "rename", "repository": world.repositories[0].full_name, "to": "x"}, START)
    world.restore()
    assert (picture(world), world.users_of("npm", "react")) == (before, users)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        pytest.param([], "JSON object", id="no object"),
        pytest.param({"action": "touch", "repository": "no/where"}, "repository names", id="unknown repository"),
        pytest.param({"action": "explode"}, "action is", id="unknown action"),
        pytest.param({"action": "add_dependency", "ecosystem": "npm", "name": "nope"}, "no package", id="package"),
        pytest.param({"action": "rename", "to": "a b"}, "new name", id="name"),
        pytest.param({"action": "transfer", "to": "nobody"}, "no owner", id="owner"),
        pytest.param({"action": "star", "stars": "many"}, "action is", id="stars"),
        pytest.param({"action": "churn", "share": 2}, "share is", id="share"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(
    world: World, change: dict[str, str], complaint: str
) -> None:
    before = picture(world)
    described = {"repository": world.repositories[0].full_name, **change} if isinstance(change, dict) else change
    with pytest.raises(BadChangeError, match=complaint):
        world.change(described, START)
    assert picture(world) == before


def test_no_repository_gets_the_name_of_another(world: World) -> None:
    owner = world.owners[0]
    first, second = world.repositories_of(owner)[:2]
    with pytest.raises(BadChangeError, match="is taken"):
        world.change({"action": "rename", "repository": first.full_name, "to": second.name.upper()}, START)
