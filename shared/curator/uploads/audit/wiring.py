"""How the audit trail is put together from the environment of its function."""

from typing import TYPE_CHECKING

from curator.uploads.wiring import table, upload_store

if TYPE_CHECKING:
    from curator.uploads.audit.trail import AuditTrail


def audit_trail() -> "AuditTrail":
    """Return what tells what became of a batch."""
    from curator.uploads.audit.store import AttemptStore
    from curator.uploads.audit.trail import AuditTrail

    return AuditTrail(upload_store(), AttemptStore(table()))
