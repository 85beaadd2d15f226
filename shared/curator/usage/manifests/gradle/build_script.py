"""build.gradle and build.gradle.kts: string coordinates, map notation, and names from a version catalogue.

Source: https://docs.gradle.org/current/userguide/declaring_dependencies.html. Nothing is evaluated: a version that is
put together by the script stays as it is written, and a name that is put together is a note. Platforms ("BOM") give
versions and declare nothing; `project(…)` is the repository's own.
"""

import re
from collections.abc import Iterator, Sequence

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.gradle.catalogue import SUFFIX, read_catalogue
from curator.usage.manifests.gradle.coordinates import Coordinates, coordinates_in, coordinates_of
from curator.usage.manifests.gradle.script import Use, is_for_tests, uses
from curator.usage.manifests.parser import Found, Manifest, Note
from curator.usage.manifests.tokens import END, Kind, Reading, Token, is_mark
from curator.usage.models import DependencyType

NEEDED = re.compile(r"(?:\w*(?:[iI]mplementation|[aA]pi|[cC]ompileOnly|[rR]untimeOnly|Compile)|compile|runtime)")
"""The configurations of what is shipped or compiled against; all others are tools of the build."""

KOTLIN = "org.jetbrains.kotlin"
NOT_EVALUATED = "not evaluated"
Named = tuple[Coordinates, int]


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the packages that a build script needs; raises ParseError."""
    for use in manifest.files.once(manifest, uses):
        for found in _Arguments(manifest, use.arguments).named():
            yield found if isinstance(found, Note) else _declared(manifest, use, *found)


def _declared(manifest: Manifest, use: Use, one: Coordinates, line: int) -> Found:
    for_tests = use.in_tests or is_for_tests(use.configuration)
    is_needed = NEEDED.fullmatch(use.configuration) is not None
    notes = () if is_needed else (use.configuration[:100],)
    return declare(
        manifest,
        Ecosystem.MAVEN,
        one.package,
        one.version,
        line=line,
        type=DependencyType.DIRECT if is_needed and not for_tests else DependencyType.DEV,
        notes=(*notes, NOT_EVALUATED) if "$" in (one.version or "") else notes,
    )


class _Arguments:
    """What stands behind a configuration."""

    def __init__(self, manifest: Manifest, tokens: Sequence[Token]) -> None:
        self._manifest = manifest
        self._reading = Reading(tokens)
        self._given: dict[str, Token] = {}  # of the map notation

    def named(self) -> Iterator[Named | Note]:
        while not self._reading.is_over:
            token = self._reading.next()
            if token.kind in {Kind.WORD, Kind.STRING} and is_mark(self._reading.peek(), ":", "="):
                yield from self._pair(token)
            elif token.kind is Kind.STRING:
                yield from self._string(token)
            elif token.kind is Kind.WORD:
                yield from self._name(token)
        yield from self._map()

    def _pair(self, key: Token) -> Iterator[Named]:
        """Take `name: 'guava'`, or Kotlin's `name = "guava"`."""
        if key.text in self._given:  # another map begins
            yield from self._map()
        self._reading.next()
        value = self._reading.next()
        self._given[key.text] = value if value.kind is Kind.STRING else value._replace(text=f"${value.text}")

    def _map(self) -> Iterator[Named]:
        """Take the map notation that has been read."""
        group, name, version = (self._given.get(key, END) for key in ("group", "name", "version"))
        self._given = {}
        meant = coordinates_of(group.text, name.text, version.text.strip())
        if meant is not None:
            yield meant, name.line

    def _string(self, token: Token) -> Iterator[Named | Note]:
        meant = coordinates_in(token.text)
        if meant is not None:
            yield meant, token.line
        elif not token.is_literal:
            yield Note(f"{self._manifest.path}:{token.line}: a dependency that only the build script can name")

    def _name(self, token: Token) -> Iterator[Named]:
        parts = [token.text]
        while is_mark(self._reading.peek(), ".") and self._reading.peek(1).kind is Kind.WORD:
            self._reading.next()
            parts.append(self._reading.next().text)
        if is_mark(self._reading.peek(), "("):
            yield from self._call(parts, token.line)
        elif len(parts) > 1:
            yield from self._from_catalogue(parts, token.line)

    def _call(self, parts: list[str], line: int) -> Iterator[Named]:
        """Take `kotlin("stdlib")` and `libs.guava.get()`; what other functions return is not known."""
        argument = self._reading.peek(1)
        if parts == ["kotlin"] and argument.kind is Kind.STRING:
            meant = coordinates_of(KOTLIN, f"kotlin-{argument.text}", None)
            if meant is not None:
                yield meant, line
        elif parts[-1] == "get":
            yield from self._from_catalogue(parts[:-1], line)
        self._reading.next()
        self._reading.to_the_bracket()

    def _from_catalogue(self, parts: list[str], line: int) -> Iterator[Named]:
        place = f"gradle/{parts[0]}{SUFFIX}"
        for found in self._manifest.files.above(self._manifest, place):
            catalogue = self._manifest.files.once(found, read_catalogue)
            yield from ((one, line) for one in catalogue.meant(".".join(parts[1:])))
            return
