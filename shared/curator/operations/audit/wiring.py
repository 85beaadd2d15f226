"""How the audit log is put together from the environment of its function."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.settings import SettingsError, read_settings
from curator.foundation.table import Table
from curator.operations.audit.auditor import Auditor
from curator.operations.audit.store import RETENTION_DAYS, AuditStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSettings:
    """Where the audit log is, and for how long."""

    operations_table: str
    audit_retention_days: int = RETENTION_DAYS
    audit_reads: bool = False  # whether looking at something is recorded like changing it

    def __post_init__(self) -> None:
        """Refuse to keep records for no time."""
        if self.audit_retention_days < 1:
            raise SettingsError("AUDIT_RETENTION_DAYS must be positive")


@cache
def settings() -> AuditSettings:
    """Return the settings; raises SettingsError for a bad deploy."""
    return read_settings(AuditSettings)


@cache
def auditor() -> Auditor:
    """Return what keeps the log. Its table is not waited for: no request is worth less than its record."""
    return Auditor(store(aws.impatient_dynamodb), CLOCK)


def store(client: "Callable[[], DynamoDBClient]") -> AuditStore:
    """Return where the records are."""
    table = Table(client, settings().operations_table, CLOCK)
    return AuditStore(table, retention_days=settings().audit_retention_days)
