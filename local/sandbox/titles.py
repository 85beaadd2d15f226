"""What MediaWiki makes of a name: page titles, file names, and the extensions it takes.

A *title* is shown with spaces ("File:A b.jpg"); a *database key* has underscores ("A_b.jpg").
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from local.sandbox.replies import ApiError

MAXIMUM_NAME_BYTES = 240
FILE_NAMESPACE = "File"
NAMESPACES = {
    "": 0, "user": 2, "user talk": 3, "project": 4, "commons": 4, "file": 6, "image": 6, "file talk": 7,
    "mediawiki": 8, "template": 10, "help": 12, "category": 14,
}  # fmt: skip
CANONICAL = {2: "User", 3: "User talk", 4: "Commons", 6: "File", 7: "File talk", 8: "MediaWiki", 10: "Template",
             12: "Help", 14: "Category"}  # fmt: skip

ALLOWED_EXTENSIONS: tuple[str, ...] = (
    "png", "gif", "jpg", "jpeg", "webp", "tif", "tiff", "svg", "pdf", "djvu", "xcf", "ogg", "oga", "ogv", "opus",
    "flac", "wav", "webm", "mp3", "mid", "stl", "mpg", "mpeg",
)  # fmt: skip
BANNED_EXTENSIONS = frozenset(
    {
        "html", "htm", "js", "jsb", "mhtml", "mht", "xhtml", "xht", "php", "phtml", "php3", "php4", "php5",
        "phps", "phar", "shtml", "jhtml", "pl", "py", "cgi", "exe", "scr", "dll", "msi", "vbs", "bat", "com",
        "pif", "cmd", "vxd", "cpl", "xml",
    }
)  # fmt: skip
BLANKS = re.compile("[ _\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e]")
REPLACED_BY_HYPHEN = re.compile(r"[:/\\#|\[\]{}<>]")
ILLEGAL = re.compile("[\x00-\x1f\x7f\ufffd]|~~~|%[0-9A-Fa-f]{2}|&[A-Za-z0-9\x80-\U0010ffff]+;|&#x?[0-9A-Fa-f]+;")


class RefusedNameError(ApiError):
    """No file may have this name.

    Attributes:
        is_mendable: whether MediaWiki keeps the file in the stash, for a try under another name.
    """

    def __init__(self, code: str, info: str, *, is_mendable: bool = True, **extra: Any) -> None:
        """Describe the refusal."""
        super().__init__(code, info, **extra)
        self.is_mendable = is_mendable


@dataclass(frozen=True, slots=True)
class FileName:
    """The name a file gets, and whether it is another than the one asked for."""

    key: str
    is_changed: bool

    @property
    def title(self) -> str:
        """Return the page's title, "File:…" with spaces."""
        return f"{FILE_NAMESPACE}:{self.key.replace('_', ' ')}"


def capitalised(text: str) -> str:
    """Return the text with its first letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


def normal_title(text: str) -> str:
    """Return a page title in MediaWiki's own form: spaces, canonical namespace, first letter in upper case."""
    cleaned = BLANKS.sub(" ", DIRECTION_MARKS.sub("", unicodedata.normalize("NFC", text))).strip()
    prefix, colon, rest = cleaned.partition(":")
    number = NAMESPACES.get(prefix.strip().lower())
    if not colon or number is None:
        return capitalised(cleaned)
    return f"{CANONICAL[number]}:{capitalised(rest.strip())}"


def namespace_of(title: str) -> int:
    """Return the namespace number of a title in its normal form."""
    prefix, colon, _ = title.partition(":")
    return NAMESPACES.get(prefix.lower(), 0) if colon else 0


def file_key(title: str) -> str:
    """Return the database key of a file's title, without its namespace."""
    return title.partition(":")[2].replace(" ", "_")


def extension_of(name: str) -> str:
    """Return the last extension in lower case, without its dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def file_name(wanted: str, *, guessed_extension: str = "") -> FileName:
    """Return the name a file asked to be called `wanted` gets.

    Args:
        wanted: as the client wrote it.
        guessed_extension: what a name without an extension gets: the one of the file's content.

    Raises:
        RefusedNameError: no file may have such a name.
    """
    asked = unicodedata.normalize("NFC", wanted)
    bare = DIRECTION_MARKS.sub("", asked).strip(" _")
    prefix, colon, rest = bare.partition(":")
    if colon and prefix.strip().lower() in {"file", "image"}:
        bare = rest.strip(" _")
    if len(bare.encode()) > MAXIMUM_NAME_BYTES:
        raise RefusedNameError("filename-toolong", "Filenames may not be longer than 240 bytes.")
    key = capitalised(BLANKS.sub("_", REPLACED_BY_HYPHEN.sub("-", bare)).strip("_"))
    if ILLEGAL.search(bare) or not key:
        raise RefusedNameError("illegal-filename", "The filename is not allowed.", filename=bare)
    if "." not in key and guessed_extension:
        key = f"{key}.{guessed_extension}"
    _check_parts(key.split("."))
    comparable = capitalised(asked.replace(" ", "_"))
    return FileName(key, is_changed=key not in {asked, comparable})


def _check_parts(parts: list[str]) -> None:
    """Refuse a name with a banned extension anywhere, an unknown one or none at its end, or nothing before it."""
    extensions = parts[1:]
    if not extensions or not extensions[-1]:
        raise RefusedNameError("filetype-missing", 'The file has no extension (like ".jpg").')
    banned = [part.lower() for part in extensions if part.lower() in BANNED_EXTENSIONS]
    if banned or extensions[-1].lower() not in ALLOWED_EXTENSIONS:
        raise _banned_type(extensions[-1], banned)
    if parts[:-1] == [""]:
        raise RefusedNameError("filename-tooshort", "The filename is too short.")


def _banned_type(extension: str, banned: list[str]) -> RefusedNameError:
    names = ", ".join(banned or [extension])
    are = "are not permitted file types" if len(banned) > 1 else "is not a permitted file type"
    return RefusedNameError(
        "filetype-banned",
        f'".{names}" {are}. Permitted file types are {", ".join(ALLOWED_EXTENSIONS)}.',
        is_mendable=False,
        filetype=extension,
        allowed=list(ALLOWED_EXTENSIONS),
        **({"blacklisted": banned} if banned else {}),
    )
