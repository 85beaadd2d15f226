"""Every address of the sandbox's deps.dev, below `/deps-dev/v3`."""

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.sandbox.addresses import Endpoint, address
from local.sandbox.allowances import DEPS_DEV
from local.sandbox.github.shapes import moment
from local.sandbox.services import Sandbox
from local.sandbox.world.catalogue import Package, by_key, normal
from local.sandbox.world.repositories import YOUNGEST
from local.sandbox.world.world import World

BASE = "/deps-dev/v3"
SYSTEMS = frozenset({"go", "npm", "cargo", "maven", "pypi", "nuget", "rubygems"})
YEAR = 365 * 86_400


class NotKnownError(Exception):
    """There is no such thing; the text says what."""


Answer = Callable[[World, Request], Any]


def endpoint(kind: str, answer: Answer) -> Endpoint:
    """Return what serves one address; `kind` is its name among the faults and the statistics."""
    return address(kind, lambda sandbox, request: _respond(sandbox, request, answer), _refused)


def package(_world: World, request: Request) -> Any:
    """`GET /systems/{system}/packages/{name}`."""
    found = _package(request)
    published = YOUNGEST - len(found.versions) * YEAR
    versions = [
        {
            "versionKey": _version_key(found, version),
            "publishedAt": moment(published + place * YEAR),
            "isDefault": version == found.latest,
        }
        for place, version in enumerate(found.versions)
    ]
    return {"packageKey": _package_key(found), "versions": versions}


def version(_world: World, request: Request) -> Any:
    """`GET /systems/{system}/packages/{name}/versions/{version}`."""
    found = _package(request)
    asked = str(request.path_params["version"]).removeprefix("v")
    if asked not in found.versions:
        raise NotKnownError("version not found")
    project = found.source.removeprefix("https://")
    related = {
        "projectKey": {"id": project},
        "relationProvenance": "UNVERIFIED_METADATA",
        "relationType": "SOURCE_REPO",
    }
    return {
        "versionKey": _version_key(found, asked),
        "publishedAt": moment(YOUNGEST),
        "isDefault": asked == found.latest,
        "licenses": ["MIT"],
        "advisoryKeys": [],
        "links": [
            {"label": "HOMEPAGE", "url": f"https://{found.key.rpartition('/')[2].rpartition(':')[2]}.example"},
            {"label": "SOURCE_REPO", "url": found.source},
        ],
        "slsaProvenances": [],
        "attestations": [],
        "registries": [],
        "relatedProjects": [related],
    }


def _refused(text: str, status: int, headers: dict[str, str]) -> Response:
    return Response(text, status_code=status, headers=headers)


def _respond(sandbox: Sandbox, request: Request, answer: Answer) -> Response:
    caller = request.client.host if request.client else "127.0.0.1"
    if sandbox.provider_limits.spend(DEPS_DEV, caller) is None:
        return Response("rate limit exceeded", status_code=429)
    try:
        body = answer(sandbox.living_world.world, request)
    except NotKnownError as error:
        return Response(f"{error}\n", status_code=404, media_type="text/plain; charset=utf-8")
    return Response(json.dumps(body).encode(), media_type="application/json")


def _package(request: Request) -> Package:
    system = str(request.path_params["system"]).lower()
    found = by_key().get((system, normal(system, str(request.path_params["name"]))))
    if system not in SYSTEMS or found is None:
        raise NotKnownError("package not found")
    return found


def _package_key(found: Package) -> dict[str, str]:
    return {"system": found.ecosystem.upper(), "name": found.name}


def _version_key(found: Package, version: str) -> dict[str, str]:
    """Return the key of a version; those of Go are written with a `v`."""
    return {**_package_key(found), "version": f"v{version}" if found.ecosystem == "go" else version}


PACKAGE = f"{BASE}/systems/{{system}}/packages/{{name:path}}"

ROUTES = [
    Route(f"{PACKAGE}/versions/{{version}}", endpoint("deps_dev.version", version)),
    Route(PACKAGE, endpoint("deps_dev.package", package)),
]
