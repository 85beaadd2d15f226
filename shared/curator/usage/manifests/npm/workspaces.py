"""What the packages of one repository have from each other: workspaces of npm, Yarn and pnpm, and pnpm's catalogs."""

from curator.usage.manifests.json_documents import read_json
from curator.usage.manifests.lines import Section
from curator.usage.manifests.parser import Manifest
from curator.usage.manifests.yaml_documents import read_yaml

PACKAGE = "package.json"
PNPM = "pnpm-workspace.yaml"


def members_around(manifest: Manifest) -> frozenset[str]:
    """Return the names of the workspace's packages: those come from the repository itself, whatever version is asked.

    Members are all packages below the workspace's root; which of them its globs mean is not evaluated.
    """
    roots = [*_npm_roots(manifest), *manifest.files.above(manifest, PNPM)]
    if not roots:
        return frozenset()
    outermost = min(roots, key=lambda root: len(root.folder))
    return manifest.files.once(outermost, _members_below)


def catalog_range(manifest: Manifest, catalog: str, key: str) -> str | None:
    """Return the range that a catalog of the pnpm workspace has for a dependency; None if it cannot be told."""
    for root in manifest.files.above(manifest, PNPM):
        workspace = root.files.once_or(root, read_yaml, Section())
        plain = workspace.section("catalog").text(key) if catalog == "default" else None
        return plain or workspace.section("catalogs", catalog).text(key)
    return None


def _npm_roots(manifest: Manifest) -> list[Manifest]:
    return [root for root in manifest.files.above(manifest, PACKAGE) if "workspaces" in _package(root)]


def _members_below(root: Manifest) -> frozenset[str]:
    inside = f"{root.folder}/" if root.folder else ""
    packages = (one for one in root.files.named(PACKAGE) if one.path.startswith(inside))
    return frozenset(name for one in packages if (name := _package(one).text("name")))


def _package(manifest: Manifest) -> Section:
    return manifest.files.once_or(manifest, read_json, Section())
