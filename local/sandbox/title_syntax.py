"""Which texts are titles of pages, and why others are none, as MediaWiki's title parser tells (MediaWikiTitleCodec)."""

import re
from html.entities import name2codepoint

from local.sandbox.replies import ApiError
from local.sandbox.titles import DIRECTION_MARKS, NAMESPACES, normal_title

MAXIMUM_TITLE_BYTES = 255

EMPTY = "The requested page title is empty or contains only a namespace prefix."
NOT_UTF8 = "The requested page title contains an invalid UTF-8 sequence."
LEADING_COLON = "The requested page title contains an invalid colon at the beginning."
RELATIVE = (
    "Title has relative path. Relative page titles (./, ../) are invalid, because they will often be unreachable when "
    "handled by user's browser."
)
TILDES = "The requested page title contains invalid magic tilde sequence (<nowiki>~~~</nowiki>)."
TOO_LONG = (
    f"The requested page title is too long. It must be no longer than {MAXIMUM_TITLE_BYTES} bytes in UTF-8 encoding."
)

_ENTITY = re.compile(r"&(?:#(\d+)|#[xX]([0-9A-Fa-f]+)|([A-Za-z0-9]+));")
_ILLEGAL = re.compile("[\x00-\x1f\x7f<>\\[\\]{}|]|%[0-9A-Fa-f]{2}|&[A-Za-z0-9\x80-\U0010ffff]+;")
_RELATIVE = re.compile(r"\.{1,2}|\.{1,2}/.*|.*/\.{1,2}/.*|.*/\.{1,2}", re.DOTALL)


class InvalidTitleError(ApiError):
    """No page can be called that; `reason` is what a query answers."""

    def __init__(self, text: str, reason: str) -> None:
        """Name the text and what is wrong with it."""
        super().__init__("invalidtitle", f'Bad title "{text}".')
        self.reason = reason


def page_title(text: str) -> str:
    """Return the title a text means, in its normal form; "" for a mere section of no page ("#history").

    Raises:
        InvalidTitleError: no page can be called that.
    """
    decoded = DIRECTION_MARKS.sub("", _ENTITY.sub(_decoded, text)).strip(" _")
    if not decoded:
        raise InvalidTitleError(text, EMPTY)
    if "\ufffd" in decoded:
        raise InvalidTitleError(text, NOT_UTF8)
    page, is_section, _ = decoded.removeprefix(":").strip(" _").partition("#")
    namespace, bare = _split(page)
    if reason := _fault_of(namespace, bare, is_section=bool(is_section)):
        raise InvalidTitleError(text, reason)
    return normal_title(page)


def _split(page: str) -> tuple[str, str]:
    """Return the namespace as written, "" for none, and the rest."""
    prefix, colon, rest = page.partition(":")
    if not colon or prefix.strip(" _").lower().replace("_", " ") not in NAMESPACES:
        return "", page.strip(" _")
    return prefix, rest.strip(" _")


def _fault_of(namespace: str, bare: str, *, is_section: bool) -> str:
    """Return what is wrong with the part after the namespace, or an empty string."""
    if namespace and bare.startswith(":"):
        return LEADING_COLON
    if illegal := _ILLEGAL.search(bare):
        return f'The requested page title contains invalid characters: "{illegal.group()}".'
    if _RELATIVE.fullmatch(bare):
        return RELATIVE
    if "~~~" in bare:
        return TILDES
    if len(bare.encode()) > MAXIMUM_TITLE_BYTES:
        return TOO_LONG
    return EMPTY if not bare and (namespace or not is_section) else ""


def _decoded(entity: re.Match[str]) -> str:
    """Return the character an entity stands for; one nobody knows stays."""
    decimal, hexadecimal, name = entity.groups()
    if name:
        return chr(name2codepoint[name]) if name in name2codepoint else entity.group()
    number = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(number) if 0 < number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else "\ufffd"
