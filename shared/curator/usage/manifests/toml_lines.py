"""On which line each key of a TOML document stands, and each entry of its arrays. `tomllib` reads, but does not tell.

What is asked here of the text is less than TOML: whether it is valid, `tomllib` decides. This goes first, though, and
refuses what would cost `tomllib` more than linear time: keys of thousands of parts, and deep nesting.
"""

import ast
import re
from dataclasses import dataclass, field

from curator.usage.limits import MAX_DEPTH
from curator.usage.manifests.lines import Lines
from curator.usage.manifests.parser import Manifest

Path = tuple[str | int, ...]

MAX_KEY_PARTS = 16  # `tool.poetry.group.test.dependencies.name` has six
OPENING = frozenset("[{")

# A quote that ends nowhere is its own kind of token, so that it is not looked for again from each of its characters.
TOKEN = re.compile(
    r"""
      (?P<string>
        \"{3}(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}
      | '{3}(?:[^']++|'{1,2}(?!'))*+'{3,5}
      | \"(?!"")(?:[^"\\\n]++|\\.)*+"
      | '(?!'')[^'\n]*+'
      )
    | (?P<unclosed>["'])
    | (?P<comment>\#[^\n]*+)
    | (?P<newline>\n)
    | (?P<mark>[\[\]{}=,.])
    | (?P<bare>[^\s\[\]{}=,."'#]++)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class _Frame:
    """What is being read: a table or an array, and where in it we are."""

    path: Path
    is_array: bool = False
    index: int = 0
    key: list[str] = field(default_factory=list)  # the parts of the key so far
    in_value: bool = False


def toml_lines(manifest: Manifest) -> dict[Path, int]:
    """Return the line of each key and of each entry; raises ParseError."""
    return _Finder(manifest).found()


class _Finder:
    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._lines = Lines(manifest.text)
        self._found: dict[Path, int] = {}
        self._tables: dict[Path, int] = {}  # of each array of tables, how many it has so far
        self._stack = [_Frame(())]
        self._header = 0  # how many brackets have opened the header that is being read

    def found(self) -> dict[Path, int]:
        for token in TOKEN.finditer(self._manifest.text):
            kind = token.lastgroup
            if kind == "unclosed":
                raise self._manifest.problem(f"a quote without an end in line {self._lines.at(token.start())}")
            if kind != "comment":
                self._take(kind or "", token.group(), token.start())
        return self._found

    def _take(self, kind: str, word: str, position: int) -> None:
        frame = self._stack[-1]
        if kind == "newline":
            self._end_statement()
        elif self._header or self._opens_header(frame, word):
            self._take_header(frame, kind, word, position)
        elif frame.is_array:
            self._take_entry(frame, word, position)
        elif frame.in_value:
            self._take_value(frame, word)
        else:
            self._take_key(frame, kind, word, position)

    def _end_statement(self) -> None:
        if len(self._stack) == 1:
            self._stack[0].key, self._stack[0].in_value = [], False
            self._header = 0

    def _opens_header(self, frame: _Frame, word: str) -> bool:
        return word == "[" and len(self._stack) == 1 and not frame.key and not frame.in_value

    def _take_header(self, frame: _Frame, kind: str, word: str, position: int) -> None:
        if word == "[":
            self._header += 1
        elif word == "]" and frame.key:
            self._enter_table(frame, is_array=self._header > 1, position=position)
        elif kind != "mark":
            self._add_part(frame, kind, word)

    def _enter_table(self, frame: _Frame, *, is_array: bool, position: int) -> None:
        path: Path = ()
        for part in frame.key[:-1]:
            path = self._within(self._noted((*path, part), position))
        path = self._noted((*path, frame.key[-1]), position)
        if is_array:
            self._tables[path] = self._tables.get(path, 0) + 1
        self._stack = [_Frame(self._noted(self._within(path), position), in_value=True)]

    def _within(self, path: Path) -> Path:
        """Return the path of the last table of an array of tables; other paths stay."""
        return (*path, self._tables[path] - 1) if path in self._tables else path

    def _take_key(self, frame: _Frame, kind: str, word: str, position: int) -> None:
        if word == "=" and frame.key:
            for end in range(1, len(frame.key) + 1):
                self._noted((*frame.path, *frame.key[:end]), position)
            frame.in_value = True
        elif word == "}" and len(self._stack) > 1:
            self._stack.pop()
        elif kind != "mark":
            self._add_part(frame, kind, word)

    def _add_part(self, frame: _Frame, kind: str, word: str) -> None:
        frame.key.append(_unquoted(kind, word))
        if len(frame.key) > MAX_KEY_PARTS:
            raise self._manifest.problem("nested too deeply")

    def _take_value(self, frame: _Frame, word: str) -> None:
        if word in OPENING:
            self._stack.append(_Frame((*frame.path, *frame.key), is_array=word == "["))
        elif word == "," and len(self._stack) > 1:
            frame.key, frame.in_value = [], False
        elif word == "}" and len(self._stack) > 1:
            self._stack.pop()

    def _take_entry(self, frame: _Frame, word: str, position: int) -> None:
        if word == ",":
            frame.index += 1
        elif word == "]":
            self._stack.pop()
        else:
            path = self._noted((*frame.path, frame.index), position)
            if word in OPENING:
                self._stack.append(_Frame(path, is_array=word == "["))

    def _noted(self, path: Path, position: int) -> Path:
        if len(path) > MAX_DEPTH:
            raise self._manifest.problem("nested too deeply")
        self._found.setdefault(path, self._lines.at(position))
        return path


def _unquoted(kind: str, word: str) -> str:
    """Return a part of a key. TOML's escapes are Python's, but for some that no name has."""
    if kind != "string":
        return word
    if word.startswith("'") or "\\" not in word:
        return word[1:-1]
    try:
        return str(ast.literal_eval(word))
    except (SyntaxError, ValueError):
        return word[1:-1]
