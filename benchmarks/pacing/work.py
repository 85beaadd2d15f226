"""How long each upload works, and when in it the wiki counts its hits. The same upload is the same in every design."""

import math
import random
from dataclasses import dataclass

SPREAD = 0.35  # of the logarithm of the durations: one in twenty takes 1.8 times the median or more
WIDE_SPREAD = 0.8  # … 3.7 times: a camera's pictures and, among them, scans of hundreds of MB


@dataclass(frozen=True, slots=True)
class WorkPiece:
    """One upload's work.

    Attributes:
        seconds: from its start to its end.
        hits: (seconds after the start, action) in order: the publish counts as an upload and as an edit, the structured
            data and the null edit as an edit each.
    """

    seconds: float
    hits: tuple[tuple[float, str], ...]

    @property
    def published_after(self) -> float:
        """Seconds from the start to the publish."""
        return self.hits[0][0]


def work_piece(seed: str, *, median: float, spread: float = SPREAD) -> WorkPiece:
    """Return the work of the upload this seed names; `median` in seconds, `spread` of their logarithm."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    seconds = median * math.exp(chance.gauss(0.0, spread))
    published = seconds * chance.uniform(0.5, 0.8)
    described = published + (seconds - published) * chance.uniform(0.3, 0.9)
    return WorkPiece(
        seconds=seconds,
        hits=((published, "upload"), (published, "edit"), (described, "edit"), (seconds, "edit")),
    )
