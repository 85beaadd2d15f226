"""What the sandbox's Flickr offers: two users, an album of every licence there is, and one too long for one request.

Everything here follows from an album and a photograph's place in it, so that every run offers the same. Users, places,
times and licences are invented; the pictures themselves are the free ones of `PHOTOGRAPHS.md`.
"""

import hashlib
from dataclasses import dataclass

from local.sandbox.photograph_sources import CREDITS
from local.sandbox.sequences import CAMERAS, SIZES, Photograph, Sequence

FIRST_ID = 54_900_000_000
LICENCES = (
    ("0", "All Rights Reserved", ""),
    ("1", "Attribution-NonCommercial-ShareAlike License", "https://creativecommons.org/licenses/by-nc-sa/2.0/"),
    ("2", "Attribution-NonCommercial License", "https://creativecommons.org/licenses/by-nc/2.0/"),
    ("3", "Attribution-NonCommercial-NoDerivs License", "https://creativecommons.org/licenses/by-nc-nd/2.0/"),
    ("4", "Attribution License", "https://creativecommons.org/licenses/by/2.0/"),
    ("5", "Attribution-ShareAlike License", "https://creativecommons.org/licenses/by-sa/2.0/"),
    ("6", "Attribution-NoDerivs License", "https://creativecommons.org/licenses/by-nd/2.0/"),
    ("7", "No known copyright restrictions", "https://www.flickr.com/commons/usage/"),
    ("8", "United States Government Work", "http://www.usa.gov/copyright.shtml"),
    ("9", "Public Domain Dedication (CC0)", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ("10", "Public Domain Mark", "https://creativecommons.org/publicdomain/mark/1.0/"),
    # The numbers of the 4.0 family are the sandbox's own: whoever wants to know has to ask.
    ("11", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    ("12", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    ("13", "CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
)
FREE_LICENCES = ("4", "5", "9", "11", "12")
SECOND, MONTH, CIRCA = "0", "4", "8"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlickrUser:
    """A user; not all have a name of their own in their addresses."""

    nsid: str
    alias: str
    username: str
    realname: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlickrPhoto:
    """One photo as its owner shows it: what the picture is made from, and what is told about it."""

    photograph: Photograph
    owner: FlickrUser
    title: str
    description: str
    licence: str
    granularity: str
    taken_is_known: bool
    has_place: bool
    is_video: bool
    posted_at: int  # seconds since the epoch

    @property
    def id(self) -> str:
        """Return the photo's number."""
        return str(self.photograph.id)

    @property
    def secret(self) -> str:
        """Return what is part of the addresses of its smaller pictures."""
        return hashlib.sha256(f"small {self.id}".encode()).hexdigest()[:10]

    @property
    def original_secret(self) -> str:
        """Return what is part of the address of its original."""
        return hashlib.sha256(f"original {self.id}".encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlickrAlbum:
    """An album and its photos, in the owner's order."""

    id: str
    title: str
    owner: FlickrUser
    photos: tuple[FlickrPhoto, ...]


BERTA = FlickrUser(nsid="40000001@N01", alias="sandbox-bruecken", username="Brückenfreundin", realname="Berta Bogen")
KIEK = FlickrUser(nsid="40000002@N02", alias="", username="kiekmal", realname="")
USERS = (BERTA, KIEK)

# A photo's index decides what is special about it; the others are ordinary.
MONTH_ONLY, MORE_OR_LESS, NO_DATE = 4, 5, 8
ORIGINS = {
    BERTA: Sequence(
        id="flickr-licences",
        number=5,
        length=len(LICENCES) + 1,
        latitude=47.376_8,
        longitude=8.541_2,
        heading=0.0,
        metres_apart=0.0,
        started_at=1_778_997_600_000,  # 17 May 2026, 06:00 UTC
        creator_id=BERTA.nsid,
        creator_name=BERTA.username,
    ),
    KIEK: Sequence(
        id="flickr-long",
        number=6,
        length=1_100,
        latitude=52.517_1,
        longitude=13.381_4,
        heading=0.0,
        metres_apart=0.0,
        started_at=1_781_330_400_000,  # 13 June 2026, 06:00 UTC
        creator_id=KIEK.nsid,
        creator_name=KIEK.username,
    ),
}


def _photograph(origin: Sequence, index: int) -> Photograph:
    width, height = SIZES[(index + origin.number) % len(SIZES)]
    make, model = CAMERAS[index % len(CAMERAS)]
    return Photograph(
        id=FIRST_ID + origin.number * 1_000_000 + index * 13,
        sequence=origin,
        index=index,
        width=width,
        height=height,
        captured_at=origin.started_at + index * 3_600_000,
        latitude=round(origin.latitude + index * 1e-5, 6),
        longitude=round(origin.longitude - index * 1e-5, 6),
        compass_angle=0.0,
        make=make,
        model=model,
    )


def _photo(owner: FlickrUser, index: int, licence: str, *, is_ordinary: bool = False) -> FlickrPhoto:
    photograph = _photograph(ORIGINS[owner], index)
    subject = CREDITS[index % len(CREDITS)].subject
    granularity = {MONTH_ONLY: MONTH, MORE_OR_LESS: CIRCA}.get(index, SECOND)
    return FlickrPhoto(
        photograph=photograph,
        owner=owner,
        title=f"{subject}, no. {index + 1}",
        description=f'{subject} &amp; what is <a href="https://example.org/">around</a> it.',
        licence=licence,
        granularity=SECOND if is_ordinary else granularity,
        taken_is_known=is_ordinary or index != NO_DATE,
        has_place=index % 3 != 2,
        is_video=not is_ordinary and index == len(LICENCES),
        posted_at=photograph.captured_at // 1000 + 3 * 86_400,
    )


EVERY_LICENCE = FlickrAlbum(
    id="72177720300000001",
    title="Every licence there is, and a video",
    owner=BERTA,
    photos=tuple(_photo(BERTA, index, licence) for index, licence in enumerate([*(row[0] for row in LICENCES), "4"])),
)
LONG = FlickrAlbum(
    id="72177720300000002",
    title="A long summer",
    owner=KIEK,
    photos=tuple(
        _photo(KIEK, index, FREE_LICENCES[index % len(FREE_LICENCES)], is_ordinary=True)
        for index in range(ORIGINS[KIEK].length)
    ),
)
ALBUMS = {album.id: album for album in (EVERY_LICENCE, LONG)}
PHOTOS = {photo.id: photo for album in ALBUMS.values() for photo in album.photos}
STREAMS = {
    user.nsid: tuple(sorted((photo for photo in PHOTOS.values() if photo.owner == user), key=lambda p: -p.posted_at))
    for user in USERS
}
