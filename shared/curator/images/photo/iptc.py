"""IPTC's Information Interchange Model, as Photoshop stores it in a JPEG: datasets in an image resource."""

from collections.abc import Iterator, Mapping

IPTC_RESOURCE = 0x0404
MAX_DATASETS = 2000
MAX_VALUE = 4096  # bytes

TITLE, KEYWORD, DATE, TIME, CREATOR, HEADLINE, COPYRIGHT, CAPTION = 5, 25, 55, 60, 80, 105, 116, 120
WANTED = frozenset({TITLE, KEYWORD, DATE, TIME, CREATOR, HEADLINE, COPYRIGHT, CAPTION})

Datasets = Mapping[int, list[bytes]]


def read_iptc(photoshop: bytes) -> Datasets:
    """Return the wanted datasets of the application record, repeated ones in order."""
    found: dict[int, list[bytes]] = {}
    for record, dataset, value in _datasets(_resource(photoshop)):
        if record == 2 and dataset in WANTED:
            found.setdefault(dataset, []).append(value[:MAX_VALUE])
    return found


def _resource(photoshop: bytes) -> bytes:
    """Return the resource that is IPTC: each has a signature, an id, a padded Pascal string, a length, padded bytes."""
    place = 0
    while photoshop[place : place + 4] == b"8BIM":
        kind = int.from_bytes(photoshop[place + 4 : place + 6])
        name = photoshop[place + 6] if place + 6 < len(photoshop) else 0
        start = place + 6 + name + 1 + (name + 1) % 2
        length = int.from_bytes(photoshop[start : start + 4])
        if kind == IPTC_RESOURCE:
            return photoshop[start + 4 : start + 4 + length]
        place = start + 4 + length + length % 2
    return b""


def _datasets(iptc: bytes) -> Iterator[tuple[int, int, bytes]]:
    place = 0
    for _ in range(MAX_DATASETS):
        if place + 5 > len(iptc) or iptc[place] != 0x1C:
            return
        record, dataset = iptc[place + 1], iptc[place + 2]
        length = int.from_bytes(iptc[place + 3 : place + 5])
        place += 5
        if length & 0x8000:  # an extended dataset: this many bytes of length follow
            width = length & 0x7FFF
            if width > 4:
                return
            length = int.from_bytes(iptc[place : place + width])
            place += width
        if place + length > len(iptc):
            return
        yield record, dataset, iptc[place : place + length]
        place += length
