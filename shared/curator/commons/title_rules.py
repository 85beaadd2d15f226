"""Which titles no file on Commons can have: rules anybody can check without asking Commons.

What MediaWiki does to a title falls into three kinds:

- it tidies without a word: case of the first letter, underscores for blanks, decomposed letters. `tidied` does so too.
- it replaces, and warns: publishing stops there, for Curator lets nobody rename its files.
- it refuses.

The last two are problems. Sources: recorded replies of MediaWiki 1.43 (tests/fixtures/mediawiki), its
`$wgIllegalFileChars`, `$wgProhibitedFileExtensions` and `MediaWikiTitleCodec`, and `$wgFileExtensions` of Commons.
The title blacklist is not here; it is a page on Commons that changes (`titles.blacklist_reason`).
"""

import re
import unicodedata
from collections.abc import Iterator

MAXIMUM_TITLE_BYTES = 240  # of UTF-8, with the extension

# What Curator uploads; Commons takes a few more.
EXTENSIONS = ("gif", "jpeg", "jpg", "pdf", "png", "svg", "tif", "tiff", "webm", "webp")
# Refused anywhere in a title, not only at its end: a web server might take `x.php.png` for a program.
PROHIBITED_EXTENSIONS = frozenset(
    (
        *("html", "htm", "mhtml", "mht", "xhtml", "xht", "shtml", "jhtml", "xml", "js", "jsb"),
        *("php", "phtml", "php3", "php4", "php5", "phps", "phar", "pl", "py", "cgi"),
        *("exe", "scr", "dll", "msi", "vbs", "bat", "com", "pif", "cmd", "vxd", "cpl"),
    )
)

_NAMESPACE = re.compile(r"\s*(file|image)\s*:", re.IGNORECASE)
_REPLACED = re.compile(r"[:/\\#<>\[\]{}|]")
_CONTROL = re.compile("[\x00-\x1f\x7f\ufffd]|[\ud800-\udfff]")
_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e]")
_OTHER_BLANK = re.compile("[\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_SEVERAL_BLANKS = re.compile("[ _]{2,}")
_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_ENTITY = re.compile("&[0-9A-Za-z\x80-\U0010ffff]+;")  # numbered ones have a «#», which is refused by itself
_SIGNATURE = "~~~"


def title_problems(filename: str) -> list[str]:
    """Return why no file on Commons can be called `filename`, one sentence each; empty if one can.

    Args:
        filename: without `File:`, as a user wrote it or a template made it.
    """
    name = unicodedata.normalize("NFC", filename)
    if not name.strip(" _"):
        return ["The title is empty."]
    problems = [*_about_namespace(name), *_about_characters(name), *_about_blanks(name), *_about_extension(name)]
    length = len(name.encode("utf-8", "replace"))
    if length > MAXIMUM_TITLE_BYTES:
        problems.append(
            f"The title is too long: {length} bytes, at most {MAXIMUM_TITLE_BYTES}. "
            "Letters beyond A to Z take two to four bytes each."
        )
    return problems


def tidied(filename: str) -> str:
    """Return the title as Commons will show it: composed letters, blanks for underscores, a capital at the start."""
    name = unicodedata.normalize("NFC", filename).replace("_", " ").strip()
    capital = name[:1].upper()
    return (capital if len(capital) == 1 else name[:1]) + name[1:]  # ß has no single capital, and stays


def _about_namespace(name: str) -> Iterator[str]:
    if found := _NAMESPACE.match(name):
        yield f"The title must not begin with “{found.group().strip()}”: Commons adds that itself."


def _about_characters(name: str) -> Iterator[str]:
    namespace = _NAMESPACE.match(name)
    bare = name[namespace.end() :] if namespace else name
    for character in dict.fromkeys(_REPLACED.findall(bare)):
        yield f"The title must not contain “{character}”."
    for character in dict.fromkeys(_CONTROL.findall(bare)):
        yield f"The title must not contain the control character {_code_point(character)}."
    for character in dict.fromkeys(_INVISIBLE.findall(bare)):
        yield f"The title must not contain the invisible character {_code_point(character)}, a mark of direction."
    if _SIGNATURE in bare:
        yield "The title must not contain “~~~”: in wikitext that is a signature."
    if found := _ESCAPE.search(bare):
        yield f"The title must not contain “{found.group()}”: in an address that stands for another character."
    if found := _ENTITY.search(bare):
        yield f"The title must not contain “{found.group()}”: in a page that stands for another character."


def _about_blanks(name: str) -> Iterator[str]:
    if name != name.strip(" _"):
        yield "The title must not begin or end with a blank."
    if _SEVERAL_BLANKS.search(name.strip(" _")):
        yield "The title must not contain several blanks in a row."
    for character in dict.fromkeys(_OTHER_BLANK.findall(name)):
        yield f"The title must not contain the special blank {_code_point(character)}; use an ordinary one."


def _about_extension(name: str) -> Iterator[str]:
    stem, *parts = name.strip(" _").split(".")
    if not parts or parts[-1].lower() not in EXTENSIONS:
        yield f"The title must end with the kind of file it is, one of: {', '.join('.' + one for one in EXTENSIONS)}."
    elif not stem.strip(" _") and len(parts) == 1:
        yield "The title needs a name before its extension."
    for part in dict.fromkeys(parts[:-1]):
        if part.lower() in PROHIBITED_EXTENSIONS:
            yield f"The title must not contain “.{part}.”: Commons takes it for a kind of program."


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"
