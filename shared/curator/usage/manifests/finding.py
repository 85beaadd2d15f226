"""Which files of a repository are worth fetching, going by their paths alone."""

from collections.abc import Iterable

from curator.usage.limits import MAX_MANIFESTS
from curator.usage.manifests.formats import Role
from curator.usage.manifests.registry import is_read

NOT_ITS_OWN = frozenset(
    {
        # what others wrote, and is only kept there
        ".bundle", ".yarn", "_vendor", "bower_components", "carthage", "node_modules", "pods", "site-packages",
        "third-party", "third_party", "thirdparty", "vendor", "vendored", "vendors",
        # what tests read
        "__fixtures__", "__testdata__", "fixture", "fixtures", "test-data", "test-fixtures", "test_data",
        "test_fixtures", "testdata",
        # what shows how to use the repository; its dependencies say little about who wrote it
        "example", "examples", "sample", "samples",
    }
)  # fmt: skip
"""Folders in which manifests say nothing about what the repository itself needs; in lower case."""


def wanted(paths: Iterable[str]) -> list[str]:
    """Return the paths of the manifests, lock files and supporting files that are to be fetched.

    They are `limits.MAX_MANIFESTS` at most: the shallowest, and of the same depth manifests before lock files, which
    only tell more about what a manifest says.
    """
    found = [path for path in paths if is_read(path) and not _is_elsewhere(path)]
    return sorted(found, key=_rank)[:MAX_MANIFESTS]


def _is_elsewhere(path: str) -> bool:
    return not NOT_ITS_OWN.isdisjoint(path.lower().split("/")[:-1])


def _rank(path: str) -> tuple[int, bool, str]:
    return path.count("/"), not is_read(path, Role.MANIFEST, Role.SUPPORT), path
