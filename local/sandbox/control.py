"""`/sandbox/…`: what only a test or a demonstration asks of the sandbox, never Curator itself."""

import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.sandbox import jobs
from local.sandbox.faults import BadFaultError
from local.sandbox.mapillary import sequence_lengths
from local.sandbox.services import Sandbox
from local.sandbox.state import describe
from local.sandbox.upload_action import RUNNERS
from local.sandbox.users import ALL_USERS, Limit, user_named


async def health(request: Request) -> Response:
    """Tell that the sandbox runs, and whether its photographs are installed."""
    sandbox: Sandbox = request.app.state.sandbox
    missing = [str(path) for path in sandbox.photographs.missing_sources()]
    return JSONResponse({"status": "ok", "sequences": dict(sequence_lengths()), "missing_photographs": missing})


async def faults(request: Request) -> Response:
    """List the faults, switch one on, or switch all off."""
    sandbox: Sandbox = request.app.state.sandbox
    if request.method == "DELETE":
        await run_in_threadpool(sandbox.faults.remove)
    if request.method == "POST":
        try:
            fault = await run_in_threadpool(sandbox.faults.add, await _json(request))
        except BadFaultError as error:
            return _bad(str(error))
        return JSONResponse(fault.to_dict(), status_code=201)
    listed = await run_in_threadpool(sandbox.faults.all)
    return JSONResponse({"faults": [fault.to_dict() for fault in listed]})


async def remove_fault(request: Request) -> Response:
    """Switch one fault off."""
    sandbox: Sandbox = request.app.state.sandbox
    await run_in_threadpool(sandbox.faults.remove, int(request.path_params["id"]))
    return Response(status_code=204)


async def state(request: Request) -> Response:
    """Tell everything that has happened."""
    sandbox: Sandbox = request.app.state.sandbox

    def read() -> dict[str, Any]:
        jobs.run_due(sandbox, RUNNERS)
        return describe(sandbox)

    return JSONResponse(await run_in_threadpool(read))


async def reset(request: Request) -> Response:
    """Forget all pages, files, hits, faults and changes of the world; logins stay."""
    sandbox: Sandbox = request.app.state.sandbox
    await run_in_threadpool(sandbox.store.reset)
    await run_in_threadpool(sandbox.living_world.restore)
    sandbox.provider_limits.restore()
    sandbox.requests_seen.clear()
    return JSONResponse({"status": "ok"})


async def users(request: Request) -> Response:
    """List the accounts and the limits that hold for them now."""
    sandbox: Sandbox = request.app.state.sandbox
    listed = await run_in_threadpool(lambda: [_user(sandbox, user.name) for user in ALL_USERS])
    return JSONResponse({"users": listed})


async def user_limits(request: Request) -> Response:
    """Change an account's limits: `{"upload": {"hits": 3, "seconds": 10}}`."""
    sandbox: Sandbox = request.app.state.sandbox
    user = user_named(request.path_params["name"])
    if user is None:
        return _bad("There is no such account.", status=404)
    try:
        description = await _json(request)
        limits = {action: Limit(int(limit["hits"]), int(limit["seconds"])) for action, limit in description.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        return _bad('limits look like {"upload": {"hits": 3, "seconds": 10}}')
    if user.is_unlimited or any(limit.hits < 0 or limit.seconds < 1 for limit in limits.values()):
        return _bad("The account has no limits, or the limit is none.")
    await run_in_threadpool(sandbox.limiter.change, user, limits)
    return JSONResponse(_user(sandbox, user.name))


async def delete_page(request: Request) -> Response:
    """Delete a page as an administrator would: `{"title": "File:…", "comment": "…"}`."""
    sandbox: Sandbox = request.app.state.sandbox
    description = await _json(request)
    title = str(description.get("title", "")) if isinstance(description, dict) else ""
    page = await run_in_threadpool(sandbox.wiki.page, title)
    if page is None:
        return _bad("There is no such page.", status=404)
    comment = str(description.get("comment", "Deleted in the sandbox"))
    await run_in_threadpool(lambda: sandbox.wiki.delete(page, user="Admin", comment=comment))
    return JSONResponse({"status": "ok", "title": page.title})


async def callback(request: Request) -> Response:
    """Change where a person is sent after Allow: `{"url": "http://…"}`."""
    sandbox: Sandbox = request.app.state.sandbox
    if request.method == "POST":
        description = await _json(request)
        url = str(description.get("url", "")) if isinstance(description, dict) else ""
        if not url.startswith(("http://", "https://")):
            return _bad("url is an http(s) address")
        await run_in_threadpool(sandbox.handshake.register_callback, url)
    return JSONResponse({"url": sandbox.handshake.callback_url})


def _user(sandbox: Sandbox, name: str) -> dict[str, Any]:
    user = user_named(name)
    if user is None:
        return {}
    limits = {action: sandbox.limiter.effective(user, action) for action in ("upload", "edit")}
    shown = {action: None if limit is None else limit.to_reply() for action, limit in limits.items()}
    return {"id": user.id, "name": user.name, "about": user.about, "limits": shown}


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body() or b"{}")
    except ValueError:
        return None


def _bad(text: str, *, status: int = 400) -> Response:
    return JSONResponse({"detail": text}, status_code=status)
