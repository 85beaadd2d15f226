"""XMP: RDF in XML, read as far as photographs use it (ISO 16684-1).

A property stands as an attribute of `rdf:Description`, as an element's text, as its `rdf:resource`, or as a list of
`rdf:li`, of which each may be of a language. A document type is refused, and with it every entity somebody could have
declared: there is nothing in the text then that grows, and nothing that is fetched.
"""

import contextlib
from collections.abc import Mapping
from xml.parsers import expat

MAX_PACKET = 256 * 1024  # bytes
MAX_DEPTH = 32
MAX_VALUES = 200  # in all
MAX_TEXT = 4096  # characters of one value

DC = "http://purl.org/dc/elements/1.1/"
EXIF = "http://ns.adobe.com/exif/1.0/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
XMP = "http://ns.adobe.com/xap/1.0/"
RIGHTS = "http://ns.adobe.com/xap/1.0/rights/"
CC = "http://creativecommons.org/ns#"
PANORAMA = "http://ns.google.com/photos/1.0/panorama/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"

WANTED = frozenset(
    {
        *(DC + name for name in ("title", "description", "subject", "creator", "rights")),
        *(EXIF + name for name in ("DateTimeOriginal", "GPSLatitude", "GPSLongitude", "GPSAltitude")),
        *(EXIF + name for name in ("GPSAltitudeRef", "GPSImgDirection", "GPSImgDirectionRef", "GPSStatus")),
        *(EXIF + name for name in ("GPSMapDatum",)),
        *(PHOTOSHOP + name for name in ("DateCreated", "Headline")),
        *(TIFF + name for name in ("Make", "Model")),
        XMP + "CreateDate",
        RIGHTS + "WebStatement",
        CC + "license",
        PANORAMA + "ProjectionType",
    }
)

Properties = Mapping[str, list[str]]


class NotXmpError(ValueError):
    """It is XML of a kind that has no place in a photograph."""


def read_xmp(packet: bytes) -> Properties:
    """Return the wanted properties by namespace and name; what comes before a syntax error counts.

    Of a text in several languages the default comes first, or else English.
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    with contextlib.suppress(expat.ExpatError, NotXmpError):
        parser.Parse(packet[:MAX_PACKET].strip(b"\0 \r\n\t"), True)
    return reader.found


def _refuse(*_declared: object) -> None:
    raise NotXmpError("a document type")


class _Reader:
    """Collects properties while the parser walks."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}
        self._path: list[str] = []
        self._property = ""
        self._pieces: list[str] = []
        self._length = 0
        self._count = 0
        self._first = False
        self._with_default: set[str] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _name(tag)
        if len(self._path) >= MAX_DEPTH:
            raise NotXmpError("too deep")
        self._path.append(name)
        self._pieces, self._length = [], 0
        if name == RDF + "Description":
            for attribute, value in attributes.items():
                self._keep(_name(attribute), value)
        elif name in WANTED and not self._property:
            self._property = name
            self._keep(name, attributes.get(f"{RDF} resource", ""))
        elif name == RDF + "li":
            language = attributes.get(f"{XML} lang", "").lower()
            is_default = language == "x-default"
            self._first = is_default or (language.startswith("en") and self._property not in self._with_default)
            if is_default:
                self._with_default.add(self._property)

    def text(self, text: str) -> None:
        if self._length < MAX_TEXT:
            self._pieces.append(text[: MAX_TEXT - self._length])
            self._length += len(text)

    def end(self, _tag: str) -> None:
        name = self._path.pop()
        if self._property and name in {self._property, RDF + "li"}:
            self._keep(self._property, "".join(self._pieces), first=self._first)
        self._pieces, self._length, self._first = [], 0, False
        if name == self._property:
            self._property = ""

    def _keep(self, name: str, value: str, *, first: bool = False) -> None:
        text = value.strip()[:MAX_TEXT]
        if name not in WANTED or not text or self._count >= MAX_VALUES:
            return
        self._count += 1
        values = self.found.setdefault(name, [])
        values.insert(0 if first else len(values), text)


def _name(expanded: str) -> str:
    """Return namespace and local name as one, as the constants above have them."""
    return expanded.replace(" ", "", 1)
