"""Somebody else's text on its way into wikitext. Pure."""

import re
from urllib.parse import quote

MARKUP = re.compile(r"[\[\]{}|<>=&'~]|_(?=_)")
NOT_IN_LINKS = re.compile(r"""[\s\[\]{}|<>"']""")


def literal(text: str) -> str:
    """Return text that stays text: no markup, in one line, so that nothing in it begins a list or a heading."""
    return MARKUP.sub(lambda found: f"&#{ord(found[0])};", " ".join(text.split()))


def linkable(address: str) -> str:
    """Return an address that does not end early: photographers' names may have spaces and brackets."""
    return NOT_IN_LINKS.sub(lambda found: quote(found[0], safe=""), address)
