"""When the kills come. Pure: a seed in, moments out."""

import random
from dataclasses import dataclass

LAST_SHARE = 0.75  # of the batch; the last quarter is left alone, or the batch could end before its last kill
LONGEST_WAIT_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One kill: so many seconds after Commons has at least this many of the batch's photographs."""

    published: int
    seconds: float


def draw(kills: int, *, files: int, seed: int) -> list[Moment]:
    """Return the moments of the kills in their order; the same seed draws the same ones.

    Two of them may lie close together: then the second comes right after the restart.

    Raises:
        ValueError: the batch is too small to be killed in its middle.
    """
    last = int(files * LAST_SHARE)
    if last < 1:
        raise ValueError(f"a batch of {files} has no middle")
    chance = random.Random(seed)  # noqa: S311 - to be drawn again
    counts = sorted(chance.randint(1, last) for _ in range(kills))
    return [Moment(published=count, seconds=round(chance.uniform(0, LONGEST_WAIT_SECONDS), 3)) for count in counts]
