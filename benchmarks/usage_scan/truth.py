"""What was found, held against what the world knows to be true."""

from dataclasses import dataclass

from benchmarks.usage_scan.engine import Engine
from curator.usage.ecosystems import Ecosystem
from curator.usage.models import Confidence, Dependency, PackageKey
from local.sandbox.world.repositories import WorldRepository


@dataclass(slots=True)
class Agreement:
    """How what was found and what is true differ.

    Attributes:
        repositories: that were compared: all that a search can show, no forks.
        pairs: of a repository and a package that it uses, in truth.
        proved: … of these, found with the file that proves it.
        reported: … found in a bill of materials, where GitHub does not list all files.
        missing: … not found.
        locked: packages beside these that only a lock file names, since something else needs them: lock files are not
            read for those.
        wrong: found, and not true.
        wrong_lines: found with a line of proof that says nothing of the kind.
    """

    repositories: int = 0
    pairs: int = 0
    proved: int = 0
    reported: int = 0
    missing: int = 0
    locked: int = 0
    wrong: int = 0
    wrong_lines: int = 0

    @property
    def is_perfect(self) -> bool:
        """Whether everything was found, and nothing that is not so."""
        return not (self.missing or self.wrong or self.wrong_lines)


def compared(engine: Engine) -> Agreement:
    """Compare every repository."""
    agreement = Agreement()
    for repository in engine.transport.world.repositories:
        if not repository.fork:
            _compare(engine, repository, agreement)
    return agreement


def _compare(engine: Engine, repository: WorldRepository, agreement: Agreement) -> None:
    true: dict[PackageKey, set[tuple[str, int | None]]] = {}
    locked: set[PackageKey] = set()
    for use in engine.transport.world.uses(repository):
        key = PackageKey.of(Ecosystem(use.ecosystem), use.name)
        if use.indirect and not use.path.endswith("go.mod"):
            locked.add(key)
        else:
            true.setdefault(key, set()).add((use.path, use.line))
    agreement.locked += len(locked - true.keys())
    found = _found(engine, repository)
    agreement.repositories += 1
    agreement.pairs += len(true)
    agreement.missing += len(true.keys() - found.keys())
    agreement.wrong += len(found.keys() - true.keys() - locked)  # a bill of materials has those as well
    for key in true.keys() & found.keys():
        proved = found[key].confidence is Confidence.PROVED
        agreement.proved += proved
        agreement.reported += not proved
        lines = {(line.path, line.line) for line in found[key].manifests}
        agreement.wrong_lines += proved and not lines <= true[key]


def _found(engine: Engine, repository: WorldRepository) -> dict[PackageKey, Dependency]:
    known = engine.stores.repositories.find_by_node(repository.node_id)
    if known is None:
        return {}
    return {one.package: one for one in engine.stores.dependencies.of_repository(known.id)}
