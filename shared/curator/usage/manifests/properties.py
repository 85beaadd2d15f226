"""Puts properties in their places: Maven's `${spring.version}`, MSBuild's `$(SpringVersion)`."""

import re
from collections.abc import Callable

from curator.usage.limits import MAX_VERSION

MAX_ROUNDS = 10  # a property may stand for text with properties in it
MAX_TEXT = MAX_VERSION  # characters; what grows beyond that, as properties of properties can, is left as it is


def substituted(text: str, pattern: re.Pattern[str], value_of: Callable[[str], str | None]) -> str:
    """Return the text with each property's value, as far as they are known, in bounded time.

    Args:
        text: with properties.
        pattern: of a property; its first group is the name.
        value_of: returns a property's value, with properties in it again, or None.
    """

    def value(found: re.Match[str]) -> str:
        known = value_of(found[1])
        return found[0] if known is None else known[: MAX_TEXT + 1]

    for _ in range(MAX_ROUNDS):
        if len(text) > MAX_TEXT:
            break
        further = pattern.sub(value, text)
        if further == text or len(further) > MAX_TEXT:
            break
        text = further
    return text
