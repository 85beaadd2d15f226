"""Maven's pom.xml and Gradle's build files."""

from collections.abc import Iterable

from local.sandbox.world.formats.lines import Line, Manifest, manifest
from local.sandbox.world.needs import DEV, Need, Project

QUOTES = {"build.gradle": "'", "build.gradle.kts": '"'}


def render(project: Project) -> Iterable[Manifest]:
    """Yield the one file of a project; `style` is its name."""
    yield _pom(project) if project.style == "pom.xml" else _gradle(project)


def _pom(project: Project) -> Manifest:
    lines: list[str | Line] = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<project xmlns="http://maven.apache.org/POM/4.0.0">',
        "  <modelVersion>4.0.0</modelVersion>",
        "  <groupId>com.example</groupId>",
        f"  <artifactId>{project.name}</artifactId>",
        "  <version>1.0-SNAPSHOT</version>",
        "  <properties>",
        *(f"    <{_property(need)}>{need.version}</{_property(need)}>" for need in project.needs[:1]),
        "  </properties>",
        "  <dependencies>",
    ]
    for place, need in enumerate(project.needs):
        lines += _pom_dependency(need, f"${{{_property(need)}}}" if place == 0 else need.version)
    return manifest(project.path("pom.xml"), [*lines, "  </dependencies>", "</project>"])


def _pom_dependency(need: Need, version: str) -> list[str | Line]:
    group, artifact = need.package.name.split(":")
    lines: list[str | Line] = ["    <dependency>", f"      <groupId>{group}</groupId>"]
    lines += [Line(f"      <artifactId>{artifact}</artifactId>", need), f"      <version>{version}</version>"]
    lines += ["      <scope>test</scope>"] if need.kind == DEV else []
    return [*lines, "    </dependency>"]


def _property(need: Need) -> str:
    return f"{need.package.name.rpartition(':')[2]}.version"


def _gradle(project: Project) -> Manifest:
    quote = QUOTES[project.style]
    plugins = "    id 'java'" if quote == "'" else "    java"
    lines: list[str | Line] = ["plugins {", plugins, "}", "", "repositories {", "    mavenCentral()", "}", ""]
    lines += ["dependencies {", *(Line(_gradle_line(need, quote), need) for need in project.needs), "}"]
    return manifest(project.path(project.style), lines)


def _gradle_line(need: Need, quote: str) -> str:
    configuration = "testImplementation" if need.kind == DEV else "implementation"
    coordinates = f"{quote}{need.package.name}:{need.requirement}{quote}"
    return f"    {configuration} {coordinates}" if quote == "'" else f"    {configuration}({coordinates})"
