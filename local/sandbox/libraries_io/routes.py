"""Every address of the sandbox's Libraries.io, below `/libraries-io/api`."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from local.sandbox.libraries_io import shapes
from local.sandbox.libraries_io.serving import BASE, NotKnownError, endpoint
from local.sandbox.world.catalogue import Package, by_key, catalogue, normal
from local.sandbox.world.repositories import WorldRepository
from local.sandbox.world.world import World

USUAL_A_PAGE, MOST_A_PAGE = 30, 100


def platforms(_world: World, _request: Request) -> Any:
    """`GET /platforms`."""
    return [
        {"name": name, "project_count": len(catalogue()[ecosystem]), "homepage": None, "color": "#b0b0b0"}
        for ecosystem, name in shapes.PLATFORMS.items()
    ]


def project(world: World, request: Request) -> Any:
    """`GET /{platform}/{name}`."""
    return shapes.project(world, _package(request))


def dependencies(world: World, request: Request) -> Any:
    """`GET /{platform}/{name}/{version}/dependencies`: the packages of this world depend on none."""
    found = _package(request)
    version = str(request.path_params["version"])
    if version not in {"latest", *found.versions}:
        raise NotKnownError
    number = found.latest if version == "latest" else version
    return {**shapes.project(world, found), "dependencies_for_version": number, "dependencies": []}


def search(world: World, request: Request) -> Any:
    """`GET /search?q=&platforms=&page=&per_page=`."""
    words = request.query_params.get("q", "").lower()
    wanted = {name.lower() for name in request.query_params.get("platforms", "").split(",") if name}
    found = [
        package
        for package in by_key().values()
        if words in package.name.lower() and (not wanted or shapes.PLATFORMS[package.ecosystem].lower() in wanted)
    ]
    page, size = _number(request, "page", 1), min(_number(request, "per_page", USUAL_A_PAGE), MOST_A_PAGE)
    return [shapes.project(world, package) for package in found[(page - 1) * size : page * size]]


def repository(world: World, request: Request) -> Any:
    """`GET /github/{owner}/{name}`."""
    return shapes.repository(_found(world, request))


def repository_dependencies(world: World, request: Request) -> Any:
    """`GET /github/{owner}/{name}/dependencies`."""
    found = _found(world, request)
    described = [
        {
            "project_name": by_key()[use.ecosystem, use.name].name,
            "name": by_key()[use.ecosystem, use.name].name,
            "platform": shapes.PLATFORMS[use.ecosystem],
            "requirements": use.requirement or use.resolved or "*",
            "kind": {"dev": "development"}.get(use.type, "runtime"),
            "optional": use.type == "optional",
            "filepath": use.path,
        }
        for use in world.uses(found)
    ]
    return {**shapes.repository(found), "dependencies": described}


def owner(world: World, request: Request) -> Any:
    """`GET /github/{login}`."""
    found = world.owner(str(request.path_params["login"]))
    if found is None:
        raise NotKnownError
    return shapes.owner(found)


def _package(request: Request) -> Package:
    platform = str(request.path_params["platform"]).lower()
    ecosystem = next((each for each, name in shapes.PLATFORMS.items() if name.lower() == platform), "")
    found = by_key().get((ecosystem, normal(ecosystem, str(request.path_params["name"]))))
    if found is None:
        raise NotKnownError
    return found


def _found(world: World, request: Request) -> WorldRepository:
    found = world.repository(str(request.path_params["owner"]), str(request.path_params["name"]))
    if found is None:
        raise NotKnownError
    return found


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    return int(text) if text.isdigit() and int(text) > 0 else default


ROUTES = [
    Route(f"{BASE}/platforms", endpoint("libraries_io.platforms", platforms)),
    Route(f"{BASE}/search", endpoint("libraries_io.search", search)),
    Route(f"{BASE}/github/{{login}}", endpoint("libraries_io.owner", owner)),
    Route(f"{BASE}/github/{{owner}}/{{name}}", endpoint("libraries_io.repository", repository)),
    Route(
        f"{BASE}/github/{{owner}}/{{name}}/dependencies", endpoint("libraries_io.repository", repository_dependencies)
    ),
    Route(
        f"{BASE}/{{platform}}/{{name:path}}/{{version}}/dependencies", endpoint("libraries_io.project", dependencies)
    ),
    Route(f"{BASE}/{{platform}}/{{name:path}}", endpoint("libraries_io.project", project)),
]
