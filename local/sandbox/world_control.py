"""`/sandbox/world/…`: what only a test or a demonstration asks of the world of organisations and repositories.

GET  /sandbox/world                                  how large it is, and a few packages to ask for
GET  /sandbox/world/users/{ecosystem}/{name}         who uses a package, in truth
POST /sandbox/world/changes                          change it; DELETE undoes every change
GET  /sandbox/world/limits                           how much each service lets one ask; POST changes, DELETE restores

A change is `{"action": …}` and what that needs:

    add_dependency, drop_dependency   repository (owner/name), ecosystem, name; add: perhaps requirement
    touch                             repository: a commit that changes no manifest
    archive, unarchive                repository
    delete, undelete                  repository
    rename, transfer                  repository, to: the new name, the login of the new owner
    star                              repository, stars
    churn                             share: a commit to this part of all repositories
"""

import json
from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.sandbox.services import Sandbox
from local.sandbox.windows import BadAllowanceError
from local.sandbox.world.changes import BadChangeError


async def world(request: Request) -> Response:
    """Tell how large the world is."""
    sandbox: Sandbox = request.app.state.sandbox

    def read() -> dict[str, Any]:
        found = sandbox.living_world.world
        shown = [each for each in found.repositories if not each.gone]
        return {
            "seed": found.seed,
            "organizations": len(found.owners),
            "repositories": len(shown),
            "packages": [{"ecosystem": each.ecosystem, "name": each.name} for each in found.packages],
        }

    return JSONResponse(await run_in_threadpool(read))


async def users(request: Request) -> Response:
    """Tell who uses a package, line by line."""
    sandbox: Sandbox = request.app.state.sandbox
    ecosystem, name = request.path_params["ecosystem"], request.path_params["name"]
    found = await run_in_threadpool(lambda: sandbox.living_world.world.users_of(ecosystem, name))
    return JSONResponse({"users": [asdict(use) for use in found]})


async def changes(request: Request) -> Response:
    """Change the world, or undo all changes."""
    sandbox: Sandbox = request.app.state.sandbox
    if request.method == "DELETE":
        await run_in_threadpool(sandbox.living_world.restore)
        return Response(status_code=204)
    description = await _json(request)
    try:
        changed = await run_in_threadpool(sandbox.living_world.change, description, sandbox.clock.now())
    except BadChangeError as error:
        return JSONResponse({"detail": str(error)}, status_code=400)
    return JSONResponse({"changed": changed}, status_code=201)


async def limits(request: Request) -> Response:
    """Tell what the services let one caller ask, and how much has been asked and refused; or change it."""
    sandbox: Sandbox = request.app.state.sandbox
    if request.method == "DELETE":
        sandbox.provider_limits.restore()
    if request.method == "POST":
        try:
            sandbox.provider_limits.change(await _json(request))
        except BadAllowanceError as error:
            return JSONResponse({"detail": str(error)}, status_code=400)
    windows = sandbox.provider_limits
    return JSONResponse(
        {
            "limits": {name: asdict(each) for name, each in windows.allowances.items()},
            "spent": dict(windows.spent),
            "refused": dict(windows.refused),
        }
    )


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body() or b"{}")
    except ValueError:
        return None


ROUTES = [
    Route("/sandbox/world", world),
    Route("/sandbox/world/users/{ecosystem}/{name:path}", users),
    Route("/sandbox/world/changes", changes, methods=["POST", "DELETE"]),
    Route("/sandbox/world/limits", limits, methods=["GET", "POST", "DELETE"]),
]
