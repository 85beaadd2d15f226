"""How long to wait before the next try to connect. Pure."""

from collections.abc import Callable

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 30.0
MAX_DOUBLINGS = 20  # far beyond where the longest wait is reached


def wait_before_try(tries: int, random: Callable[[], float]) -> float:
    """Return the seconds to wait, which double with each failure up to the longest.

    Args:
        tries: failed so far, 0 before the first wait.
        random: from 0 to 1; it spreads the clients of a restarted server over half the time.
    """
    longest = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(tries, MAX_DOUBLINGS))
    return float(longest * (0.5 + random() / 2))
