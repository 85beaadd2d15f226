"""Which files of a repository are fetched."""

import time

from curator.usage.limits import MAX_MANIFESTS
from curator.usage.manifests.finding import wanted


def test_manifests_are_found_by_the_end_of_their_path_wherever_they_lie() -> None:
    paths = ["README.md", "web/package.json", "go.mod", "src/main.go", "services/api/Cargo.toml", "package.json.bak"]
    assert wanted(paths) == ["go.mod", "web/package.json", "services/api/Cargo.toml"]


def test_the_shallowest_come_first_and_locks_after_the_manifests_of_their_depth() -> None:
    paths = ["b/package.json", "Cargo.lock", "a/package.json", "package.json", "package-lock.json", "b/Cargo.lock"]
    assert wanted(paths) == [
        "package.json",
        "Cargo.lock",
        "package-lock.json",
        "a/package.json",
        "b/package.json",
        "b/Cargo.lock",
    ]


def test_what_others_wrote_and_what_tests_and_examples_need_is_left_out() -> None:
    folders = ["node_modules/react", "vendor/github.com/x", "third_party/y", "pkg/testdata", "test/fixtures/a"]
    folders += ["examples/basic", "web/Node_Modules/b", "ios/Pods/c"]
    assert wanted([f"{folder}/package.json" for folder in folders]) == []


def test_a_file_may_be_called_like_a_folder_that_is_left_out() -> None:
    assert wanted(["vendoring/package.json", "requirements/fixtures.txt"]) == [
        "requirements/fixtures.txt",
        "vendoring/package.json",
    ]


def test_no_more_than_the_bound_and_those_are_the_shallowest() -> None:
    deep = [f"packages/{number:03}/package.json" for number in range(80)]
    found = wanted([*deep, "package.json", "pnpm-lock.yaml"])
    assert len(found) == MAX_MANIFESTS
    assert found[:3] == ["package.json", "pnpm-lock.yaml", "packages/000/package.json"]


def test_each_format_of_the_later_ecosystems_is_found() -> None:
    names = ["go.mod", "Cargo.toml", "Cargo.lock", "pom.xml", "build.gradle", "build.gradle.kts", "gradle.lockfile"]
    names += ["gradle/libs.versions.toml", "Gemfile", "gems.rb", "Gemfile.lock", "gems.locked", "curator.gemspec"]
    names += ["composer.json", "composer.lock", "App.csproj", "App.fsproj", "App.vbproj", "Directory.Packages.props"]
    names += ["packages.config", "packages.lock.json", "pubspec.yaml", "pubspec.lock", "mix.exs", "mix.lock"]
    assert sorted(wanted(names)) == sorted(names)


def test_the_largest_tree_that_github_lists_is_looked_through_in_a_moment() -> None:
    deep = "a/" * 40
    paths = [f"{deep}{number}/file.py" for number in range(100_000)]
    began = time.process_time()
    assert wanted([*paths, "go.mod"]) == ["go.mod"]
    assert time.process_time() - began < 5, "seconds of the processor; it takes well under one"
