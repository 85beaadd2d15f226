"""Reading the answer of an outside server within one time for all of it, and one size."""

import httpx

from curator.foundation.clock import Clock

SHORTEST_WAIT_SECONDS = 0.001  # 0 would be no waiting at all, not even for what is there
UNCOMPRESSED = "identity"  # what to accept, so that what is read is what is counted


class Remaining(dict[str, float]):
    """The time-outs of a request's steps: what is left for all of them together, at the moment a step begins.

    httpx gives each step the whole time, connecting, sending, and each piece of the answer.
    """

    def __init__(self, clock: Clock, deadline: float) -> None:
        """End everything at `deadline`, in seconds since the epoch."""
        super().__init__()
        self._clock = clock
        self._deadline = deadline

    def get(self, _step: str, _default: object = None) -> float:
        """Return the seconds that are left."""
        return max(self._deadline - self._clock.now(), SHORTEST_WAIT_SECONDS)


def body_within(response: httpx.Response, clock: Clock, deadline: float, max_bytes: int) -> bytes:
    """Return the body; a time-out alone would let a server go on for ever, a byte at a time.

    Raises:
        httpx.ReadTimeout: it was not there by `deadline`.
        ValueError: it is longer than `max_bytes`.
    """
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if clock.now() > deadline:
            raise httpx.ReadTimeout("the answer came too slowly")
        if len(body) > max_bytes:
            raise ValueError("the answer is too long")
    return bytes(body)
