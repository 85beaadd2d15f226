"""A function's log as a person reads it: without the platform's own lines and metrics, a short line for each record."""

import json
from collections.abc import Iterable

PLATFORM_LINES = ("START ", "END ", "REPORT ", "INIT_START ", '{"_aws"')
LINE_LENGTH = 300  # characters; a traceback is told by its last words


def readable(lines: Iterable[str], *, last: int) -> list[str]:
    """Return the last `last` lines that say something."""
    telling = [line.rstrip() for line in lines if line.strip() and not line.startswith(PLATFORM_LINES)]
    return [_short(line) for line in telling[-last:]]


def _short(line: str) -> str:
    try:
        record = json.loads(line)
    except ValueError:
        return line[:LINE_LENGTH]
    if not isinstance(record, dict) or "message" not in record:
        return line[:LINE_LENGTH]
    problem = f" - {_last_line(record['exception'])}" if "exception" in record else ""
    return f"{record.get('level', '')} {record['message']}{problem}".strip()[:LINE_LENGTH]


def _last_line(traceback: object) -> str:
    return str(traceback).rstrip().rpartition("\n")[2]
