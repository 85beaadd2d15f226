"""Finds in a Gradle build script, in Groovy or Kotlin, what its `dependencies` blocks say. Nothing is evaluated."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from curator.usage.limits import MAX_DEPTH
from curator.usage.manifests.parser import Manifest
from curator.usage.manifests.tokens import Kind, Reading, Token, is_mark, nesting, tokens_of

PATTERN = re.compile(
    r"""
      //[^\n]*+ | /\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)
    | \"{3}(?:[^"]++|"(?!""))*+(?:\"{3}|\Z) | '{3}(?:[^']++|'(?!''))*+(?:'{3}|\Z)
    | "(?P<string>(?:[^"\\\n]++|\\[^\n])*+)" | '(?P<raw>(?:[^'\\\n]++|\\[^\n])*+)'
    | ["'][^\n]*+
    | (?P<word>[^\W\d]\w*+)
    | (?P<newline>\n)
    | (?P<mark>[{}()\[\],.:;=])
    """,
    re.VERBOSE,
)
ALTERNATIVES = frozenset({"if", "else", "for", "try", "catch", "with", "when"})  # what is in them counts as well
NOT_DECLARING = frozenset({"dependencyManagement", "constraints", "pluginManagement"})
STATEMENTS = frozenset({"def", "println", "return", "throw", "val", "var"})


@dataclass(frozen=True, slots=True)
class Use:
    """A statement such as `implementation("group:name:version")`.

    Attributes:
        configuration: what is needed for, as in `testImplementation`.
        in_tests: the block around is the tests' own, as Kotlin's `commonTest` is.
        arguments: what follows, without the outer parentheses.
    """

    configuration: str
    in_tests: bool
    arguments: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    declares: bool = False
    is_managed: bool = False  # it only says which versions others get
    in_tests: bool = False


def uses(manifest: Manifest) -> tuple[Use, ...]:
    """Return what the `dependencies` blocks of a script say; raises ParseError."""
    return tuple(_Script(manifest).uses())


def accessors(manifest: Manifest) -> frozenset[str]:
    """Return the names with dots, such as `libs.ktor.core`, that stand in these blocks; raises ParseError."""
    return frozenset(name for use in manifest.files.once(manifest, uses) for name, _ in chains(use.arguments))


def chains(tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    """Yield the names with dots, and where they end."""
    reading = Reading(tokens)
    while not reading.is_over:
        token = reading.next()
        if token.kind is Kind.WORD:
            parts = [token.text]
            while is_mark(reading.peek(), ".") and reading.peek(1).kind is Kind.WORD:
                parts.append(reading.peek(1).text)
                reading.position += 2
            yield ".".join(parts), reading.position


class _Script:
    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._reading = Reading(tokens_of(manifest, PATTERN, "$"))
        self._blocks = [_Block()]
        self._head: list[Token] = []  # of the statement that is being read

    def uses(self) -> Iterator[Use]:
        while not self._reading.is_over:
            if self._blocks[-1].declares and not self._head and self._begins_use():
                yield from self._use()
            else:
                self._take(self._reading.next())

    def _take(self, token: Token) -> None:
        if is_mark(token, "{"):
            self._open()
        elif is_mark(token, "}") and len(self._blocks) > 1:
            self._blocks.pop()
        if token.kind is Kind.NEWLINE or is_mark(token, "{", "}", ";"):
            self._head = []
        else:
            self._head.append(token)

    def _open(self) -> None:
        around = self._blocks[-1]
        words = [one.text for one in self._head]
        is_managed = around.is_managed or not NOT_DECLARING.isdisjoint(words[-1:])
        declares = words[-1:] == ["dependencies"] or (around.declares and not ALTERNATIVES.isdisjoint(words[:1]))
        self._blocks.append(
            _Block(
                declares=declares and not is_managed,
                is_managed=is_managed,
                in_tests=around.in_tests or any(is_for_tests(one) for one in words),
            )
        )
        if len(self._blocks) > MAX_DEPTH:
            raise self._manifest.problem("nested too deeply")

    def _begins_use(self) -> bool:
        token, following = self._reading.peek(), self._reading.peek(1)
        if token.kind is Kind.STRING:  # Kotlin's `"implementation"("…")`
            return is_mark(following, "(")
        is_name = token.kind is Kind.WORD and token.text not in ALTERNATIVES | NOT_DECLARING | STATEMENTS
        return is_name and (is_mark(following, "(", "[") or following.kind in {Kind.STRING, Kind.WORD})

    def _use(self) -> Iterator[Use]:
        configuration = self._reading.next().text
        arguments = self._in_brackets() if is_mark(self._reading.peek(), "(") else self._to_the_end()
        if configuration == "add" and arguments and arguments[0].kind is Kind.STRING:
            configuration, arguments = arguments[0].text, arguments[2:]
        yield Use(configuration, self._blocks[-1].in_tests, tuple(arguments))
        self._head = list(arguments[:1])

    def _in_brackets(self) -> list[Token]:
        self._reading.next()
        return [token for token in self._reading.to_the_bracket() if token.kind is not Kind.NEWLINE]

    def _to_the_end(self) -> list[Token]:
        """Return what is left of a statement; a comma at the end of a line carries on."""
        found: list[Token] = []
        depth = 0
        while not self._reading.is_over:
            token = self._reading.peek()
            if depth == 0 and is_mark(token, "{", "}", ";"):
                break
            if token.kind is Kind.NEWLINE:
                if depth == 0 and not (found and is_mark(found[-1], ",")):
                    break
            else:
                depth += nesting(token)
                found.append(token)
            self._reading.position += 1
        return found


def is_for_tests(name: str) -> bool:
    """Return whether a configuration or a source set is the tests' own: `testImplementation`, `androidTestApi`."""
    return name.startswith("test") or "Test" in name
