"""The tables that Poetry had before it took the standard's: `[tool.poetry.dependencies]` and its groups."""

from collections.abc import Iterator

from curator.usage.manifests.lines import Section
from curator.usage.manifests.parser import Found, Manifest
from curator.usage.manifests.pypi.tables import declared_in
from curator.usage.models import DependencyType


def poetry(manifest: Manifest, settings: Section) -> Iterator[Found]:
    """Yield the dependencies of `[tool.poetry]`."""
    yield from declared_in(manifest, _packages(settings.section("dependencies")), DependencyType.DIRECT)
    yield from declared_in(manifest, settings.section("dev-dependencies"), DependencyType.DEV)
    for group in settings.section("group"):
        yield from declared_in(manifest, settings.section("group", group, "dependencies"), DependencyType.DEV)


def _packages(dependencies: Section) -> Section:
    """Return the dependencies without `python`, which says which Pythons will do."""
    return Section(((name, one) for name, one in dependencies.items() if name != "python"), dependencies.lines)
