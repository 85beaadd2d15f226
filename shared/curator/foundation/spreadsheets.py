"""Tables as CSV (RFC 4180), for spreadsheets.

A spreadsheet takes a field that begins with `=`, `+`, `-` or `@` for a formula, also after a tab or a line break, and
would run it on its reader's machine. Such fields get an apostrophe in front (OWASP, CSV injection): texts come from
strangers.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the rows below a line of headings; a column that a row does not have is empty there."""
    written = io.StringIO()
    table = csv.DictWriter(written, columns, restval="", lineterminator="\r\n")
    table.writeheader()
    for row in rows:
        table.writerow({name: _field(value) for name, value in row.items()})
    return written.getvalue()


def _field(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
