"""Gemfile, or gems.rb: `gem "rails", "~> 7.1"`, and the blocks around it. It is Ruby, and is not run.

Source: https://bundler.io/man/gemfile.5.html. Conditions are not evaluated: what stands under one counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from curator.usage.ecosystems import Ecosystem
from curator.usage.limits import MAX_DEPTH
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.parser import Found, Manifest, Note
from curator.usage.manifests.rubygems.ruby import Arguments, arguments, ruby_tokens, statements
from curator.usage.manifests.tokens import Kind, Token, is_mark
from curator.usage.models import DependencyType, Origin

NOT_SHIPPED = frozenset(
    {"ci", "dev", "develop", "development", "doc", "docs", "lint", "rubocop", "test", "tests", "testing", "tools"}
)
"""The groups of what is not needed where the program runs."""

NEEDING_END = frozenset({"begin", "case", "class", "def", "for", "if", "module", "unless", "until", "while"})
ORIGINS = {
    "git": Origin.GIT,
    "github": Origin.GIT,
    "gist": Origin.GIT,
    "bitbucket": Origin.GIT,
    "gitlab": Origin.GIT,
    "path": Origin.PATH,
    "source": Origin.URL,  # another registry
}
WITH_BLOCKS = frozenset({*ORIGINS, "group", "platform", "platforms", "install_if"})
NOT_EVALUATED = "not evaluated"


@dataclass(frozen=True, slots=True)
class _Block:
    groups: tuple[str, ...] = ()
    origin: Origin = Origin.REGISTRY


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the gems of a Gemfile; raises ParseError."""
    gemfile = _Gemfile(manifest)
    for statement in statements(ruby_tokens(manifest)):
        yield from gemfile.read(statement)


class _Gemfile:
    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._blocks = [_Block()]

    def read(self, statement: Sequence[Token]) -> Iterator[Found]:
        first = statement[0]
        if _is_end(first):
            self._close()
        elif opener := _opener(statement):
            self._open(statement[:opener])
            yield from self._rest(statement[opener + 1 :])
        elif first.kind is Kind.WORD and first.text in NEEDING_END:
            self._open(())
        elif first.kind is Kind.WORD and first.text == "gem":
            yield self._gem(first, arguments(statement[1:]))
        elif len(statement) > 2 and is_mark(statement[1], "=") and statement[2].text in NEEDING_END:
            self._open(())

    def _rest(self, statement: Sequence[Token]) -> Iterator[Found]:
        """Read what stands in the same line as the beginning of its block, which may end there too."""
        if not statement:
            return
        is_closed = _is_end(statement[-1])
        inner = statement[:-1] if is_closed else statement
        if inner and inner[0].text == "gem":
            yield self._gem(inner[0], arguments(inner[1:]))
        if is_closed:
            self._close()

    def _open(self, head: Sequence[Token]) -> None:
        around = self._blocks[-1]
        verb = head[0].text if head and head[0].kind is Kind.WORD else ""
        groups, origin = around.groups, ORIGINS.get(verb, around.origin)
        if verb == "group":
            groups = tuple(one.text for one in arguments(head[1:]).positional)
        self._blocks.append(_Block(groups, origin))
        if len(self._blocks) > MAX_DEPTH:
            raise self._manifest.problem("nested too deeply")

    def _close(self) -> None:
        if len(self._blocks) > 1:
            self._blocks.pop()

    def _gem(self, first: Token, given: Arguments) -> Found:
        name, block = given.name, self._blocks[-1]
        if name is None:
            return Note(f"{self._manifest.path}:{first.line}: a gem that only running the Gemfile would name")
        groups = given.texts("group", "groups") or block.groups
        origins = [origin for key, origin in ORIGINS.items() if key in given.options]
        platforms = given.texts("platform", "platforms")
        return declare(
            self._manifest,
            Ecosystem.RUBYGEMS,
            name,
            given.requirement,
            line=first.line,
            type=DependencyType.DEV if groups and NOT_SHIPPED.issuperset(groups) else DependencyType.DIRECT,
            origin=origins[0] if origins else block.origin,
            marker=f"platforms: {', '.join(platforms)}" if platforms else None,
            notes=() if given.is_literal else (NOT_EVALUATED,),
        )


def _opener(statement: Sequence[Token]) -> int | None:
    """Return where a block begins: at `do`, or at the brace of a method that takes one."""
    takes_brace = statement[0].text in WITH_BLOCKS
    for place, token in enumerate(statement):
        if (token.kind is Kind.WORD and token.text == "do") or (takes_brace and is_mark(token, "{")):
            return place
    return None


def _is_end(token: Token) -> bool:
    return (token.kind is Kind.WORD and token.text == "end") or is_mark(token, "}")
