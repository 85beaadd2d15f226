"""`prop=globalusage`: which pages of the wikis show a file. Tests and people say so through `/sandbox/uses`.

The form is that of the extension GlobalUsage: https://www.mediawiki.org/wiki/Extension:GlobalUsage
"""

import json
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.sandbox.requests import ApiRequest
from local.sandbox.services import Sandbox
from local.sandbox.titles import file_key

FORMS = 'uses look like {"title": "File:…", "wiki": "fr.wikipedia.org", "page": "Pont", "namespace": 0}'
FILES = 6


def add_global_usage(sandbox: Sandbox, request: ApiRequest, pages: list[dict[str, Any]], reply: dict[str, Any]) -> None:
    """Put the uses of the reply's files beside them, at most `gulimit` in all; the rest is to be asked for."""
    wanted = request.choices("guprop", {"pageid", "namespace", "url"}, module="globalusage", default="url")
    left = request.limit("gulimit", 10, 500, module="globalusage")
    start = request.text("gucontinue")
    for page in sorted(pages, key=lambda page: file_key(page.get("title", ""))):
        if page.get("ns") != FILES or "pageid" not in page:
            continue
        page["globalusage"] = []
        for row in _uses(sandbox, page["pageid"]):
            place = f"{file_key(page['title'])}|{row['wiki']}|{row['title']}"
            if place < start:
                continue
            if left == 0:
                reply["continue"] = {"gucontinue": place, "continue": "||"}
                return
            page["globalusage"].append(_shown(row, wanted))
            left -= 1


def _uses(sandbox: Sandbox, page_id: int) -> list[Any]:
    with sandbox.store.transaction() as database:
        return database.execute("SELECT * FROM uses WHERE page_id = ? ORDER BY wiki, title", (page_id,)).fetchall()


def _shown(row: Any, wanted: list[str]) -> dict[str, Any]:
    title = row["title"].replace(" ", "_")
    shown: dict[str, Any] = {"title": title, "wiki": row["wiki"]}
    if "url" in wanted:
        shown["url"] = f"https://{row['wiki']}/wiki/{quote(title, safe=':/')}"
    if "namespace" in wanted:
        shown["ns"] = str(row["namespace"])
    return shown


async def control(request: Request) -> Response:
    """Let a page show a file, or show it no longer: `{"title": "File:…", "wiki": "…", "page": "…"}`."""
    sandbox: Sandbox = request.app.state.sandbox
    try:
        use = json.loads(await request.body())
        title, wiki, page = str(use["title"]), str(use["wiki"]), str(use["page"])
        namespace = int(use.get("namespace", 0))
    except (KeyError, TypeError, ValueError, AttributeError):
        return JSONResponse({"detail": FORMS}, status_code=400)
    known = await run_in_threadpool(sandbox.wiki.page, title)
    if known is None:
        return JSONResponse({"detail": "There is no such file."}, status_code=404)
    key = (known.id, wiki, page.replace("_", " "))
    await run_in_threadpool(_change, sandbox, request.method, key, namespace)
    return JSONResponse({"status": "ok", "title": known.title})


def _change(sandbox: Sandbox, method: str, key: tuple[int, str, str], namespace: int) -> None:
    with sandbox.store.transaction() as database:
        if method == "DELETE":
            database.execute("DELETE FROM uses WHERE page_id = ? AND wiki = ? AND title = ?", key)
        else:
            database.execute("INSERT OR REPLACE INTO uses VALUES (?, ?, ?, ?)", (*key, namespace))
