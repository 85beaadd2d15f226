"""A clock that tests turn by hand."""


class VirtualClock:
    """Stands still but for `sleep`, which returns at once, later; remembers every sleep."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self._now = now
        self.sleeps: list[float] = []

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self._now += seconds

    def advance(self, seconds: float) -> None:
        """Let time pass without anybody having slept."""
        self._now += seconds
