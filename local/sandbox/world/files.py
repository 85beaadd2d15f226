"""The files of a repository at its last commit."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from local.sandbox.world.formats import render
from local.sandbox.world.formats.lines import Manifest
from local.sandbox.world.git import Trees, blob_id, trees_of
from local.sandbox.world.needs import Project
from local.sandbox.world.repositories import WorldRepository

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
HUGE_PACKAGES = 30_000  # dependencies that make a package.json larger than a mebibyte
SOURCES = {"npm": "js", "pypi": "py", "go": "go", "cargo": "rs", "maven": "java", "rubygems": "rb"}
# Other people's manifests, which a repository with the oddity `vendoring` has committed: none of them is its own.
VENDORED = {
    "node_modules/left/package.json": '{"name": "left", "dependencies": {"react": "^16.0.0", "lodash": "^4.0.0"}}\n',
    "vendor/github.com/other/lib/go.mod": "module github.com/other/lib\n\nrequire github.com/spf13/cobra v1.0.0\n",
    "third_party/lib/requirements.txt": "requests==1.0\n",
    "tests/fixtures/app/package.json": '{"name": "fixture", "dependencies": {"express": "^3.0.0"}}\n',
    "testdata/Cargo.toml": '[package]\nname = "t"\n\n[dependencies]\nserde = "0.1"\n',
}
# It ends in the middle, as a merge that went wrong leaves it.
BROKEN = {"legacy/package.json": '{\n  "name": "legacy",\n  "dependencies": {\n    "react": "^0.14.0",\n    "lod'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One commit of one repository.

    Attributes:
        files: path → content, binary files too.
        manifests: what its own manifests and lock files declare, line for line.
        trees: as git has them.
        cut: how many entries a recursive listing shows, where it does not show all.
    """

    commit: str
    files: Mapping[str, bytes]
    manifests: Sequence[Manifest]
    trees: Trees
    cut: int | None = None

    @property
    def unlisted(self) -> frozenset[str]:
        """Return the paths that a recursive listing leaves out."""
        return frozenset() if self.cut is None else frozenset(entry.path for entry in self.trees.entries[self.cut :])


def snapshot_of(repository: WorldRepository, projects: Sequence[Project]) -> Snapshot:
    """Return the last commit of a repository."""
    manifests = manifests_of(projects)
    files = {**_plain(repository), **_encoded(repository, manifests), **dict(_odd(repository))}
    trees = trees_of({path: (blob_id(content), len(content)) for path, content in files.items()})
    return Snapshot(
        commit=repository.commit,
        files=files,
        manifests=manifests,
        trees=trees,
        cut=_cut(trees, manifests) if repository.oddity == "truncated" else None,
    )


def manifests_of(projects: Sequence[Project]) -> list[Manifest]:
    """Return the manifests and lock files of all projects."""
    return [manifest for project in projects for manifest in render(project)]


def _plain(repository: WorldRepository) -> dict[str, bytes]:
    """Return what is in every repository and declares nothing."""
    title = f"# {repository.name}\n\n{repository.description or ''}\n"
    history = "".join(f"- change {number}\n" for number in range(repository.revision, -1, -1))
    files = {"README.md": title, "LICENSE": "MIT License\n", "CHANGELOG.md": f"# Changes\n\n{history}"}
    if repository.owner.funding or repository.owner.sponsors_listing:
        files["FUNDING.yml" if repository.name == ".github" else ".github/FUNDING.yml"] = _funding(repository)
    if repository.name != ".github":
        extension = SOURCES.get(repository.ecosystem, "txt")
        files[f"src/main.{extension}"] = f"{repository.name} begins here\n"
        files["docs/usage.md"] = "npm install react\n"  # a name where none is declared
    packed = {path: text.encode() for path, text in files.items()}
    return {**packed, "docs/logo.png": b"\x89PNG\r\n\x1a\n\x00" + repository.name.encode()}


def _funding(repository: WorldRepository) -> str:
    lines = [f"github: [{repository.owner.login}]\n"] if repository.owner.sponsors_listing else []
    lines += [f"{platform.lower()}: {address.rpartition('/')[2]}\n" for platform, address in repository.owner.funding]
    return "".join(lines)


def _encoded(repository: WorldRepository, manifests: Sequence[Manifest]) -> dict[str, bytes]:
    texts = {manifest.path: manifest.text for manifest in manifests}
    if repository.oddity == "windows":
        marks = [BYTE_ORDER_MARK, *[""] * len(texts)]
        texts = {
            path: mark + text.replace("\n", "\r\n") for mark, (path, text) in zip(marks, texts.items(), strict=False)
        }
    return {path: text.encode() for path, text in texts.items()}


def _odd(repository: WorldRepository) -> Iterator[tuple[str, bytes]]:
    odd = {"vendoring": VENDORED, "broken": BROKEN}.get(repository.oddity, {})
    yield from ((path, text.encode()) for path, text in odd.items())
    if repository.oddity == "truncated":
        yield from ((f"assets/icons/{number:03}.svg", b"<svg/>\n") for number in range(60))
    if repository.oddity == "huge":
        yield "bundles/package.json", _huge()


def _huge() -> bytes:
    needs = {f"bundle-of-everything-{number:06}": "^1.0.0" for number in range(HUGE_PACKAGES)}
    return json.dumps({"name": "bundles", "dependencies": needs}).encode()


def _cut(trees: Trees, manifests: Sequence[Manifest]) -> int:
    """Return how many entries come before the last manifest that declares something, so that it is left out."""
    paths = {each.path for each in manifests if any(line.need and not line.need.package.carried for line in each.lines)}
    places = [place for place, entry in enumerate(trees.entries) if entry.path in paths]
    return places[-1] if places else len(trees.entries) // 2
