"""Text out of metadata: in whatever encoding it came, without what nobody should see, not too long."""

import re
import unicodedata

INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
SPACE = re.compile(r"\s+")


def decoded(raw: bytes) -> str:
    """Return text that should be ASCII, is UTF-8 most of the time, and Windows' Latin otherwise. A NUL ends it."""
    text = raw.partition(b"\0")[0]
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace")


def decoded_wide(raw: bytes) -> str:
    """Return text as Windows writes it into EXIF: UTF-16, little end first."""
    return raw[: len(raw) // 2 * 2].decode("utf-16-le", "replace").partition("\0")[0]


def cleaned(text: str, limit: int) -> str:
    """Return one line of visible text with at most `limit` characters, in Unicode's composed form."""
    line = SPACE.sub(" ", unicodedata.normalize("NFC", text))
    visible = "".join(one for one in line if one == " " or unicodedata.category(one) not in INVISIBLE)
    return visible.replace("\ufffd", "").strip()[:limit].strip()
