"""JSON whose keys know their lines. The standard library decides what is JSON; it has no positions to tell."""

import json
import re
from typing import Any

from curator.usage.limits import MAX_DEPTH
from curator.usage.manifests.lines import Items, Lines, Section
from curator.usage.manifests.parser import Manifest

TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]]|[^\s,:{}\[\]"]++')
CLOSING = frozenset("}]")


def read_json(manifest: Manifest) -> Section:
    """Return the document; raises ParseError if it is not JSON, not an object, or nested too deeply."""
    text = manifest.text
    try:
        document = json.loads(text)
    except RecursionError:
        raise manifest.problem("nested too deeply") from None
    except ValueError as error:
        raise manifest.problem(f"not JSON: {_reason(error)}") from None
    if not isinstance(document, dict):
        raise manifest.problem("not a JSON object")
    return _with_lines(manifest, text)


def _with_lines(manifest: Manifest, text: str) -> Section:
    """Return the document again, with lines; the text is valid JSON."""
    lines = Lines(text)
    outermost = _Building(Items())
    stack = [outermost]
    for token in TOKEN.finditer(text):
        word = token.group()
        if word in CLOSING:
            stack.pop()
            continue
        value: Any = Section() if word == "{" else Items() if word == "[" else json.loads(word)
        stack[-1].take(value, lines.at(token.start()))
        if isinstance(value, Section | Items):
            stack.append(_Building(value))
        if len(stack) > MAX_DEPTH:
            raise manifest.problem("nested too deeply")
    document: Section = outermost.whole[0]
    return document


class _Building:
    """An object or a list that is being read."""

    __slots__ = ("key", "line", "whole")

    def __init__(self, whole: Section | Items) -> None:
        self.whole: Any = whole
        self.key: str | None = None
        self.line = 0

    def take(self, value: Any, line: int) -> None:
        """Take the next value; in an object, keys and values take turns."""
        if isinstance(self.whole, Items):
            self.whole.append(value)
            self.whole.lines.append(line)
        elif self.key is None:
            self.key, self.line = value, line
        else:
            self.whole[self.key], self.whole.lines[self.key] = value, self.line
            self.key = None


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} in line {error.lineno}"
    return "a number of too many digits"
