"""RubyGems, Packagist, NuGet, pub and Hex."""

import json
from collections.abc import Iterable, Sequence

from local.sandbox.world.formats.lines import Line, Manifest, manifest, of_kind, with_commas
from local.sandbox.world.needs import DEV, DIRECT, Need, Project


def render_ruby(project: Project) -> Iterable[Manifest]:
    """Yield a Gemfile with its lock file, or a gemspec."""
    direct, development = of_kind(project.needs, DIRECT), of_kind(project.needs, DEV)
    if project.style == "gemspec":
        lines: list[str | Line] = ["Gem::Specification.new do |spec|", f'  spec.name = "{project.name}"']
        lines += [Line(f"  spec.add_dependency {_gem(need)}", need) for need in direct]
        lines += [Line(f"  spec.add_development_dependency {_gem(need)}", need) for need in development]
        yield manifest(project.path(f"{project.name}.gemspec"), [*lines, "end"])
        return
    lines = ['source "https://registry.example"', "", *(Line(f"gem {_gem(need)}", need) for need in direct)]
    if development:
        grouped = [Line(f"  gem {_gem(need)}", need) for need in development]
        lines += ["", "group :development, :test do", *grouped, "end"]
    yield manifest(project.path("Gemfile"), lines)
    if project.locked:
        yield _gemfile_lock(project)


def _gem(need: Need) -> str:
    return json.dumps(need.package.name) + (f", {json.dumps(need.requirement)}" if need.requirement else "")


def _gemfile_lock(project: Project) -> Manifest:
    lines: list[str | Line] = ["GEM", "  remote: https://registry.example/", "  specs:"]
    for need in sorted((*project.needs, *project.carries), key=lambda need: need.package.name):
        lines += [Line(f"    {need.package.name} ({need.version})", need if need.package.carried else None)]
    lines += ["", "PLATFORMS", "  ruby", "", "DEPENDENCIES"]
    lines += [
        f"  {need.package.name}" + (f" ({need.requirement})" if need.requirement else "") for need in project.needs
    ]
    return manifest(project.path("Gemfile.lock"), lines)


def render_php(project: Project) -> Iterable[Manifest]:
    """Yield composer.json, and composer.lock where there is one."""
    platform = [Line('        "php": "^8.1"'), Line('        "ext-json": "*"')]
    lines: list[str | Line] = ["{", f'    "name": "example/{project.name}",', '    "require": {']
    lines += [*with_commas([*platform, *_php_lines(of_kind(project.needs, DIRECT))]), "    },", '    "require-dev": {']
    lines += [*with_commas(_php_lines(of_kind(project.needs, DEV))), "    }", "}"]
    yield manifest(project.path("composer.json"), lines)
    if project.locked:
        needs = sorted((*project.needs, *project.carries), key=lambda need: need.package.name)
        entries = [
            Line(
                f'        {{ "name": "{need.package.name}", "version": "{need.version}" }}',
                need if need.package.carried else None,
            )
            for need in needs
        ]
        head = ["{", '    "packages": [']
        yield manifest(
            project.path("composer.lock"), [*head, *with_commas(entries), "    ],", '    "packages-dev": []', "}"]
        )


def _php_lines(needs: Sequence[Need]) -> list[Line]:
    return [Line(f"        {json.dumps(need.package.name)}: {json.dumps(need.requirement)}", need) for need in needs]


def render_dotnet(project: Project) -> Iterable[Manifest]:
    """Yield a project file, or the packages.config of older projects."""
    if project.style == "packages.config":
        lines: list[str | Line] = ['<?xml version="1.0" encoding="utf-8"?>', "<packages>"]
        lines += [Line(_old_package(need), need) for need in project.needs]
        yield manifest(project.path("packages.config"), [*lines, "</packages>"])
        return
    lines = ['<Project Sdk="Microsoft.NET.Sdk">', "  <PropertyGroup>"]
    lines += ["    <TargetFramework>net8.0</TargetFramework>", "  </PropertyGroup>", "  <ItemGroup>"]
    lines += [Line(_package_reference(need), need) for need in project.needs]
    yield manifest(project.path(f"{project.name}.csproj"), [*lines, "  </ItemGroup>", "</Project>"])


def _old_package(need: Need) -> str:
    development = ' developmentDependency="true"' if need.kind == DEV else ""
    return f'  <package id="{need.package.name}" version="{need.version}" targetFramework="net48"{development} />'


def _package_reference(need: Need) -> str:
    private = ' PrivateAssets="all"' if need.kind == DEV else ""
    return f'    <PackageReference Include="{need.package.name}" Version="{need.requirement}"{private} />'


def render_dart(project: Project) -> Iterable[Manifest]:
    """Yield pubspec.yaml, and pubspec.lock where there is one."""
    lines: list[str | Line] = [f"name: {project.name.replace('-', '_')}", "environment:", "  sdk: ^3.3.0", ""]
    lines += ["dependencies:", "  flutter:", "    sdk: flutter", *_dart_lines(of_kind(project.needs, DIRECT))]
    lines += ["", "dev_dependencies:", "  flutter_test:", "    sdk: flutter"]
    yield manifest(project.path("pubspec.yaml"), [*lines, *_dart_lines(of_kind(project.needs, DEV))])
    if project.locked:
        lock: list[str | Line] = ["packages:"]
        for need in project.needs:
            lock += [f"  {need.package.name}:", '    dependency: "direct main"', "    source: hosted"]
            lock += [f'    version: "{need.version}"']
        yield manifest(project.path("pubspec.lock"), lock)


def _dart_lines(needs: Sequence[Need]) -> list[Line]:
    return [Line(f"  {need.package.name}: {need.requirement}", need) for need in needs]


def render_elixir(project: Project) -> Iterable[Manifest]:
    """Yield mix.exs."""
    name = project.name.replace("-", "_")
    lines: list[str | Line] = [f"defmodule {name.title().replace('_', '')}.MixProject do", "  use Mix.Project", ""]
    lines += ["  def project do", f'    [app: :{name}, version: "0.1.0", deps: deps()]', "  end", ""]
    lines += ["  defp deps do", "    [", *_elixir_lines(project.needs), "    ]", "  end", "end"]
    yield manifest(project.path("mix.exs"), lines)


def _elixir_lines(needs: Sequence[Need]) -> list[Line]:
    return with_commas([Line(f"      {{{_elixir(need)}}}", need) for need in needs])


def _elixir(need: Need) -> str:
    only = ", only: [:dev, :test]" if need.kind == DEV else ""
    return f":{need.package.name}, {json.dumps(need.requirement)}{only}"
