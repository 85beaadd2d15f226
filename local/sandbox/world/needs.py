"""What the projects of a repository need of others."""

from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from random import Random

from local.sandbox.world.catalogue import Package, carried, catalogue
from local.sandbox.world.chance import draw

DIRECT, PEER, OPTIONAL, DEV = "direct", "peer", "optional", "dev"
# ecosystem → the kinds its manifests can tell apart, each with how often it falls
KINDS: dict[str, tuple[tuple[str, int], ...]] = {
    "npm": ((DIRECT, 60), (DEV, 30), (PEER, 7), (OPTIONAL, 3)),
    "pypi": ((DIRECT, 75), (DEV, 25)),
    "go": ((DIRECT, 100),),
    "cargo": ((DIRECT, 78), (DEV, 17), (OPTIONAL, 5)),
    "maven": ((DIRECT, 75), (DEV, 25)),
    "rubygems": ((DIRECT, 70), (DEV, 30)),
    "packagist": ((DIRECT, 75), (DEV, 25)),
    "nuget": ((DIRECT, 88), (DEV, 12)),
    "pub": ((DIRECT, 75), (DEV, 25)),
    "hex": ((DIRECT, 75), (DEV, 25)),
}
AGES = (0, 0, 0, 1, 1, 2)  # how many versions behind the newest a repository is
STEEPNESS = 0.9  # how much more the first package of an ecosystem is used than the next: Zipf's exponent


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One project's need of one package."""

    package: Package
    kind: str  # direct, peer, optional, dev
    version: str  # the exact version, where a lock file says
    requirement: str | None  # verbatim; None: whichever version
    indirect: bool = False  # only something that the project needs needs it

    @property
    def key(self) -> tuple[str, str]:
        """Return ecosystem and name, in the form in which names are compared."""
        return self.package.ecosystem, self.package.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One folder of a repository with a manifest, and perhaps with a lock file."""

    ecosystem: str
    folder: str  # without a slash at its ends; empty for the root
    style: str  # which of the ecosystem's ways to write manifests; see `formats`
    name: str
    needs: tuple[Need, ...]
    locked: bool = False
    carries: tuple[Need, ...] = ()  # what only its lock file names
    members: tuple["Project", ...] = field(default=())  # of a workspace; their versions are locked at the root
    siblings: tuple[str, ...] = ()  # packages of the same workspace that it needs

    def path(self, name: str) -> str:
        """Return the path of a file of this folder."""
        return f"{self.folder}/{name}" if self.folder else name


def pick(luck: Random, repository: int, ecosystem: str, count: int) -> tuple[Need, ...]:
    """Return the needs of one project, without repetition, in the order of their names."""
    chosen = {
        package.key: package
        for package in luck.choices(catalogue()[ecosystem], cum_weights=_weights(ecosystem), k=count)
    }
    kinds, shares = zip(*KINDS[ecosystem], strict=True)
    needs = [
        need_of(repository, package, kind=luck.choices(kinds, shares)[0], indirect=ecosystem == "go" and place % 4 == 3)
        for place, package in enumerate(chosen.values())
    ]
    return tuple(sorted(needs, key=lambda need: need.package.name))


@cache
def _weights(ecosystem: str) -> list[float]:
    return list(accumulate((package.rank + 1) ** -STEEPNESS for package in catalogue()[ecosystem]))


def pick_carried(luck: Random, repository: int, ecosystem: str) -> tuple[Need, ...]:
    """Return what comes with the needs of a locked project."""
    packages = carried().get(ecosystem, ())
    chosen = [package for package in packages if luck.random() < 0.6]
    return tuple(need_of(repository, package, kind=DIRECT, indirect=True) for package in chosen)


def need_of(repository: int, package: Package, *, kind: str, indirect: bool = False) -> Need:
    """Return a repository's need of a package; all its projects have the same version of it."""
    number = draw("version", repository, package.ecosystem, package.name)
    version = package.versions[-1 - AGES[number % len(AGES)] % len(package.versions)]
    forms = REQUIREMENTS[package.ecosystem]
    requirement = forms[number // 7 % len(forms)]
    if requirement is not None:
        requirement = requirement.format(full=version, two=version.rpartition(".")[0])
    return Need(package=package, kind=kind, version=version, requirement=requirement, indirect=indirect)


# ecosystem → the ways to ask for a version, by all of it or its first two numbers; what stands there twice falls twice
# as often; None asks for none.
REQUIREMENTS: dict[str, tuple[str | None, ...]] = {
    "npm": ("^{full}", "^{full}", "^{full}", "^{full}", "~{full}", "{full}", ">={two} <99"),
    "pypi": (">={full}", ">={full}", "=={full}", "=={full}", "~={two}", ">={two},<99"),
    "go": ("v{full}",),
    "cargo": ("{two}", "{full}", "^{full}"),
    "maven": ("{full}",),
    "rubygems": ("~> {two}", ">= {full}", None),
    "packagist": ("^{two}", "~{full}"),
    "nuget": ("{full}",),
    "pub": ("^{full}", "^{full}", "any"),
    "hex": ("~> {two}", ">= {full}"),
}
