"""Ruby's words and statements, and what is given to a call: as much of it as Gemfiles and gemspecs are written in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from curator.usage.manifests.parser import Manifest
from curator.usage.manifests.tokens import Kind, Reading, Token, is_mark, nesting, tokens_of

BRACKETS = {"round": "()", "square": "[]", "curly": "{}", "angle": "<>"}


def _in_brackets(kinds: str, group: str) -> str:
    """Return the pattern of what Ruby writes as `%w[a b]`, in each of its kinds of brackets."""
    return "|".join(
        rf"%{kinds}{re.escape(pair[0])}(?P<{group}_{name}>[^{re.escape(pair)}\\\n]*+){re.escape(pair[1])}"
        for name, pair in BRACKETS.items()
    )


PATTERN = re.compile(
    rf"""
      ^=begin\b(?:[^\n]++|\n(?!=end))*+(?:\n=end[^\n]*+|\Z) | ^__END__\n(?s:.*+)
    | ["'](?P<key>\w++)["']:(?!:)
    | "(?P<string>(?:[^"\\\n]++|\\[^\n])*+)" | '(?P<raw>(?:[^'\\\n]++|\\[^\n])*+)'
    | {_in_brackets("[iwIW]", "list")} | {_in_brackets("[qQ]?", "raw")}
    | :["']?(?P<symbol>[A-Za-z_]\w*+)["']?
    | ["'][^\n]*+ | \#[^\n]*+
    | (?P<label>[A-Za-z_]\w*+):(?!:)
    | :: | (?P<word>[A-Za-z_]\w*+[?!]?+)
    | \\(?s:.) | (?P<newline>\n)
    | (?P<mark>=>|->|&&|\|\||[{{}}()\[\],.;=*|?&+])
    """,
    re.VERBOSE | re.MULTILINE,
)
CARRIES_ON = (",", "=>", "&&", "||", "=", "+", "?")  # a statement that ends so goes on in the next line
BEGINNING = frozenset({"end", "gem", "gemspec", "group", "source"})
MODIFIERS = frozenset({"if", "unless", "while", "until", "rescue"})


@dataclass(frozen=True, slots=True)
class Arguments:
    """What is given to a call.

    Attributes:
        positional: strings, symbols and what only running the script would tell, also those within lists.
        options: what is given by name.
    """

    positional: list[Token] = field(default_factory=list)
    options: dict[str, list[Token]] = field(default_factory=dict)

    def texts(self, *names: str) -> list[str]:
        """Return what is given under any of these names."""
        return [one.text for name in names for one in self.options.get(name, ())]

    @property
    def name(self) -> str | None:
        """Return the first string, if it is given first and is one that can be told."""
        first = self.positional[0] if self.positional else None
        return first.text if first is not None and _is_plain(first) else None

    @property
    def requirement(self) -> str | None:
        """Return the strings after the first; None if there are none, or they cannot all be told."""
        return ", ".join(one.text for one in self.positional[1:]) or None if self.is_literal else None

    @property
    def is_literal(self) -> bool:
        """Return whether the strings after the first can all be told."""
        return all(_is_plain(one) for one in self.positional[1:])


def ruby_tokens(manifest: Manifest) -> list[Token]:
    """Return the words of a Ruby file; raises ParseError."""
    return tokens_of(manifest, PATTERN, "#{")


def statements(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield each statement; one goes on in the next line within brackets, and after a comma or an operator.

    A bracket may only seem to open one, in a regular expression: what can but begin a statement ends the one before.
    """
    statement: list[Token] = []
    depth = 0
    for place, token in enumerate(tokens):
        if token.kind is Kind.NEWLINE or is_mark(token, ";"):
            is_within = depth > 0 and not _begins(tokens[place + 1 : place + 4])
            carries_on = is_within or (statement and is_mark(statement[-1], *CARRIES_ON))
            if statement and (not carries_on or is_mark(token, ";")):
                yield statement
                statement, depth = [], 0
        else:
            depth += is_mark(token, "(", "[") - is_mark(token, ")", "]")
            statement.append(token)
    if statement:
        yield statement


def _begins(tokens: Sequence[Token]) -> bool:
    """Return whether these words begin a statement wherever they stand: `gem …`, `spec.add_dependency …`."""
    if not tokens or tokens[0].kind is not Kind.WORD:
        return False
    return tokens[0].text in BEGINNING or (len(tokens) == 3 and tokens[2].text.startswith("add_"))


def arguments(tokens: Sequence[Token]) -> Arguments:
    """Return what is given to a call; `tokens` are what follows its name, a condition behind it included."""
    found = Arguments()
    reading = Reading(tokens)
    while not reading.is_over:
        token = reading.next()
        if _is_modifier(token):
            break
        if token.kind is Kind.LABEL:
            found.options[token.text] = _value(reading)
        elif token.kind in {Kind.STRING, Kind.SYMBOL} and is_mark(reading.peek(), "=>"):
            reading.next()
            found.options[token.text] = _value(reading)
        elif token.kind is not Kind.MARK and not is_mark(reading.peek(-2), "."):  # not the method in "x".freeze
            found.positional.append(token)
    return found


def _value(reading: Reading) -> list[Token]:
    """Return the words of a value: what comes before the next comma, or the end of the call."""
    found: list[Token] = []
    depth = 0
    while not reading.is_over:
        token = reading.peek()
        depth += nesting(token)
        if depth < 0 or (depth == 0 and (is_mark(token, ",") or _is_modifier(token))):
            break
        reading.next()
        if token.kind is not Kind.MARK:
            found.append(token)
    return found


def _is_modifier(token: Token) -> bool:
    """Return whether a condition begins here: `gem "x" if windows?`."""
    return token.kind is Kind.WORD and token.text in MODIFIERS


def _is_plain(token: Token) -> bool:
    return token.kind is Kind.STRING and token.is_literal
