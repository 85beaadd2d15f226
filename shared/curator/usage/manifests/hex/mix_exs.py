"""mix.exs: `{:phoenix, "~> 1.7", only: [:dev, :test]}` in the project's `deps`. It is Elixir, and is not run.

Source: https://hexdocs.pm/mix/Mix.Tasks.Deps.html. Tuples count within functions whose names speak of dependencies, and
in a list that is given as `deps:`; elsewhere they are something else.
"""

import re
from collections.abc import Iterator, Sequence

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.parser import Found, Manifest, Note
from curator.usage.manifests.tokens import Kind, Reading, Token, is_mark, tokens_of
from curator.usage.models import DependencyType, Origin

PATTERN = re.compile(
    r"""
      \"{3}(?:[^"]++|"(?!""))*+(?:\"{3}|\Z) | '{3}(?:[^']++|'(?!''))*+(?:'{3}|\Z)
    | "(?P<string>(?:[^"\\\n]++|\\[^\n])*+)" | '(?P<raw>(?:[^'\\\n]++|\\[^\n])*+)'
    | ["'][^\n]*+ | \#[^\n]*+ | \?["'#]
    | :"?(?P<symbol>[A-Za-z_][\w@]*+)"?
    | (?P<label>[A-Za-z_]\w*+):(?=\s)
    | (?P<word>[A-Za-z_]\w*+[?!]?+)
    | (?P<mark>[{}()\[\],])
    """,
    re.VERBOSE,
)
DEFINING = frozenset({"def", "defp"})
ABOUT_DEPENDENCIES = re.compile(r"(?:\w+_)?(?:deps?|dependency|dependencies)(?:_\w+)?")
NOT_SHIPPED = frozenset({"bench", "ci", "dev", "docs", "lint", "test"})
ORIGINS = {"path": Origin.PATH, "in_umbrella": Origin.WORKSPACE, "git": Origin.GIT, "github": Origin.GIT}

Options = dict[str, list[Token]]


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the dependencies of a mix.exs; raises ParseError."""
    for entry in _entries(Reading(tokens_of(manifest, PATTERN, "#{"))):
        yield _dependency(manifest, entry)


def _entries(reading: Reading) -> Iterator[list[Token]]:
    """Yield the words within each tuple that may be a dependency."""
    is_about, list_depth = False, 0
    while not reading.is_over:
        token = reading.next()
        if token.kind is Kind.WORD and token.text in DEFINING:
            is_about, list_depth = ABOUT_DEPENDENCIES.fullmatch(reading.peek().text) is not None, 0
        elif token.kind is Kind.LABEL and token.text == "deps" and is_mark(reading.peek(), "["):
            list_depth = 1
            reading.next()
        elif (is_about or list_depth) and is_mark(token, "{") and reading.peek().kind is Kind.SYMBOL:
            yield reading.to_the_bracket()
        elif list_depth:
            list_depth += is_mark(token, "[") - is_mark(token, "]")


def _dependency(manifest: Manifest, entry: Sequence[Token]) -> Found:
    key = entry[0]
    requirement = next((one for one in entry[1:3] if one.kind is Kind.STRING), None)
    options = _options(entry)
    if "repo" in options or "organization" in options:
        return Note(f"{manifest.path}:{key.line}: a package of another registry: {key.text[:50]!r}")
    name = next((one.text for one in options.get("hex", ())), key.text)
    is_told = requirement is not None and requirement.is_literal
    return declare(
        manifest,
        Ecosystem.HEX,
        name,
        requirement.text if requirement is not None and is_told else None,
        line=key.line,
        type=_type(options),
        origin=next((origin for option, origin in ORIGINS.items() if option in options), Origin.REGISTRY),
        notes=() if name == key.text else (f"as {key.text[:100]}",),
    )


def _options(entry: Sequence[Token]) -> Options:
    """Return the words that are given under each label."""
    found: Options = {}
    under: list[Token] = []
    for token in entry:
        if token.kind is Kind.LABEL:
            under = found.setdefault(token.text, [])
        elif token.kind is not Kind.MARK:
            under.append(token)
    return found


def _type(options: Options) -> DependencyType:
    only = {one.text for one in options.get("only", ())}
    if only and only <= NOT_SHIPPED:
        return DependencyType.DEV
    is_optional = any(one.text == "true" for one in options.get("optional", ()))
    return DependencyType.OPTIONAL if is_optional else DependencyType.DIRECT
