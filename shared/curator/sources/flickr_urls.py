"""Addresses of Flickr's pages, and what each of them names.

    /photos/{user}/albums/{album}, /photos/{user}/sets/{album}        an album
    /photos/{user}/{photo}, with or without /in/…, /sizes/… and such  one photo
    flic.kr/p/{base58}, /photo.gne?id={photo}                         one photo
    /photos/{user}, /people/{user}, /photos/{user}/with/{photo}       all photos of a user
    /photos/{user}/archives/date-taken/2024/05/17                     a user's photos of a day, a month or a year
    /photos/{user}/archives/date-posted/2024/05

`{user}` is the user's id (NSID), as in 12345678@N00, or a name they chose for their addresses.
The forms of the addresses: https://www.flickr.com/services/api/misc.urls.html
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from urllib.parse import SplitResult, parse_qs, urlsplit

from curator.sources.errors import InvalidInputError

WEB = "https://www.flickr.com"
WEB_HOSTS = frozenset({"www.flickr.com", "flickr.com", "m.flickr.com"})
SHORT_HOST = "flic.kr"
FILE_HOST = re.compile(r"(?:.+\.)?static\.?flickr\.com|photos\d+\.flickr\.com")
ALPHABET = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"  # Flickr's base58, without 0, O, I and l
NUMBER = re.compile(r"[0-9]{1,20}")
NSID = re.compile(r"[0-9]{1,20}@N[0-9]{2}")
USER = re.compile(r"[A-Za-z0-9_-]{1,100}|[0-9]{1,20}@N[0-9]{2}")
PAGE = re.compile(r"page[0-9]+")
ALBUM_PARTS = frozenset({"albums", "sets"})
ARCHIVES = {"date-taken": "taken", "date-posted": "posted"}

FILE_REFUSED = "This is the address of a picture file: open the photo's page on Flickr and copy that page's address"
SHORT_REFUSED = "Of Flickr's short addresses only those of photos (flic.kr/p/…) say what they name: open it and copy "
SHORT_REFUSED += "the address it turns into"
OTHER_REFUSED = (
    "Curator takes Flickr's albums, photos, photostreams, and archives by date; this address is none of them"
)
DATE_REFUSED = "This Flickr archive names no date: pick a day, a month or a year and copy its address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """An album, once called a set."""

    user: str
    album_id: str

    @property
    def address(self) -> str:
        """Return its page."""
        return f"{WEB}/photos/{self.user}/albums/{self.album_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePhoto:
    """One photo. Whose it is does not matter: its id is enough."""

    photo_id: str

    @property
    def address(self) -> str:
        """Return an address that leads to its page."""
        return f"{WEB}/photo.gne?id={self.photo_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole days, the first and the last included; `by` is `taken` or `posted`."""

    by: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Photostream:
    """All public photos of a user, or those of a period."""

    user: str
    period: Period | None = None

    @property
    def address(self) -> str:
        """Return its page."""
        stream = f"{WEB}/photos/{self.user}"
        return stream if self.period is None else f"{stream}/archives/date-{_archive_path(self.period)}"


Target = Album | SinglePhoto | Photostream


def is_nsid(user: str) -> bool:
    """Return whether this is a user's id, which Flickr's API takes, and not a name they chose."""
    return NSID.fullmatch(user) is not None


def parse_address(text: str) -> Target:
    """Return what an address names.

    Raises:
        InvalidInputError: it is not Flickr's, or names nothing that can be fetched; its message says what would.
    """
    parts = _split(text.strip())
    host = (parts.hostname or "").lower()
    path = [part for part in parts.path.split("/") if part]
    if FILE_HOST.fullmatch(host):
        raise _refused(text, FILE_REFUSED)
    if host == SHORT_HOST:
        return _short(path, text)
    if host not in WEB_HOSTS:
        raise InvalidInputError(f"not Flickr: {text[:100]!r}")
    match path:
        case ["photo.gne"]:
            return _photo_by_query(parts, text)
        case ["people", user] if USER.fullmatch(user):
            return Photostream(user=user)
        case ["photos", user, *rest] if USER.fullmatch(user):
            return _of_user(user, rest, text)
    raise _refused(text, OTHER_REFUSED)


def _of_user(user: str, rest: list[str], text: str) -> Target:
    match rest:
        case []:
            return Photostream(user=user)
        case [page] if PAGE.fullmatch(page):
            return Photostream(user=user)
        case ["with", _]:
            return Photostream(user=user)
        case [photo_id, *_] if NUMBER.fullmatch(photo_id):
            return SinglePhoto(photo_id=photo_id)
        case [kind, album_id, *_] if kind in ALBUM_PARTS and NUMBER.fullmatch(album_id):
            return Album(user=user, album_id=album_id)
        case ["archives", kind, *numbers] if kind in ARCHIVES:
            return Photostream(user=user, period=_period(ARCHIVES[kind], numbers, text))
    raise _refused(text, OTHER_REFUSED)


def _short(path: list[str], text: str) -> SinglePhoto:
    match path:
        case ["p", code] if len(code) <= 12 and all(letter in ALPHABET for letter in code):
            return SinglePhoto(photo_id=str(_from_base58(code)))
    raise _refused(text, SHORT_REFUSED)


def _from_base58(code: str) -> int:
    number = 0
    for letter in code:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return number


def _photo_by_query(parts: SplitResult, text: str) -> SinglePhoto:
    ids = parse_qs(parts.query).get("id", [""])
    if not NUMBER.fullmatch(ids[0]):
        raise _refused(text, OTHER_REFUSED)
    return SinglePhoto(photo_id=ids[0])


def _period(by: str, parts: list[str], text: str) -> Period:
    """Return the days an archive's address names; what follows the date there only says how to show them."""
    numbers = []
    for part in parts[:3]:
        if not NUMBER.fullmatch(part):
            break
        numbers.append(int(part))
    try:
        return _days(by, *numbers)
    except (TypeError, ValueError, OverflowError) as error:
        raise _refused(text, DATE_REFUSED) from error


def _days(by: str, year: int, month: int = 0, day: int = 0) -> Period:
    first = date(year, month or 1, day or 1)
    if day:
        return Period(by=by, first=first, last=first)
    last_month = month or 12
    return Period(by=by, first=first, last=date(year, last_month, monthrange(year, last_month)[1]))


def _archive_path(period: Period) -> str:
    first, last = period.first, period.last
    if first == last:
        return f"{period.by}/{first:%Y/%m/%d}"
    return f"{period.by}/{first:%Y/%m}" if first.month == last.month else f"{period.by}/{first:%Y}"


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text if "://" in text else f"https://{text}")
    except ValueError as error:
        raise InvalidInputError(f"not an address: {text[:100]!r}") from error


def _refused(text: str, public_message: str) -> InvalidInputError:
    return InvalidInputError(f"no photos in {text[:200]!r}", public_message=public_message)
