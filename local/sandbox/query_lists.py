"""`list=allimages`, `categorymembers`, `logevents` and `mystashedfiles`."""

import re
from typing import Any

from local.sandbox import image_info
from local.sandbox.replies import ApiError, missing_parameter
from local.sandbox.requests import ApiRequest
from local.sandbox.services import Sandbox
from local.sandbox.title_syntax import page_title
from local.sandbox.titles import BLANKS, capitalised, file_key, namespace_of
from local.sandbox.users import user_named
from local.sandbox.wiki import timestamp

MEMBER_TYPES = {6: "file", 14: "subcat"}


def all_images(sandbox: Sandbox, request: ApiRequest, reply: dict[str, Any]) -> list[dict[str, Any]]:
    """Return files by content, or in the order of their names."""
    wanted = request.choices("aiprop", image_info.EVERYTHING, module="allimages", default="timestamp|url")
    limit = request.limit("ailimit", 10, 500, module="allimages")
    sha1 = request.text("aisha1").lower()
    if "aisha1" in request.parameters and not re.fullmatch("[0-9a-f]{40}", sha1):
        raise ApiError("invalidsha1hash", "The SHA1 hash provided is not valid.")
    if sha1:
        rows = sandbox.wiki.files_with_sha1(sha1)[:limit]
    else:
        start = request.text("aicontinue") or request.text("aifrom") or request.text("aiprefix")
        rows = sandbox.wiki.files_from(capitalised(BLANKS.sub("_", start)), limit + 1)
        prefix = capitalised(BLANKS.sub("_", request.text("aiprefix")))
        rows = [row for row in rows if file_key(row["title"]).startswith(prefix)]
        if len(rows) > limit:
            reply["continue"] = {"aicontinue": file_key(rows[limit]["title"]), "continue": "-||"}
            rows = rows[:limit]
    shown = []
    for row in rows:
        title = row["title"]
        described = image_info.published_info(
            row, title=title, page_id=row["page_id"], server=request.server, wanted=wanted
        )
        shown.append({"name": file_key(title), **described, "ns": 6, "title": title})
    return shown


def category_members(sandbox: Sandbox, request: ApiRequest, reply: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the pages of a category."""
    limit = request.limit("cmlimit", 10, 500, module="categorymembers")
    after = request.text("cmcontinue").rpartition("|")[2]
    if "cmtitle" not in request.parameters:
        raise ApiError("missingparam", 'One of the parameters "cmtitle" and "cmpageid" is required.')
    category = page_title(request.text("cmtitle"))
    if not category.startswith("Category:"):
        raise ApiError("invalidcategory", "The category name you entered is not valid.")
    rows = sandbox.wiki.members(category, after=int(after) if after.isdigit() else 0, limit=limit + 1)
    if len(rows) > limit:
        reply["continue"] = {"cmcontinue": f"page||{rows[limit - 1]['id']}", "continue": "-||"}
    types = request.many("cmtype", "page|subcat|file")
    return [
        {"pageid": row["id"], "ns": namespace_of(row["title"]), "title": row["title"]}
        for row in rows[:limit]
        if MEMBER_TYPES.get(namespace_of(row["title"]), "page") in types
    ]


def log_events(sandbox: Sandbox, request: ApiRequest, _reply: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the deletions of a title; no other log is kept."""
    if request.text("letype") != "delete":
        raise ApiError("badvalue", f'Unrecognized value for parameter "letype": {request.text("letype")}.')
    if "letitle" not in request.parameters:
        raise missing_parameter("letitle")
    title = page_title(request.text("letitle"))
    shown = []
    for row in sandbox.wiki.deletions(title)[: request.limit("lelimit", 10, 500, module="logevents")]:
        user = user_named(row["username"])
        shown.append(
            {
                "logid": row["id"],
                "ns": namespace_of(row["title"]),
                "title": row["title"],
                "pageid": 0,
                "logpage": row["page_id"],
                "params": {},
                "type": "delete",
                "action": "delete",
                "user": row["username"],
                "userid": 1 if user is None else user.id,
                "timestamp": timestamp(row["at"]),
                "comment": row["comment"],
            }
        )
    return shown


def my_stashed_files(sandbox: Sandbox, request: ApiRequest, reply: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the account's own stash."""
    limit = request.limit("msflimit", 10, 500, module="mystashedfiles")
    offset = request.integer("msfcontinue", 0)
    rows = sandbox.stash.finished_of(request.account, limit=limit + 1, offset=offset)
    if len(rows) > limit:
        reply["continue"] = {"msfcontinue": str(offset + limit), "continue": "-||"}
    wanted = request.choices("msfprop", ("size", "type"), module="mystashedfiles")
    shown = []
    for row in rows[:limit]:
        entry: dict[str, Any] = {
            "filekey": row["filekey"],
            "status": "finished" if row["status"] == "finished" else "chunks",
        }
        if "size" in wanted:
            size = {"size": row["received"], "width": row["width"] or 0, "height": row["height"] or 0}
            entry.update({**size, "bits": image_info.BIT_DEPTH})
        if "type" in wanted:
            entry.update({"mimetype": row["mime"] or "unknown/unknown", "mediatype": "BITMAP"})
        shown.append(entry)
    return shown
