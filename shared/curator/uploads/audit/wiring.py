"""How the audit trail is put together from the environment of its function."""

from curator.uploads.audit.store import AttemptStore
from curator.uploads.audit.trail import AuditTrail
from curator.uploads.wiring import table, upload_store


def audit_trail() -> AuditTrail:
    """Return what tells what became of a batch."""
    return AuditTrail(upload_store(), AttemptStore(table()))
