"""Times as answers carry them."""

from curator.foundation.clock import iso_timestamp


def moment(seconds: float | None) -> str | None:
    """Return a time as clients read it, None where there is none."""
    return iso_timestamp(seconds) if seconds else None
