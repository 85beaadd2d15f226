"""Flickr's lists of photos, page by page: an album, a photostream, or its photos of some days.

A list has no way to ask for the photos with certain ids, so these are looked for page by page, beginning at the page
that was read last: whoever asks for a collection in blocks, in its order, reads every page once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from curator.foundation.clock import Clock
from curator.sources.errors import CollectionNotFoundError, SourceDataError, SourceError
from curator.sources.flickr_api import FlickrApi
from curator.sources.flickr_photos import EXTRAS
from curator.sources.flickr_urls import Album, Period, Photostream

PER_PAGE = 500  # the most Flickr sends
REMEMBERED_SECONDS = 60.0

FlickrList = Album | Photostream


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a list: its photos as Flickr describes them, and how many pages and photos the list has."""

    number: int
    photos: tuple[Mapping[str, Any], ...]
    pages: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remembered:
    wanted: FlickrList
    page: Page
    until: float


class FlickrLists:
    """Reads lists; remembers the page read last for a minute."""

    def __init__(self, api: FlickrApi, clock: Clock) -> None:
        """Read through `api`."""
        self._api = api
        self._clock = clock
        self._last: _Remembered | None = None

    def page(self, wanted: FlickrList, number: int, *, extras: str = EXTRAS) -> Page:
        """Return a page, counted from 1.

        Raises:
            CollectionNotFoundError: there is no such album or user.
            SourceError: see `FlickrApi.call`.
        """
        method, params, kind = _request(wanted)
        paging = {"page": str(number), "per_page": str(PER_PAGE), "extras": extras}
        reply = self._api.call(method, params | paging, {1: _not_found, 2: _not_found})
        return _read(reply.get(kind), number)

    def photos(self, wanted: FlickrList, ids: Sequence[str]) -> list[Mapping[str, Any]]:
        """Return the photos with these ids, in the order of the ids; those the list does not have are absent."""
        missing, found = set(ids), {}
        for page in self._pages_from_last(wanted):
            for raw in page.photos:
                if (photo_id := str(raw.get("id"))) in missing:
                    missing.discard(photo_id)
                    found[photo_id] = raw
            if not missing:
                break
        return [found[photo_id] for photo_id in ids if photo_id in found]

    def _pages_from_last(self, wanted: FlickrList) -> Iterator[Page]:
        """Yield every page once: the remembered one and those after it, then those before."""
        last = self._last
        if last is not None and last.wanted == wanted and last.until > self._clock.now():
            first = last.page
        else:
            first = self._remembered(wanted, 1)
        yield first
        for number in _after(first.number, first.pages):
            yield self._remembered(wanted, number)

    def _remembered(self, wanted: FlickrList, number: int) -> Page:
        page = self.page(wanted, number)
        self._last = _Remembered(wanted=wanted, page=page, until=self._clock.now() + REMEMBERED_SECONDS)
        return page


def _after(number: int, pages: int) -> Iterable[int]:
    return [*range(number + 1, pages + 1), *range(1, number)]


def _request(wanted: FlickrList) -> tuple[str, dict[str, str], str]:
    """Return the method, its parameters, and where in the reply the list is."""
    if isinstance(wanted, Album):
        album = {"photoset_id": wanted.album_id, "user_id": wanted.user}
        return "flickr.photosets.getPhotos", album, "photoset"
    if wanted.period is None:
        return "flickr.people.getPublicPhotos", {"user_id": wanted.user}, "photos"
    return "flickr.photos.search", {"user_id": wanted.user, **_between(wanted.period)}, "photos"


def _between(period: Period) -> dict[str, str]:
    """Return the search for a period: taken by the camera's clock, posted by UTC, both ends included."""
    first = datetime.combine(period.first, time.min, UTC)
    last = datetime.combine(period.last, time(23, 59, 59), UTC)
    if period.by == "taken":
        form = "%Y-%m-%d %H:%M:%S"
        return {
            "min_taken_date": first.strftime(form),
            "max_taken_date": last.strftime(form),
            "sort": "date-taken-asc",
        }
    return {
        "min_upload_date": str(int(first.timestamp())),
        "max_upload_date": str(int(last.timestamp())),
        "sort": "date-posted-asc",
    }


def _read(listed: Any, number: int) -> Page:
    """Return a page whose every photo names its owner, whom an album names once for all."""
    try:
        owner = {name: listed[name] for name in ("owner", "ownername") if name in listed}
        photos = tuple(owner | raw for raw in listed["photo"])
        return Page(number=number, photos=photos, pages=int(listed["pages"]), total=int(listed["total"]))
    except (KeyError, TypeError, ValueError) as error:
        raise SourceDataError(f"Flickr's list: {type(error).__name__} {error}") from error


def _not_found(detail: str) -> SourceError:
    return CollectionNotFoundError(detail, public_message="Flickr has no such album or user, or they are not public")
