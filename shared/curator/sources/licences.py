"""Licences as Commons knows them, and why it takes some and refuses others.

Commons takes photos that anybody may use and change, for any purpose (https://commons.wikimedia.org/wiki/Commons:Licensing).
"""

import re
from dataclasses import dataclass
from types import MappingProxyType

NONCOMMERCIAL = "Commons takes no photos that may not be used commercially ({name})"
NO_DERIVATIVES = "Commons takes no photos that may not be changed ({name})"
NEEDS_A_PERSON = (
    "{name}: a person has to look into each such photo before Commons takes it, so Curator does not copy it"
)
UNKNOWN = "Curator does not know this photo's licence ({name})"

COPYRIGHTED, DEDICATED, PUBLIC_DOMAIN = 50423863, 88088423, 19652  # items of Wikidata: values of «copyright status»

DEED = re.compile(r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)/([0-9.]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Terms of use: a name for people, and either what Commons calls them or why it does not take them.

    `template` is Commons' licence template, `item` the licence's item on Wikidata (0: it is not a licence), `status`
    that of the copyright status.
    """

    name: str
    template: str = ""
    item: int = 0
    status: int = 0
    refusal: str | None = None


def refused(name: str, sentence: str) -> Licence:
    """Return terms that Commons does not take; the sentence may name them."""
    return Licence(name=name, refusal=sentence.format(name=name))


BY_2 = Licence(name="CC BY 2.0", template="Cc-by-2.0", item=19125117, status=COPYRIGHTED)
BY_SA_2 = Licence(name="CC BY-SA 2.0", template="Cc-by-sa-2.0", item=19068220, status=COPYRIGHTED)
BY_4 = Licence(name="CC BY 4.0", template="Cc-by-4.0", item=20007257, status=COPYRIGHTED)
BY_SA_4 = Licence(name="CC BY-SA 4.0", template="Cc-by-sa-4.0", item=18199165, status=COPYRIGHTED)
CC0 = Licence(name="CC0 1.0", template="Cc-zero", item=6938433, status=DEDICATED)
US_GOVERNMENT = Licence(name="United States Government Work", template="PD-USGov", status=PUBLIC_DOMAIN)
MARK = refused("Public Domain Mark", NEEDS_A_PERSON)

BY_DEED = MappingProxyType(
    {
        ("by", "2.0"): BY_2,
        ("by-sa", "2.0"): BY_SA_2,
        ("by", "4.0"): BY_4,
        ("by-sa", "4.0"): BY_SA_4,
        ("zero", "1.0"): CC0,
    }
)
BY_NAME = MappingProxyType({one.name: one for one in (BY_2, BY_SA_2, BY_4, BY_SA_4, CC0, US_GOVERNMENT)})
"""The licences Commons accepts."""


def licence_of(*, name: str, url: str) -> Licence:
    """Return the licence that is described by a name and the address of its deed."""
    deed = DEED.match(url)
    if deed is None:
        return refused(name, UNKNOWN)
    kind, version = deed.groups()
    short = f"CC {kind.upper()} {version}"
    if "nc" in kind.split("-"):
        return refused(short, NONCOMMERCIAL)
    if "nd" in kind.split("-"):
        return refused(short, NO_DERIVATIVES)
    if kind == "mark":
        return MARK
    return BY_DEED.get((kind, version)) or refused(short, UNKNOWN)
