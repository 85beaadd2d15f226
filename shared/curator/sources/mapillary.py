"""Mapillary: street-level photos in sequences (Graph API v4, https://www.mapillary.com/developer/api-documentation).

A photo's id is a number; a sequence's id is 22 letters and digits, never digits only. So a bare number names a photo,
and its sequence is looked up as for a photo's address.
"""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from curator.foundation.clock import Clock
from curator.foundation.retry_after import retry_after_seconds
from curator.foundation.settings import read_settings
from curator.sources.errors import (
    CollectionNotFoundError,
    InvalidInputError,
    SourceApiError,
    SourceDataError,
    SourceError,
    SourceTooLargeError,
    SourceUnavailableError,
)
from curator.sources.mapillary_images import FIELDS, media_image
from curator.sources.mapillary_statements import PHOTO_ID, mapillary_statements
from curator.sources.source import Collection, MediaImage, SourceTools, Statement

logger = logging.getLogger(__name__)

NAME = "Mapillary"
TIMEOUT_SECONDS = 60.0
RETRY_DELAYS_SECONDS = (2.0, 2.0)
WEB_HOSTS = frozenset({"www.mapillary.com", "mapillary.com"})
OLD_PAGE = re.compile(r"/map/im/([^/]+)/?$")
PLAIN_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapillarySettings:
    """Filled by `foundation.settings.read_settings`."""

    mapillary_api_url: str = "https://graph.mapillary.com"


class MapillarySource:
    """Sequences and photos of Mapillary, all of them under CC BY-SA 4.0."""

    name = "mapillary"
    external_id_property = PHOTO_ID
    licence = "CC BY-SA 4.0"

    def __init__(self, http: httpx.Client, *, api_url: str, token: Callable[[], str], clock: Clock) -> None:
        """Bind the API; `token` is called for every request, so it should remember."""
        self._http = http
        self._api_url = api_url.rstrip("/")
        self._token = token
        self._clock = clock

    @classmethod
    def from_tools(cls, tools: SourceTools) -> "MapillarySource":
        """Return the source as the environment configures it."""
        settings = read_settings(MapillarySettings, tools.environment)
        return cls(
            tools.http,
            api_url=settings.mapillary_api_url,
            token=lambda: tools.credential(cls.name),
            clock=tools.clock,
        )

    def resolve_input(self, text: str) -> str:
        """Return the sequence id for a sequence id, or for one of its photos by id or address."""
        wanted = text.strip()
        if not wanted.isdigit() and not _is_address(wanted):
            return _checked_id(wanted)
        photo_id = _photo_id_in(wanted) if _is_address(wanted) else _checked_id(wanted)
        reply = self._patiently(photo_id, {"fields": "sequence"})
        sequence = reply.get("sequence")
        if not sequence:
            raise CollectionNotFoundError(f"Mapillary names no sequence for {wanted}")
        return _checked_id(str(sequence))

    def fetch_collection(self, text: str) -> Collection:
        """Return a sequence, in the order its photos were taken."""
        sequence_id = self.resolve_input(text)
        reply = self._get("images", {"sequence_ids": sequence_id, "fields": FIELDS}, whole_collection=True)
        found = sorted(_objects(reply), key=lambda raw: raw.get("captured_at") or 0)
        images = tuple(media_image(raw) for raw in found)
        if not images:
            raise CollectionNotFoundError(f"Mapillary has no photos in {sequence_id}")
        return Collection(images=images, creator=images[0].creator, sequence_id=sequence_id)

    def fetch_collection_ids(self, text: str) -> list[str]:
        """Return the ids of a sequence's photos, which even the largest sequence answers in time."""
        reply = self._get("images", {"sequence_ids": self.resolve_input(text)})
        return [str(raw["id"]) for raw in _objects(reply) if "id" in raw]

    def fetch_images(self, ids: Sequence[str], collection: str) -> list[MediaImage]:
        """Return these photos, in the order Mapillary lists them; it takes at most 100 ids."""
        if not ids:
            return []
        logger.info("fetching %d photos of %s", len(ids), collection)
        reply = self._get("", {"ids": ",".join(_checked_id(image_id) for image_id in ids), "fields": FIELDS})
        return [media_image(raw) for raw in reply.values() if isinstance(raw, Mapping)]

    def fetch_image(self, image_id: str) -> MediaImage:
        """Return one photo; its addresses are signed and expire, so this comes right before a download."""
        return media_image(self._patiently(_checked_id(image_id), {"fields": FIELDS}))

    def statements(self, image: MediaImage, *, with_licence: bool) -> list[Statement]:
        """Return the structured data for the file on Commons."""
        return mapillary_statements(image, with_licence=with_licence)

    def _patiently(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        for delay in RETRY_DELAYS_SECONDS:
            try:
                return self._get(path, params)
            except SourceUnavailableError as error:
                if error.retry_after is not None:
                    raise
                logger.warning("trying again in %s s: %s", delay, error)
            self._clock.sleep(delay)
        return self._get(path, params)

    def _get(self, path: str, params: Mapping[str, str], *, whole_collection: bool = False) -> dict[str, Any]:
        """Ask once. A whole collection that takes too long, or breaks Mapillary, is asked for in parts instead."""
        try:
            response = self._http.get(
                f"{self._api_url}/{path}",
                params=dict(params),
                headers={"Authorization": f"Bearer {self._token()}"},
                timeout=TIMEOUT_SECONDS,
            )
        except httpx.HTTPError as error:
            too_large = whole_collection and isinstance(error, httpx.ReadTimeout)
            kind = SourceTooLargeError if too_large else SourceUnavailableError
            raise kind(f"{NAME}: {type(error).__name__} {error}") from error
        if whole_collection and response.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
            raise SourceTooLargeError(f"{NAME} answered 500")
        if not response.is_success:
            raise self._refusal(response)
        try:
            reply = response.json()
        except ValueError as error:
            raise SourceDataError(f"{NAME} answered something other than JSON") from error
        if not isinstance(reply, dict):
            raise SourceDataError(f"{NAME} answered something other than an object")
        return reply

    def _refusal(self, response: httpx.Response) -> SourceError:
        code = response.status_code
        if code == httpx.codes.TOO_MANY_REQUESTS or code >= httpx.codes.INTERNAL_SERVER_ERROR:
            wait = retry_after_seconds(response.headers, now=self._clock.now())
            return SourceUnavailableError(f"{NAME} answered {code}", retry_after=wait)
        return SourceApiError(NAME, status_code=code, body=response.text)


def _is_address(text: str) -> bool:
    return "://" in text or text.partition("/")[0] in WEB_HOSTS


def _photo_id_in(address: str) -> str:
    """Return the id of a photo from the address of a page that shows it.

    Pages of today: https://www.mapillary.com/app/?pKey=123&focus=photo, and /app/user/name?pKey=123 alike; of the years
    before: https://www.mapillary.com/map/im/123.
    """
    parts = urlsplit(address if "://" in address else f"https://{address}")
    if parts.hostname not in WEB_HOSTS:
        raise InvalidInputError(f"not Mapillary: {address}")
    old = OLD_PAGE.match(parts.path)
    keys = [old[1]] if old else parse_qs(parts.query).get("pKey", [])
    if not keys or not (old or parts.path.startswith("/app")):
        raise InvalidInputError(
            f"no photo in {address}",
            public_message="This Mapillary address names no photo: open a photo and copy its address, with pKey",
        )
    if not keys[0].isdigit():
        raise InvalidInputError(
            f"not a photo id: {keys[0][:100]!r}",
            public_message="This Mapillary address is from before 2021, when photos had other ids: open it in a "
            "browser and copy the address it turns into",
        )
    return _checked_id(keys[0])


def _checked_id(text: str) -> str:
    """Return `text` if it can be nothing but an id: it goes into a path or a comma-separated list."""
    if not PLAIN_ID.fullmatch(text):
        raise InvalidInputError(f"not an id: {text[:100]!r}")
    return text


def _objects(reply: Mapping[str, Any]) -> list[dict[str, Any]]:
    data = reply.get("data")
    return [raw for raw in data if isinstance(raw, dict)] if isinstance(data, list) else []
