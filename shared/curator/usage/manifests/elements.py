"""XML, as a small tree whose elements know their lines.

Expat reads it, and a document type is refused before anything it declares could be: there are no entities of its own
("a billion laughs"), and nothing outside the file is looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat  # it is told to refuse what makes XML dangerous, see above

from curator.usage.limits import MAX_DEPTH, MAX_MANIFEST_BYTES
from curator.usage.manifests.parser import Manifest

MAX_ELEMENTS = 100_000  # of a document


@dataclass(slots=True)
class Element:
    """An element; names are without the namespace and its prefix."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return its own text, without that of elements in it, stripped."""
        return "".join(self.pieces).strip()

    def every(self, *names: str) -> Iterator["Element"]:
        """Yield the elements that a path of names leads to."""
        if not names:
            yield self
            return
        for child in self.children:
            if child.name == names[0]:
                yield from child.every(*names[1:])

    def first(self, *names: str) -> "Element | None":
        """Return the first element that a path of names leads to."""
        return next(self.every(*names), None)

    def text_of(self, *names: str) -> str | None:
        """Return the text of the first element that a path of names leads to; None if there is none, or no text."""
        found = self.first(*names)
        return (found.text or None) if found is not None else None


def read_xml(manifest: Manifest, root: str) -> Element:
    """Return the outermost element.

    Raises:
        ParseError: it is too long, not XML, nested too deeply, has a document type, or another root than this one.
    """
    if len(manifest.content) > MAX_MANIFEST_BYTES:
        raise manifest.problem(f"longer than {MAX_MANIFEST_BYTES} bytes")
    document = _Reader(manifest).document()
    if document.name != root:
        raise manifest.problem(f"not a <{root}>")
    return document


class _Reader:
    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._stack = [Element("", 0)]
        self._count = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def document(self) -> Element:
        try:
            self._parser.Parse(self._manifest.content, True)  # bytes: the document says its encoding itself
        except expat.ExpatError as error:
            raise self._manifest.problem(f"not XML: {expat.ErrorString(error.code)} in line {error.lineno}") from None
        except (LookupError, ValueError):  # what Python says to the name of an encoding that it does not know
            raise self._manifest.problem("not XML in any known encoding") from None
        return self._stack[0].children[0]

    def _refuse(self, *_: object) -> None:
        raise self._manifest.problem("it declares a document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(name.rpartition(":")[2], self._parser.CurrentLineNumber, attributes)
        self._stack[-1].children.append(element)
        self._stack.append(element)
        self._count += 1
        if len(self._stack) > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise self._manifest.problem("nested too deeply" if len(self._stack) > MAX_DEPTH else "too many elements")

    def _end(self, _: str) -> None:
        self._stack.pop()

    def _text(self, text: str) -> None:
        self._stack[-1].pieces.append(text)
