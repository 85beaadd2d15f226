"""What can be wrong with a question to the audit log.

CuratorError
└── AuditRecordNotFoundError     404
"""

from curator.foundation.errors import NotFoundError


class AuditRecordNotFoundError(NotFoundError):
    """There is no record of this id, or there is none any more."""

    def __init__(self, record_id: str) -> None:
        """Name the record."""
        super().__init__(f"no audit record {record_id!r}", public_message="Audit record not found")
