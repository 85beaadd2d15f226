"""Cuts a build script into words. Gemfile, mix.exs and build.gradle are programs; they are looked at, never run.

Each language gives one pattern whose groups are the kinds of words below. What it does not match is passed over. A
pattern must take linear time: its quantifiers are possessive, and a string or comment that ends nowhere ends with its
line or with the file, so that it is not looked for again from each of its characters.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from curator.usage.manifests.lines import Lines
from curator.usage.manifests.parser import Manifest

MAX_TOKENS = 200_000  # of a file


class Kind(StrEnum):
    """What a word is."""

    STRING = "string"  # in quotes
    SYMBOL = "symbol"  # Ruby's and Elixir's `:test`
    LABEL = "label"  # what a value is given for: `only:`
    WORD = "word"
    MARK = "mark"  # punctuation
    NEWLINE = "newline"


class Token(NamedTuple):
    """A word.

    Attributes:
        text: of a string what is between its quotes; of a symbol or label what is without its colon.
        is_literal: False for a string with something in it that only running the script would tell.
    """

    kind: Kind
    text: str
    line: int
    is_literal: bool = True


GROUPS = {"raw": Kind.STRING, "key": Kind.LABEL, "atom": Kind.SYMBOL}
"""The groups of a pattern that are not called like their kind."""

OPENING, CLOSING = ("(", "[", "{"), (")", "]", "}")
LITERAL = frozenset({"raw", "list"})
END = Token(Kind.NEWLINE, "\n", 0)


def tokens_of(manifest: Manifest, pattern: re.Pattern[str], interpolation: str) -> list[Token]:
    """Return the words of a script.

    Args:
        manifest: the script.
        pattern: of the language. Besides kinds it may have the groups `raw` for strings in which nothing is put in,
            `list` for several of them with spaces between, `key` for labels and `atom` for symbols that are written
            in another way. What follows an underscore in a group's name tells groups of one kind apart. What is in no
            group is left out.
        interpolation: what begins something put into a string, such as `#{`.

    Raises:
        ParseError: it cannot be read, or has too many words.
    """
    lines = Lines(manifest.text)
    found: list[Token] = []
    for match in pattern.finditer(manifest.text):
        if match.lastgroup is None:
            continue
        name = match.lastgroup.partition("_")[0]
        text, line = match[match.lastgroup], lines.at(match.start())
        if name == "list":
            found += [Token(Kind.STRING, one, line) for one in text.split()]
        else:
            kind = GROUPS.get(name) or Kind(name)
            found.append(
                Token(kind, text, line, name in LITERAL or kind is not Kind.STRING or interpolation not in text)
            )
        if len(found) > MAX_TOKENS:
            raise manifest.problem("too many words")
    return found


def is_mark(token: Token, *marks: str) -> bool:
    """Return whether it is one of these marks."""
    return token.kind is Kind.MARK and token.text in marks


def nesting(token: Token) -> int:
    """Return by how much brackets are deeper behind this word than before it."""
    return is_mark(token, *OPENING) - is_mark(token, *CLOSING)


class Reading:
    """A place in a list of words; there is no end of it, only END after END."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        """Begin before the first word."""
        self._tokens = tokens
        self.position = 0

    @property
    def is_over(self) -> bool:
        """Return whether there are no more words."""
        return self.position >= len(self._tokens)

    def peek(self, ahead: int = 0) -> Token:
        """Return the next word, or one that comes after it (or before it: -2 is the one before what was read last)."""
        place = self.position + ahead
        return self._tokens[place] if 0 <= place < len(self._tokens) else END

    def next(self) -> Token:
        """Return the next word and go on."""
        token = self.peek()
        self.position += 1
        return token

    def to_the_bracket(self) -> list[Token]:
        """Return the words up to the bracket that closes the one read last, and go on behind it."""
        found: list[Token] = []
        depth = 1
        while not self.is_over:
            token = self.next()
            depth += nesting(token)
            if depth == 0:
                break
            found.append(token)
        return found
