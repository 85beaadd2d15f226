"""What a user types to name some of their files.

mine                                all of them
2026-11-21                          those taken on that day, by the camera's clock; by the day of the upload where
                                    a file does not say when it was taken
5d1c…-…, 77e0…-…                    these, by their ids, at most 25: a message to us has room for as many
holiday, users/12345, bucket:mine   those in a bucket; with `bucket:` whatever it is called
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from curator.sources.errors import InvalidInputError
from curator.sources.own_files import OwnFile

EVERYTHING = "mine"
BUCKET = "bucket:"
MAX_IDS = 25
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}")
SEPARATORS = re.compile(r"[\s,;]+")

REFUSAL = "Say “mine” for all your files, a day as in 2026-11-21, the name of a bucket, or up to 25 ids of files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Some of a user's files: those of these ids, or of all files those that `fits`. `text` names them again."""

    text: str
    ids: tuple[str, ...] = ()
    fits: Callable[[OwnFile], bool] = lambda _file: True


def read_input(text: str) -> Wanted:
    """Return what a user means; raises InvalidInputError."""
    typed = text.strip()
    if not typed or typed.lower() == EVERYTHING:
        return Wanted(text=EVERYTHING)
    if typed.startswith(BUCKET):
        return _of_bucket(typed.removeprefix(BUCKET).strip(), typed)
    if DAY.fullmatch(typed):
        return _of_day(typed)
    words = [word.lower() for word in SEPARATORS.split(typed) if word]
    if all(ID.fullmatch(word) for word in words):
        return _of_ids(list(dict.fromkeys(words)))
    return _of_bucket(typed, typed)


def is_id(text: str) -> bool:
    """Return whether this could be the id of a file."""
    return ID.fullmatch(text) is not None


def day_of(file: OwnFile) -> date:
    """Return the day a file was taken by the camera's clock, or was uploaded where that is all that is known."""
    try:
        return datetime.fromisoformat(file.photo["taken"]).date()
    except (KeyError, TypeError, ValueError):
        return datetime.fromtimestamp(file.uploaded, UTC).date()


def _of_day(text: str) -> Wanted:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError(str(error), public_message=f"There is no day {text}") from error
    return Wanted(text=text, fits=lambda file: day_of(file) == day)


def _of_ids(ids: list[str]) -> Wanted:
    if len(ids) > MAX_IDS:
        raise InvalidInputError(f"{len(ids)} ids", public_message=f"At most {MAX_IDS} files can be named by their ids")
    return Wanted(text=",".join(ids), ids=tuple(ids))


def _of_bucket(name: str, typed: str) -> Wanted:
    if NAME.fullmatch(name) is None:
        raise InvalidInputError(f"no name of a bucket: {name[:100]!r}", public_message=REFUSAL)
    bucket = name.rstrip("/")
    return Wanted(text=typed, fits=lambda file: file.bucket == bucket)
