"""Who uses what, in truth: what a perfect scan of the world would find."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from local.sandbox.world.files import manifests_of
from local.sandbox.world.formats.lines import Manifest
from local.sandbox.world.needs import Project
from local.sandbox.world.repositories import WorldRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One line of one manifest that declares one package.

    Attributes:
        name: of the package, in its one form.
        requirement: verbatim; None where the manifest asks for no version, and in lock files.
        resolved: the exact version, where a lock file says.
        indirect: only something that the repository needs needs it.
        listed: False where a recursive listing of the repository's files leaves the manifest out.
    """

    owner: str
    repository: str
    path: str
    line: int
    ecosystem: str
    name: str
    requirement: str | None
    resolved: str | None
    type: str
    indirect: bool
    listed: bool


def uses_of(
    repository: WorldRepository, projects: Sequence[Project], unlisted: Collection[str] = frozenset()
) -> Iterator[Use]:
    """Yield what the manifests and lock files of a repository declare; listings leave out `unlisted`."""
    locked = _locked(projects)
    for manifest in manifests_of(projects):
        yield from _uses_in(repository, manifest, locked=locked, listed=manifest.path not in unlisted)


def _uses_in(repository: WorldRepository, manifest: Manifest, *, locked: set[str], listed: bool) -> Iterator[Use]:
    folder = manifest.path.rpartition("/")[0]
    for number, line in enumerate(manifest.lines, start=1):
        if line.need is None:
            continue
        need = line.need
        carried = need.package.carried
        is_exact = carried or manifest.path.endswith("packages.config")  # which names the version that is installed
        yield Use(
            owner=repository.owner.login,
            repository=repository.name,
            path=manifest.path,
            line=number,
            ecosystem=need.package.ecosystem,
            name=need.package.key,
            requirement=None if carried else need.requirement,
            resolved=need.version if is_exact or f"{need.package.ecosystem} {folder}" in locked else None,
            type=need.kind,
            indirect=need.indirect,
            listed=listed,
        )


def _locked(projects: Sequence[Project]) -> set[str]:
    """Return the ecosystem and folder of every manifest that a lock file covers."""
    return {f"{each.ecosystem} {each.folder}" for p in projects if p.locked for each in (p, *p.members)}
