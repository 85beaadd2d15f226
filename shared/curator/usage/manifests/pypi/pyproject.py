"""pyproject.toml: the standard tables (PEP 518, 621, 735) and those of Poetry, PDM and uv.

Groups that include others (`include-group`) need no following: what they include is in the same file, as development
dependencies as well.
"""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem, normalised
from curator.usage.errors import InvalidNameError
from curator.usage.manifests.lines import Items, Section
from curator.usage.manifests.parser import Found, Manifest
from curator.usage.manifests.pypi.poetry import poetry
from curator.usage.manifests.pypi.requirement import found, is_for_developing, origin_of, read_requirement
from curator.usage.manifests.pypi.requirements import requirement_in
from curator.usage.manifests.toml_documents import read_toml
from curator.usage.models import Declared, DependencyType, Origin

BUILD = ("build",)  # the note beside what only building needs


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the dependencies of a pyproject.toml; raises ParseError."""
    document = read_toml(manifest)
    own = {_known(document.section(*place).text("name")) for place in (("project",), ("tool", "poetry"))}
    for one in _all(manifest, document):
        if not isinstance(one, Declared) or one.name not in own:  # `all = ["itself[this,that]"]` is common
            yield one


def _all(manifest: Manifest, document: Section) -> Iterator[Found]:
    sources = _sources(document)
    project = document.section("project")
    yield from _listed(manifest, project.items_of("dependencies"), DependencyType.DIRECT, sources)
    extras = project.section("optional-dependencies")
    for extra in extras:
        yield from _listed(manifest, extras.items_of(extra), type_of_extra(extra), sources)
    for groups in _development_groups(document):
        for group in groups:
            yield from _listed(manifest, groups.items_of(group), DependencyType.DEV, sources)
    yield from poetry(manifest, document.section("tool", "poetry"))
    requires = document.items_of("build-system", "requires")
    yield from _listed(manifest, requires, DependencyType.DEV, sources, notes=BUILD)


def type_of_extra(name: str) -> DependencyType:
    """Return what the requirements of an extra are for."""
    return DependencyType.DEV if is_for_developing(name) else DependencyType.OPTIONAL


def _development_groups(document: Section) -> Iterator[Section]:
    yield document.section("dependency-groups")
    yield document.section("tool", "pdm", "dev-dependencies")
    uv = document.section("tool", "uv")
    yield Section({"dev-dependencies": uv.items_of("dev-dependencies")}.items())


def _listed(
    manifest: Manifest,
    requirements: Items,
    type_: DependencyType,
    sources: dict[str, Origin],
    *,
    notes: tuple[str, ...] = (),
) -> Iterator[Found]:
    for text, line in requirements.with_lines():
        # Others are `{include-group = …}`. PDM's may be editable, as in a requirements.txt.
        if isinstance(text, str) and (requirement := requirement_in(text)):
            asked = read_requirement(requirement)
            origin = sources.get(_known(asked.name)) if asked else None
            yield from found(manifest, requirement, line=line, type=type_, origin=origin, notes=notes)


def _sources(document: Section) -> dict[str, Origin]:
    """Return where uv is told to get packages that no registry gives (`[tool.uv.sources]`)."""
    sources = document.section("tool", "uv", "sources")
    return {_known(name): origin for name in sources if (origin := _source(sources.section(name)))}


def _source(source: Section) -> Origin | None:
    if source.get("workspace") is True:
        return Origin.WORKSPACE
    if "path" in source:
        return Origin.PATH
    if "git" in source:
        return Origin.GIT
    return origin_of(source["url"]) if isinstance(source.get("url"), str) else None


def _known(name: str | None) -> str:
    """Return a name in its one form; "" for none, and for what no package can be called."""
    try:
        return normalised(Ecosystem.PYPI, name or "")
    except InvalidNameError:
        return ""
