"""The limits of this deployment, as operators set them."""

from dataclasses import dataclass
from enum import StrEnum

from curator.foundation.settings import SettingsError
from curator.identity.limits.rules import Rule


class FailMode(StrEnum):
    """What becomes of a call while nobody can say whether it is one too many."""

    OPEN = "open"  # it passes
    CLOSED = "closed"  # it is refused


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """The environment of the functions that limit; a minute is any 60 seconds, a second any one."""

    rate_limit_enabled: bool = True
    rate_limit_per_minute: int = 60  # HTTP calls of a user or an address
    rate_limit_burst: int = 10  # … in a second
    rate_limit_fail_mode: str = FailMode.OPEN
    ws_message_rate_limit: int = 100  # messages of a user in a minute, over all their sockets
    ws_slice_rate_limit: int = 1200  # … UPLOAD_SLICE, which the server paces by its acknowledgements
    ws_max_connections_per_user: int = 5

    def __post_init__(self) -> None:
        """Raise SettingsError for limits that let nobody in, or an unknown mode."""
        if self.rate_limit_fail_mode not in set(FailMode):
            raise SettingsError("RATE_LIMIT_FAIL_MODE is neither open nor closed")
        for name in LIMITS:
            if getattr(self, name) < 1:
                raise SettingsError(f"{name.upper()} is below 1")

    @property
    def http_rules(self) -> tuple[Rule, Rule]:
        """A minute's limit first: it is the one that callers are told of."""
        return Rule(self.rate_limit_per_minute, 60), Rule(self.rate_limit_burst, 1)

    @property
    def fails_open(self) -> bool:
        """Whether calls pass that nobody can judge."""
        return self.rate_limit_fail_mode == FailMode.OPEN


LIMITS = (
    "rate_limit_per_minute",
    "rate_limit_burst",
    "ws_message_rate_limit",
    "ws_slice_rate_limit",
    "ws_max_connections_per_user",
)
