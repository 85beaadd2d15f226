"""Titles made from a template such as `{place} – {date} ({id}).jpg`. Pure."""  # noqa: RUF002

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from curator.commons.title_rules import title_problems
from local.cli.uploading.pages import PAGES, Image
from local.cli.uploading.taken import known_day, known_time

FIELD = re.compile(r"\{([a-z]+)\}")
FORBIDDEN = re.compile(r"[#<>\[\]|{}:/\\]")
EMPTY_BRACKETS = re.compile(r"\(\s*\)")
DASHES_BEFORE_NOTHING = re.compile(r"(?:\s[–-])+(?=\s[–-]\s|\.[a-z]+$)", re.IGNORECASE)  # noqa: RUF001
BLANKS_BEFORE_TYPE = re.compile(r"\s+(?=\.[a-z]+$)", re.IGNORECASE)
LEADING_DASHES = re.compile(r"^[\s–-]+")  # noqa: RUF001


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a title may say beside the photograph itself; `number` counts from 1."""

    source: str
    collection: str
    number: int


def _title(image: Image, _context: Context) -> str:
    """Return the photograph's own title: the server suggests `<title> (<id>).<type>`."""
    return str(image["title"]).rpartition(".")[0].replace(f"({image['id']})", "").strip()


def _place(image: Image, context: Context) -> str:
    location = image["location"]
    named = (location.get(name) for name in ("city", "county", "state", "country"))
    return next((str(name) for name in named if name), PAGES[context.source].nameless)


def _camera(image: Image, _context: Context) -> str:
    return " ".join(filter(None, (image["camera"].get("make"), image["camera"].get("model"))))


def _collection(_image: Image, context: Context) -> str:
    """Return the last part: a collection is named by an id, or by an address that ends in one."""
    return [part for part in re.split(r"[/=]", context.collection) if part][-1:][0] if context.collection else ""


FIELDS: Mapping[str, Callable[[Image, Context], str]] = {
    "title": _title,
    "place": _place,
    "date": lambda image, _context: known_day(image["dates"]),
    "time": lambda image, _context: known_time(image["dates"]).replace(":", "."),
    "id": lambda image, _context: str(image["id"]),
    "sequence": _collection,
    "number": lambda _image, context: f"{context.number:03}",
    "author": lambda image, _context: str(image["creator"]["username"]),
    "city": lambda image, _context: str(image["location"].get("city") or ""),
    "state": lambda image, _context: str(image["location"].get("state") or ""),
    "country": lambda image, _context: str(image["location"].get("country") or ""),
    "camera": _camera,
    "type": lambda image, _context: str(image["title"]).rpartition(".")[2],
}
"""What each field of a template becomes."""


def fill(template: str, image: Image, context: Context) -> str:
    """Return the title of one photograph; a field nobody knows stays as it is, and is refused with the title."""

    def value(found: re.Match[str]) -> str:
        field = FIELDS.get(found[1])
        return FORBIDDEN.sub("-", field(image, context)) if field else found[0]

    return _capitalised(_tidy(FIELD.sub(value, template)))


def problems_of(titles: Sequence[str]) -> list[str]:
    """Return what keeps a selection from being uploaded under these titles, a sentence each."""
    uses = Counter(map(_same, titles))
    found = [f"{title}: {problem}" for title in titles for problem in title_problems(title)]
    twice = dict.fromkeys(title for title in titles if uses[_same(title)] > 1)
    return [*found, *(f"{title}: more than one photograph has this title." for title in twice)]


def _tidy(title: str) -> str:
    """Return a title without the brackets, dashes and blanks that fields without a value leave behind."""
    title = " ".join(EMPTY_BRACKETS.sub("", title).split())
    return LEADING_DASHES.sub("", BLANKS_BEFORE_TYPE.sub("", DASHES_BEFORE_NOTHING.sub("", title))).strip()


def _capitalised(title: str) -> str:
    """Return it as Commons would; a letter without a single capital, as ß, stays."""
    first = title[:1].upper()
    return f"{first}{title[1:]}" if len(first) == 1 else title


def _same(title: str) -> str:
    """Return what Commons takes two titles for if it takes them for one."""
    return _capitalised(unicodedata.normalize("NFC", title).replace("_", " ").strip())
