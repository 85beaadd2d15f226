"""Names for the places photos were taken at, from a Nominatim-style service. A nicety: failures never stop a photo."""

import logging
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx

from curator.sources.source import GeoLocation, MediaImage

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10.0
WIDTH = 10  # requests at once
BUILDING = "18"  # zoom level: the most detail the service has


class ReverseGeocoder:
    """Looks up city, county, state, country and postcode for coordinates."""

    def __init__(self, http: httpx.Client, *, url: str, user_agent: str, width: int = WIDTH) -> None:
        """Bind the service; `width` is how many requests run at once."""
        self._http = http
        self._url = url
        self._user_agent = user_agent
        self._width = width

    def enrich(self, images: Iterable[MediaImage]) -> tuple[MediaImage, ...]:
        """Return the images in the same order, with place names where they could be found."""
        given = tuple(images)
        if not given:
            return given
        with ThreadPoolExecutor(max_workers=min(self._width, len(given))) as pool:
            return tuple(pool.map(self._enriched, given))

    def _enriched(self, image: MediaImage) -> MediaImage:
        if not (image.location.latitude and image.location.longitude):
            return image
        try:
            address = self._address(image.location)
        except (httpx.HTTPError, ValueError) as error:
            logger.warning("no place name for photo %s: %s", image.id, error)
            return image
        return replace(image, location=_with_names(image.location, address))

    def _address(self, location: GeoLocation) -> Mapping[str, Any]:
        response = self._http.get(
            self._url,
            params={
                "lat": str(location.latitude),
                "lon": str(location.longitude),
                "zoom": BUILDING,
                "format": "jsonv2",
            },
            headers={"User-Agent": self._user_agent},
            timeout=TIMEOUT_SECONDS,
        )
        reply = response.raise_for_status().json()
        address = reply.get("address") if isinstance(reply, dict) else None
        if not isinstance(address, dict):
            raise ValueError("the reply holds no address")  # noqa: TRY004 - an unusable reply, like one that is not JSON
        return address


def _with_names(location: GeoLocation, address: Mapping[str, Any]) -> GeoLocation:
    return replace(
        location,
        city=address.get("city") or address.get("town"),
        county=address.get("county"),
        state=address.get("state"),
        country=address.get("country"),
        country_code=address.get("country_code"),
        postcode=address.get("postcode"),
    )
