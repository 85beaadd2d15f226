"""How records are shown."""

import json
from dataclasses import asdict
from typing import Any

from curator.foundation.table import Item
from curator.operations.audit.records import AuditRecord
from curator.operations.audit.store import read_record


def record_row(item: Item) -> dict[str, Any]:
    """Return an item as operators read it."""
    return as_row(read_record(item))


def as_row(record: AuditRecord) -> dict[str, Any]:
    """Return a record as operators read it: what is absent is null, and data is data again."""
    row = asdict(record) | {"outcome": record.outcome.value, "user_roles": list(record.user_roles)}
    data = json.loads(record.request_data) if record.request_data else None
    optional = ("ip_address", "user_agent", "request_id", "error_message")
    return row | {"request_data": data} | {name: row[name] or None for name in optional}
