"""Flickr: albums, photostreams, a user's photos of a day or month, and single photos.

Every photo has a licence of its own, which its owner may change at any time. Those Commons does not accept are shown
with the reason, and never published: the licence is read again right before a photo is fetched for that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx

from curator.foundation.clock import Clock
from curator.foundation.settings import read_settings
from curator.sources.errors import (
    CollectionNotFoundError,
    InvalidInputError,
    LicenceNotAcceptedError,
    NotAPhotographError,
    SourceDataError,
    SourceError,
    SourceTooLargeError,
)
from curator.sources.flickr_api import FlickrApi
from curator.sources.flickr_licences import FlickrLicences
from curator.sources.flickr_lists import FlickrList, FlickrLists, Page
from curator.sources.flickr_photos import flattened, is_photograph, media_image
from curator.sources.flickr_statements import PHOTO_ID, flickr_statements
from curator.sources.flickr_urls import NUMBER, WEB, SinglePhoto, Target, is_nsid, parse_address
from curator.sources.licences import Licence, licence_of
from curator.sources.source import Collection, MediaImage, SourceTools, Statement

PAGES_AT_ONCE = 2  # of 500 photos; of a longer list the ids are fetched first, then parts
MAXIMUM_PHOTOS = 4000  # the most Flickr's search shows of what it finds


@dataclass(frozen=True, slots=True, kw_only=True)
class FlickrSettings:
    """Filled by `foundation.settings.read_settings`."""

    flickr_api_url: str = "https://www.flickr.com/services/rest/"
    user_agent: str = "Curator"


class FlickrSource:
    """Public photos of Flickr, each with a licence of its own."""

    name = "flickr"
    external_id_property = PHOTO_ID
    licence = None

    def __init__(
        self, http: httpx.Client, *, api_url: str, key: Callable[[], str], user_agent: str, clock: Clock
    ) -> None:
        """Bind the API; `key` is called for every request, so it should remember."""
        self._api = FlickrApi(http, url=api_url, key=key, user_agent=user_agent, clock=clock)
        self._lists = FlickrLists(self._api, clock)
        self._licences = FlickrLicences(self._ask_for_licences)

    @classmethod
    def from_tools(cls, tools: SourceTools) -> "FlickrSource":
        """Return the source as the environment configures it."""
        settings = read_settings(FlickrSettings, tools.environment)
        return cls(
            tools.http,
            api_url=settings.flickr_api_url,
            key=lambda: tools.credential(cls.name),
            user_agent=settings.user_agent,
            clock=tools.clock,
        )

    def resolve_input(self, text: str) -> str:
        """Return the address of the collection, with its user's id, for any address that names it."""
        return self._target(text).address

    def fetch_collection(self, text: str) -> Collection:
        """Return a whole collection, in Flickr's order; a single photo is a collection of one."""
        target = self._target(text)
        if isinstance(target, SinglePhoto):
            info = self._info(target.photo_id)
            images = [media_image(flattened(info, self._sizes(target.photo_id)), self._licences.find)]
        else:
            images = [media_image(raw, self._licences.find) for page in self._few_pages(target) for raw in page.photos]
        if not images:
            raise CollectionNotFoundError(f"Flickr has no photos in {target.address}")
        return Collection(images=tuple(images), creator=images[0].creator, sequence_id=target.address)

    def fetch_collection_ids(self, text: str) -> list[str]:
        """Return the ids of all photos in a collection, in Flickr's order."""
        target = self._target(text)
        if isinstance(target, SinglePhoto):
            return [target.photo_id]
        first = self._first_page(target, extras="")
        rest = (self._lists.page(target, number, extras="") for number in range(2, first.pages + 1))
        return list(dict.fromkeys(str(raw["id"]) for page in (first, *rest) for raw in page.photos if "id" in raw))

    def fetch_images(self, ids: Sequence[str], collection: str) -> list[MediaImage]:
        """Return these photos of a collection, in the order of the ids."""
        if not ids:
            return []
        target = self._target(collection)
        if isinstance(target, SinglePhoto):
            return list(self.fetch_collection(collection).images)
        return [media_image(raw, self._licences.find) for raw in self._lists.photos(target, ids)]

    def fetch_image(self, image_id: str) -> MediaImage:
        """Return one photo to publish, if it still is one Commons accepts.

        Raises:
            LicenceNotAcceptedError: its licence is, or has become, another; the message says why that does not do.
            NotAPhotographError: it is a video.
            SourceDataError: Flickr offers no file.
        """
        info = self._info(image_id)
        described = flattened(info)
        if not is_photograph(described):
            raise NotAPhotographError(f"Flickr photo {image_id} is a video")
        licence = self._licences.find(str(described["license"]))
        if licence.refusal is not None:
            raise LicenceNotAcceptedError(f"Flickr photo {image_id}: {licence.name}", public_message=licence.refusal)
        image = media_image(flattened(info, self._sizes(image_id)), self._licences.find)
        if not image.urls.original:
            raise SourceDataError(f"Flickr photo {image_id} has no file")
        return image

    def statements(self, image: MediaImage, *, with_licence: bool) -> list[Statement]:
        """Return the structured data for the file on Commons."""
        return flickr_statements(image, with_licence=with_licence)

    def _target(self, text: str) -> Target:
        """Return what an address names, its user by the id, which is all that the API takes."""
        target = parse_address(text)
        if isinstance(target, SinglePhoto) or is_nsid(target.user):
            return target
        return replace(target, user=self._user_id(target.user))

    def _user_id(self, alias: str) -> str:
        reply = self._api.call("flickr.urls.lookupUser", {"url": f"{WEB}/photos/{alias}/"}, {1: _no_user})
        user = reply.get("user")
        if not isinstance(user, Mapping) or not is_nsid(str(user.get("id"))):
            raise SourceDataError(f"Flickr names no user for {alias}")
        return str(user["id"])

    def _few_pages(self, target: FlickrList) -> list[Page]:
        first = self._first_page(target)
        if first.pages > PAGES_AT_ONCE:
            raise SourceTooLargeError(f"{first.total} photos in {target.address}")
        return [first, *(self._lists.page(target, number) for number in range(2, first.pages + 1))]

    def _first_page(self, target: FlickrList, **extras: str) -> Page:
        page = self._lists.page(target, 1, **extras)
        if page.total > MAXIMUM_PHOTOS:
            raise InvalidInputError(
                f"{page.total} photos in {target.address}",
                public_message=f"These are {page.total} photos, more than the {MAXIMUM_PHOTOS} that can be shown at "
                "once: pick an album, or the archive of a month or a day",
            )
        return page

    def _info(self, photo_id: str) -> Mapping[str, Any]:
        if not NUMBER.fullmatch(photo_id):
            raise InvalidInputError(f"not a Flickr photo id: {photo_id[:100]!r}")
        refusals = {1: _no_photo, 2: _no_photo}
        info = self._api.call("flickr.photos.getInfo", {"photo_id": photo_id}, refusals).get("photo")
        if not isinstance(info, Mapping):
            raise SourceDataError(f"Flickr does not describe photo {photo_id}")
        return info

    def _sizes(self, photo_id: str) -> list[Mapping[str, Any]]:
        refusals = {1: _no_photo, 2: _no_photo}
        sizes = self._api.call("flickr.photos.getSizes", {"photo_id": photo_id}, refusals).get("sizes")
        listed = sizes.get("size") if isinstance(sizes, Mapping) else None
        return [size for size in listed if isinstance(size, Mapping)] if isinstance(listed, list) else []

    def _ask_for_licences(self) -> dict[str, Licence]:
        listed: Any = self._api.call("flickr.photos.licenses.getInfo", {}).get("licenses")
        try:
            return {str(one["id"]): licence_of(name=one["name"], url=one["url"]) for one in listed["license"]}
        except (KeyError, TypeError) as error:
            raise SourceDataError(f"Flickr's licences: {type(error).__name__} {error}") from error


def _no_user(detail: str) -> SourceError:
    return CollectionNotFoundError(detail, public_message="Flickr has no such user")


def _no_photo(detail: str) -> SourceError:
    return CollectionNotFoundError(detail, public_message="Flickr has no such photo, or it is not public")
