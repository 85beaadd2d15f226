"""Which of Flickr's licences Wikimedia Commons accepts, and why not the others.

Commons takes works that anybody may use for any purpose, changed or not
(https://commons.wikimedia.org/wiki/Commons:Licensing); what follows for Flickr is told in
https://commons.wikimedia.org/wiki/Commons:Flickr_files. Two of Flickr's marks are no licences but statements that may
be wrong («no known copyright restrictions» and the Public Domain Mark): Commons takes such photos only after a person
has looked into each, which Curator cannot stand in for.

Ids from 0 to 10 have been the same since 2004 to 2017; the 4.0 family came in 2025 with ids of its own, which are asked
for at run time, as all that may follow.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from curator.sources.licences import (
    BY_2,
    BY_SA_2,
    CC0,
    MARK,
    NEEDS_A_PERSON,
    NO_DERIVATIVES,
    NONCOMMERCIAL,
    UNKNOWN,
    US_GOVERNMENT,
    Licence,
    refused,
)

RESERVED = "All rights are reserved: only the photographer can offer this photo to Commons"

BY_ID: Mapping[str, Licence] = MappingProxyType(
    {
        "0": refused("All rights reserved", RESERVED),
        "1": refused("CC BY-NC-SA 2.0", NONCOMMERCIAL),
        "2": refused("CC BY-NC 2.0", NONCOMMERCIAL),
        "3": refused("CC BY-NC-ND 2.0", NONCOMMERCIAL),
        "4": BY_2,
        "5": BY_SA_2,
        "6": refused("CC BY-ND 2.0", NO_DERIVATIVES),
        "7": refused("No known copyright restrictions", NEEDS_A_PERSON),
        "8": US_GOVERNMENT,
        "9": CC0,
        "10": MARK,
    }
)
"""Flickr's ids that will not change (https://www.flickr.com/services/api/flickr.photos.licenses.getInfo.html)."""


class FlickrLicences:
    """Finds a licence by Flickr's id for it; asks Flickr about the ids that are new."""

    def __init__(self, ask: Callable[[], Mapping[str, Licence]]) -> None:
        """Take `ask`, which returns Flickr's own list by id, and may fail."""
        self._ask = ask
        self._asked: Mapping[str, Licence] = {}

    def find(self, licence_id: str) -> Licence:
        """Return the licence; raises SourceError if Flickr has to be asked and cannot be."""
        known = BY_ID.get(licence_id) or self._asked.get(licence_id)
        if known is not None:
            return known
        self._asked = {licence_id: refused(f"Flickr's number {licence_id}", UNKNOWN), **self._ask()}
        return self._asked[licence_id]
