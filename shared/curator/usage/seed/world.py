"""What the seed consists of. The organisations are invented; the packages are not."""

from dataclasses import dataclass

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import DependencyType, PackageKey

DEV, DIRECT, PEER = DependencyType.DEV, DependencyType.DIRECT, DependencyType.PEER
MANIFESTS = {Ecosystem.NPM: "package.json", Ecosystem.PYPI: "pyproject.toml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedUse:
    """That a repository declares a package."""

    package: str
    version: str
    type: DependencyType


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedRepository:
    """A repository with what it declares."""

    name: str
    stars: int
    language: str | None = None
    uses: tuple[SeedUse, ...] = ()


def _use(package: str, version: str, kind: DependencyType) -> SeedUse:
    return SeedUse(package=package, version=version, type=kind)


ORGANIZATIONS: dict[str, tuple[SeedRepository, ...]] = {
    "techflow": (
        SeedRepository(name="conductor", stars=17_800, language="Java"),
        SeedRepository(name="dataflow", stars=8_200, language="Python", uses=(_use("fastapi", "0.109.0", DEV),)),
    ),
    "shophub": (
        SeedRepository(
            name="storefront-ui",
            stars=5_700,
            language="TypeScript",
            uses=(_use("react", "18.2.0", DIRECT), _use("typescript", "5.3.3", DEV)),
        ),
        SeedRepository(
            name="commerce-framework",
            stars=1_400,
            uses=(_use("react", "18.2.0", DIRECT), _use("next", "14.0.0", PEER)),
        ),
    ),
    "deploynow": (
        SeedRepository(
            name="web-framework",
            stars=128_000,
            uses=(_use("react", "18.3.1", PEER), _use("typescript", "5.6.2", DEV)),
        ),
        SeedRepository(name="state-manager", stars=30_500, uses=(_use("react", "18.2.0", PEER),)),
    ),
    "socialconnect": (SeedRepository(name="ui-toolkit", stars=230_000, language="JavaScript"),),
    "devtools-corp": (
        SeedRepository(name="typelang", stars=101_000),
        SeedRepository(name="code-editor", stars=164_000, uses=(_use("typescript", "5.6.2", DEV),)),
    ),
}
SPONSORS = {"shophub": "https://github.com/sponsors/shophub"}
VERSIONS = {
    PackageKey(Ecosystem.PYPI, "fastapi"): "0.115.0",
    PackageKey(Ecosystem.PYPI, "pydantic"): "2.10.0",
    PackageKey(Ecosystem.PYPI, "django"): "5.1.4",
    PackageKey(Ecosystem.NPM, "react"): "18.3.1",
    PackageKey(Ecosystem.NPM, "next"): "15.0.3",
    PackageKey(Ecosystem.NPM, "typescript"): "5.6.3",
    PackageKey(Ecosystem.NPM, "express"): "4.21.1",
    PackageKey(Ecosystem.NPM, "polaris"): "13.9.0",
}
KEYS = {key.name: key for key in VERSIONS}
