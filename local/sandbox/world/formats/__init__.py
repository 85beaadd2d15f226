"""Manifests and lock files as their package managers write them, each line knowing which need it states."""

from collections.abc import Callable, Iterable

from local.sandbox.world.formats import compiled, javascript, jvm, others, python
from local.sandbox.world.formats.lines import Manifest
from local.sandbox.world.needs import Project

# ecosystem → the ways to write its manifests, each with how often it falls, and who writes them
STYLES: dict[str, tuple[tuple[str, int], ...]] = {
    "npm": (("npm", 60), ("yarn", 22), ("pnpm", 18)),
    "pypi": (
        *(("requirements", 38), ("pyproject", 28), ("poetry", 12), ("pipenv", 6), ("setup.py", 8)),
        *(("setup.cfg", 5), ("conda", 3)),
    ),
    "go": (("go.mod", 1),),
    "cargo": (("Cargo.toml", 1),),
    "maven": (("pom.xml", 60), ("build.gradle", 25), ("build.gradle.kts", 15)),
    "rubygems": (("Gemfile", 80), ("gemspec", 20)),
    "packagist": (("composer.json", 1),),
    "nuget": (("csproj", 85), ("packages.config", 15)),
    "pub": (("pubspec.yaml", 1),),
    "hex": (("mix.exs", 1),),
}
RENDERERS: dict[str, Callable[[Project], Iterable[Manifest]]] = {
    "npm": javascript.render,
    "pypi": python.render,
    "go": compiled.render_go,
    "cargo": compiled.render_cargo,
    "maven": jvm.render,
    "rubygems": others.render_ruby,
    "packagist": others.render_php,
    "nuget": others.render_dotnet,
    "pub": others.render_dart,
    "hex": others.render_elixir,
}
LOCKED_STYLES = frozenset(
    {"npm", "yarn", "pnpm", "pyproject", "poetry", "pipenv", "Cargo.toml", "Gemfile", "composer.json", "pubspec.yaml"}
)


def render(project: Project) -> list[Manifest]:
    """Return the manifests and lock files of a project."""
    return list(RENDERERS[project.ecosystem](project))
