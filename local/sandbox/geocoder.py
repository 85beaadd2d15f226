"""A reverse geocoder in Nominatim's `jsonv2` shape, for the places the sequences lead through."""

import math
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.sandbox.fault_replies import served
from local.sandbox.faults import Fault
from local.sandbox.services import Sandbox

KNOWN_WITHIN_DEGREES = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place and its address."""

    latitude: float
    longitude: float
    road: str
    address: dict[str, str]


PLACES = (
    Place(
        latitude=47.376,
        longitude=8.540,
        road="Bahnhofstrasse",
        address={"city": "Zürich", "county": "Bezirk Zürich", "state": "Zürich", "country": "Schweiz",
                 "country_code": "ch", "postcode": "8001"},
    ),
    Place(
        latitude=52.516,
        longitude=13.378,
        road="Unter den Linden",
        address={"city": "Berlin", "state": "Berlin", "country": "Deutschland", "country_code": "de",
                 "postcode": "10117"},
    ),
    Place(
        latitude=59.325,
        longitude=18.071,
        road="Västerlånggatan",
        address={"city": "Stockholm", "county": "Stockholms kommun", "state": "Stockholms län", "country": "Sverige",
                 "country_code": "se", "postcode": "111 29"},
    ),
)  # fmt: skip


async def reverse(request: Request) -> Response:
    """`GET /reverse?lat=&lon=&zoom=18&format=jsonv2`."""
    sandbox: Sandbox = request.app.state.sandbox

    def serve() -> Response:
        return _reverse(request)

    def refuse(fault: Fault) -> Response:
        return _error(fault.info or fault.code, fault.status)

    return await served(sandbox, "geocoder", serve, refuse)


def _reverse(request: Request) -> Response:
    try:
        latitude, longitude = float(request.query_params["lat"]), float(request.query_params["lon"])
    except (KeyError, ValueError):
        return _error("Need coordinates in the 'lat' and 'lon' parameters.", 400)
    place = min(PLACES, key=lambda known: math.dist((known.latitude, known.longitude), (latitude, longitude)))
    if math.dist((place.latitude, place.longitude), (latitude, longitude)) > KNOWN_WITHIN_DEGREES:
        return JSONResponse({"error": "Unable to geocode"})  # 200, as Nominatim says it of the open sea
    return JSONResponse(_described(place, latitude, longitude))


def _described(place: Place, latitude: float, longitude: float) -> dict[str, Any]:
    address = {"road": place.road, **place.address}
    return {
        "place_id": 79_203_511,
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
        "osm_type": "way",
        "osm_id": 25_831_452,
        "lat": f"{latitude:.7f}",
        "lon": f"{longitude:.7f}",
        "category": "highway",
        "type": "pedestrian",
        "place_rank": 26,
        "importance": 0.0534,
        "addresstype": "road",
        "name": place.road,
        "display_name": ", ".join(value for name, value in address.items() if name != "country_code"),
        "address": address,
        "boundingbox": [
            f"{latitude - 0.001:.7f}",
            f"{latitude + 0.001:.7f}",
            f"{longitude - 0.001:.7f}",
            f"{longitude + 0.001:.7f}",
        ],
    }


def _error(message: str, status: int) -> Response:
    return JSONResponse({"error": {"code": status, "message": message}}, status_code=status)
