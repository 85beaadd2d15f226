"""`prop=imageinfo`, `prop=info`, `prop=revisions` and `prop=stashimageinfo`."""

import hashlib
import json
import sqlite3
from typing import Any

from local.sandbox import image_info as info
from local.sandbox.replies import ApiError
from local.sandbox.requests import ApiRequest
from local.sandbox.services import Sandbox
from local.sandbox.titles import file_key
from local.sandbox.wiki import Page, timestamp

MAIN_SLOT = "main"
ENTITY_SLOT = "mediainfo"


def image_info(sandbox: Sandbox, request: ApiRequest, page: Page | None, title: str) -> dict[str, Any]:
    """Return the versions of a file, newest first."""
    known = info.EVERYTHING | {"uploadwarning", "archivename"}
    wanted = request.choices("iiprop", known, module="imageinfo", default="timestamp|user")
    limit = request.limit("iilimit", 1, 500, module="imageinfo")
    versions = [] if page is None else sandbox.wiki.file_versions(page.id)
    if page is None or not versions:
        missing = [{"html": "", "filemissing": True}] if "uploadwarning" in wanted else None
        return {"imagerepository": "", **({"imageinfo": missing} if missing else {})}
    shown = [
        info.published_info(version, title=title, page_id=page.id, server=request.server, wanted=wanted)
        for version in versions[:limit]
    ]
    if "archivename" in wanted:
        for index in range(1, len(shown)):
            moment = timestamp(versions[index - 1]["at"]).translate(str.maketrans("", "", "-:TZ"))
            shown[index]["archivename"] = f"{moment}!{file_key(title)}"
    return {"imagerepository": "local", "imageinfo": shown}


def page_info(sandbox: Sandbox, _request: ApiRequest, page: Page | None, _title: str) -> dict[str, Any]:
    """Return the basic facts of a page."""
    facts = {
        "contentmodel": "wikitext",
        "pagelanguage": "en",
        "pagelanguagehtmlcode": "en",
        "pagelanguagedir": "ltr",
    }
    if page is None:
        return facts
    is_new = len(sandbox.wiki.revisions(page.id)) == 1
    return {
        **facts,
        "touched": timestamp(page.at),
        "lastrevid": page.revision_id,
        "length": len(page.content.encode()),
        **({"new": True} if is_new else {}),
    }


def revisions(sandbox: Sandbox, request: ApiRequest, page: Page | None, _title: str) -> dict[str, Any]:
    """Return revisions, newest first; one unless `rvlimit` asks for more."""
    if page is None:
        return {}
    rows = sandbox.wiki.revisions(page.id)
    wanted = request.many("rvprop", "ids|timestamp|flags|comment|user")
    shown = []
    for index, row in enumerate(rows[: request.limit("rvlimit", 1, 500, module="revisions")]):
        parent = rows[index + 1]["id"] if index + 1 < len(rows) else 0
        shown.append(_revision(row, parent, wanted, request.many("rvslots")))
    return {"revisions": shown}


def stash_image_info(sandbox: Sandbox, request: ApiRequest) -> list[dict[str, Any]]:
    """Return what is known of stashed files."""
    keys = request.many("siifilekey") or request.many("siisessionkey")
    if not keys:
        text = 'At least one of the parameters "siifilekey" and "siisessionkey" is required.'
        raise ApiError("missingparam", text)
    wanted = request.many("siiprop", "timestamp|url")
    rows = [sandbox.stash.find_properly(key, request.account) for key in keys]
    return [info.stashed_info(row, server=request.server, wanted=wanted) for row in rows]


def _revision(row: sqlite3.Row, parent: int, wanted: list[str], slots: list[str]) -> dict[str, Any]:
    groups: dict[str, dict[str, Any]] = {
        "ids": {"revid": row["id"], "parentid": parent},
        "flags": {"minor": False},
        "user": {"user": row["username"]},
        "timestamp": {"timestamp": timestamp(row["at"])},
        "comment": {"comment": row["comment"]},
        "tags": {"tags": ["OAuth CID: 1"]},
    }
    shown = {name: value for group in wanted for name, value in groups.get(group, {}).items()}
    if slots:
        shown["slots"] = _slots(row, wanted, slots)
    elif "content" in wanted:
        shown.update({"contentformat": "text/x-wiki", "contentmodel": "wikitext", "content": row["content"]})
    return shown


def _slots(row: sqlite3.Row, wanted: list[str], slots: list[str]) -> dict[str, Any]:
    contents = {MAIN_SLOT: ("wikitext", "text/x-wiki", row["content"])}
    if row["entity"] is not None:
        text = _entity_text(row)
        contents[ENTITY_SLOT] = ("wikibase-mediainfo", "application/json", text)
    return {name: _slot(*contents[name], wanted) for name in contents if name in slots or "*" in slots}


def _slot(model: str, form: str, content: str, wanted: list[str]) -> dict[str, Any]:
    raw = content.encode()
    shown: dict[str, Any] = {}
    if "slotsize" in wanted:
        shown["size"] = len(raw)
    if "slotsha1" in wanted:
        shown["sha1"] = hashlib.sha1(raw, usedforsecurity=False).hexdigest()
    if "content" in wanted:
        shown.update({"contentmodel": model, "contentformat": form, "content": content})
    elif "contentmodel" in wanted:
        shown["contentmodel"] = model
    return shown


def _entity_text(row: sqlite3.Row) -> str:
    entity = json.loads(row["entity"])
    stored = {"type": "mediainfo", "id": f"M{row['page_id']}", **{name: part or [] for name, part in entity.items()}}
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
