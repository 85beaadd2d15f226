"""Every size of a picture from one decode: each from the next larger rung, which costs no quality and little time.

The rungs are fixed. So the bytes of a variant depend on the picture and on the variant's own specification, never on
which others are made along with it: a backfill of one variant writes what a run over all of them would have written.
"""

from curator.images.engine.decoding import Picture, decode
from curator.images.engine.pixels import Pixels

RUNGS = (4096, 1200, 600)  # pixels of the longer side; the usual variants, so that most rungs are asked for anyway
BASE = RUNGS[0]
# A rung serves what is half its size or less. From nearer by, being resampled twice would show.
DISTANCE = 2


class Ladder:
    """The sizes of one picture, made when they are first asked for."""

    def __init__(self, picture: Picture) -> None:
        """Decode nothing yet."""
        self._picture = picture
        self._rungs: dict[int, Pixels] = {}

    def at(self, limit: int) -> Pixels:
        """Return the picture with at most `limit` pixels on its longer side.

        Raises:
            UndecodableImageError: the file is damaged or ends too early.
        """
        if limit in RUNGS:
            return self._rung(limit)
        if limit > BASE:
            return decode(self._picture, limit)
        return self._below(limit)

    def _rung(self, limit: int) -> Pixels:
        if limit not in self._rungs:
            self._rungs[limit] = decode(self._picture, BASE) if limit == BASE else self._below(limit)
        return self._rungs[limit]

    def _below(self, limit: int) -> Pixels:
        parent = min((rung for rung in RUNGS if rung >= limit * DISTANCE), default=BASE)
        return self._rung(parent).resized(*self._picture.fitted(limit))
