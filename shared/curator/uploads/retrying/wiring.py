"""How retrying is put together from the environment of its function."""

from curator.uploads.listing.store import Listings
from curator.uploads.retrying.retrier import Retrier
from curator.uploads.retrying.store import RetryNotes
from curator.uploads.wiring import CLOCK, table, upload_service, upload_store


def retrier() -> Retrier:
    """Return what tries uploads again."""
    return Retrier(
        service=upload_service(),
        uploads=upload_store(),
        listings=Listings(table()),
        notes=RetryNotes(table(), CLOCK),
    )
