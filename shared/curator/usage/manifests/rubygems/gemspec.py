"""*.gemspec: `spec.add_dependency "rack", "~> 3.0"`. It is Ruby, and is not run.

Source: the "Specification Reference" of the RubyGems Guides.
"""

from collections.abc import Iterator, Sequence

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.parser import Found, Manifest, Note
from curator.usage.manifests.rubygems.gemfile import NOT_EVALUATED
from curator.usage.manifests.rubygems.ruby import Arguments, arguments, ruby_tokens, statements
from curator.usage.manifests.tokens import Kind, Token, is_mark
from curator.usage.models import DependencyType, Origin

SUFFIX = ".gemspec"
VERBS = {
    "add_dependency": DependencyType.DIRECT,
    "add_runtime_dependency": DependencyType.DIRECT,
    "add_development_dependency": DependencyType.DEV,
}


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the dependencies of a gemspec; raises ParseError."""
    own = manifest.files.once(manifest, _own_gems)
    for statement in statements(ruby_tokens(manifest)):
        place = _verb(statement)
        if place is not None:
            yield _dependency(manifest, statement[place], arguments(statement[place + 1 :]), own)


def _dependency(manifest: Manifest, verb: Token, given: Arguments, own: frozenset[str]) -> Found:
    if given.name is None:
        return Note(f"{manifest.path}:{verb.line}: a gem that only running the gemspec would name")
    return declare(
        manifest,
        Ecosystem.RUBYGEMS,
        given.name,
        given.requirement,
        line=verb.line,
        type=VERBS[verb.text],
        origin=Origin.WORKSPACE if given.name in own else Origin.REGISTRY,
        notes=() if given.is_literal else (NOT_EVALUATED,),
    )


def _verb(statement: Sequence[Token]) -> int | None:
    for place, token in enumerate(statement):
        if token.kind is Kind.WORD and token.text in VERBS and place and is_mark(statement[place - 1], "."):
            return place
    return None


def _own_gems(manifest: Manifest) -> frozenset[str]:
    """Return the gems of the repository: their gemspecs are called like them."""
    return frozenset(one.name.removesuffix(SUFFIX) for one in manifest.files if one.name.endswith(SUFFIX))
