"""Chance that always falls the same: what the world is follows from its seed and the name of the thing alone."""

import random
from hashlib import blake2b


def chance(*parts: object) -> random.Random:
    """Return a source of numbers that depends on nothing but `parts`."""
    return random.Random(draw(*parts))  # noqa: S311 - made-up data, not secrecy


def draw(*parts: object) -> int:
    """Return a number below 2**64 that depends on nothing but `parts`: where one is enough, in a tenth of the time."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest())
