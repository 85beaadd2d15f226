"""When a photograph was taken, by the clock of its camera, and what zone that clock stood in where the file says so."""

import re
from dataclasses import dataclass
from datetime import datetime

EARLIEST_YEAR = 1826  # the oldest photograph there is
LATEST_YEAR = 2100
UNSET = datetime(1970, 1, 1)  # noqa: DTZ001 - a camera's clock has no zone; what one shows that was never set
MOST_MINUTES = 14 * 60  # east of UTC; to the west it is less

DATE = re.compile(
    r"(?P<year>\d{4})"
    r"(?:[:\-/.]?(?P<month>\d{2}|  )(?:[:\-/.]?(?P<day>\d{2}|  ))?)?"
    r"(?:[T ]+(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
ZONE = re.compile(r"(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})")
IPTC_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})([+-]\d{4})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time as a camera's clock showed it, to the second, or a date of which the rest is unknown.

    `precision` is `second`, `day`, `month` or `year`; `offset` are the minutes that the clock stood east of UTC.
    """

    clock: datetime
    precision: str
    offset: int | None = None


def moment(text: str, zone: str = "") -> Moment | None:
    """Return what a date of EXIF (`2026:11:21 14:05:06`) or XMP (ISO 8601, cut off anywhere) says, if it can be one.

    Args:
        text: the date.
        zone: what a tag of its own says of its zone, as in `+01:00`; one within the date itself counts more.
    """
    found = DATE.match(text.strip("\0 "))
    if found is None:
        return None
    parts = {name: int(value) for name, value in found.groupdict().items() if value and value.strip().isdigit()}
    if not EARLIEST_YEAR <= parts["year"] <= LATEST_YEAR:
        return None
    names = ("year", "month", "day", "hour", "minute")
    known = next((place for place, name in enumerate(names) if name not in parts), len(names))
    if known < len(names):
        parts = {name: parts[name] for name in names[: min(known, 3)]}
    try:
        clock = datetime(**{"month": 1, "day": 1, **parts})  # type: ignore[arg-type]  # noqa: DTZ001 - a camera's clock
    except ValueError:
        return None
    if clock == UNSET:
        return None
    precision = {1: "year", 2: "month", 3: "day"}.get(len(parts), "second")
    stated = _minutes(found["zone"] or zone) if precision == "second" else None
    return Moment(clock=clock, precision=precision, offset=stated)


def iptc_moment(date: str, time: str) -> Moment | None:
    """Return what IPTC's date (`20261121`) and time (`140506+0100`) say."""
    found = IPTC_TIME.fullmatch(time.strip())
    if found is None:
        return moment(date)
    hour, minute, second, zone = found.groups()
    return moment(f"{date.strip()} {hour}:{minute}:{second}{zone or ''}")


def _minutes(zone: str) -> int | None:
    zone = zone.strip("\0 ")
    if zone == "Z":
        return 0
    found = ZONE.fullmatch(zone)
    if found is None:
        return None
    minutes = int(found["hours"]) * 60 + int(found["minutes"])
    if minutes > MOST_MINUTES:
        return None
    return -minutes if found["sign"] == "-" else minutes
