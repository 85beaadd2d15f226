"""What can go wrong with asking a provider.

UsageError
└── ProviderError                    502
    ├── NotSupportedError            the provider has no answer to questions of this kind; skipped silently
    ├── ProviderNotFoundError        404, 410, 451: there is no such thing, which is an answer
    ├── ProviderRefusedError         401, 403: credentials that are missing or wrong; for an operator to mend
    ├── ProviderDataError            an answer that makes no sense, or is too large
    ├── PassingProviderError    503  may work later, or elsewhere
    │   ├── ProviderUnavailableError   time-out, no connection, 5xx
    │   ├── RateLimitedError           the provider asks to be left alone for a while
    │   ├── BudgetExhaustedError       so does our own budget, before the provider has to
    │   └── BreakerOpenError           it failed too often lately
    └── AggregateProviderError  503  every provider that was asked failed
"""

from collections.abc import Sequence

from curator.foundation.errors import QueueAction
from curator.usage.errors import UsageError


class ProviderError(UsageError):
    """A provider could not be asked, or its answer is of no use."""

    status = 502
    public_message = "A provider of usage data cannot be used"


class NotSupportedError(ProviderError):
    """The provider has no answer to questions of this kind."""


class ProviderNotFoundError(ProviderError):
    """The provider knows for certain that there is no such thing, or none any more."""

    status = 404
    public_message = "Not found"


class ProviderRefusedError(ProviderError):
    """The provider does not take our credentials, or wants some where we have none."""


class ProviderDataError(ProviderError):
    """The provider's answer makes no sense, is longer than it may be, or leads elsewhere."""


class PassingProviderError(ProviderError):
    """Something that passes.

    Attributes:
        retry_at: when it may be over, in seconds since the epoch; None where nobody knows.
    """

    status = 503
    public_message = "A provider of usage data does not answer at the moment"
    queue_action = QueueAction.RETRY_LATER

    def __init__(self, detail: str = "", *, retry_at: float | None = None) -> None:
        """Describe the failure for the log; never with a token, nor with an address that may hold one."""
        super().__init__(detail)
        self.retry_at = retry_at


class ProviderUnavailableError(PassingProviderError):
    """A time-out, no connection, or 5xx."""


class RateLimitedError(PassingProviderError):
    """The provider asks to be left alone for a while; not a failed attempt of whatever was asked."""


class BudgetExhaustedError(PassingProviderError):
    """Our own budget of requests is used up until `retry_at`; nothing was sent."""


class BreakerOpenError(PassingProviderError):
    """The provider failed too often lately, so it was not asked."""


class AggregateProviderError(PassingProviderError):
    """Every provider failed that could have answered.

    Attributes:
        causes: the names of the providers and what each failed with, in the order they were asked.
    """

    def __init__(self, causes: Sequence[tuple[str, ProviderError]]) -> None:
        """List each cause; `retry_at` is the earliest moment that any of them names."""
        passing = [cause for _, cause in causes if isinstance(cause, PassingProviderError)]
        times = [cause.retry_at for cause in passing if cause.retry_at is not None]
        text = "; ".join(f"{name}: {type(cause).__name__} {cause}" for name, cause in causes)
        super().__init__(text or "no provider can answer this", retry_at=min(times, default=None))
        self.causes = tuple(causes)
