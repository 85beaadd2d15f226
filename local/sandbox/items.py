"""Items of Wikidata, as far as a category on Commons is about the same thing: statements and links to pages.

Every item up to the last number there is exists, and says nothing until somebody edits it.
"""

import json
import re
from typing import Any

from local.sandbox import mediainfo
from local.sandbox.replies import ApiError
from local.sandbox.requests import ApiRequest
from local.sandbox.services import Sandbox
from local.sandbox.snaks import LAST_ITEM
from local.sandbox.titles import normal_title

ITEM_ID = re.compile(r"Q([1-9]\d*)")
UNEDITED_REVISION = 1

Item = dict[str, Any]  # {"revision": 1, "claims": {"P373": [...]}, "sitelinks": {"commonswiki": {...}}}


def is_item(identifier: str) -> bool:
    """Tell whether this could be an item's id."""
    return ITEM_ID.fullmatch(identifier) is not None


def described(sandbox: Sandbox, identifier: str, parts: frozenset[str]) -> dict[str, Any]:
    """Return an item as `wbgetentities` shows it."""
    item = _find(sandbox, identifier)
    if item is None:
        return {"id": identifier, "missing": ""}
    shown: dict[str, Any] = {"type": "item", "id": identifier}
    if "info" in parts:
        shown.update({"title": identifier, "lastrevid": item["revision"]})
    for part in ("claims", "sitelinks"):
        if part in parts:
            shown[part] = item[part] or []  # PHP's empty map
    return shown


def edited(sandbox: Sandbox, request: ApiRequest, identifier: str, change: dict[str, Any]) -> dict[str, Any]:
    """Change an item and return what `wbeditentity` answers; Wikidata's rate limits are not those of Commons."""
    with sandbox.store.transaction() as database:
        item = _find(sandbox, identifier)
        if item is None:
            text = f'Could not find an entity with the ID "{identifier}".'
            messages = [{"name": "wikibase-api-no-such-entity", "parameters": [identifier], "html": text}]
            raise ApiError("no-such-entity", text, id=identifier, messages=messages)
        base = request.integer("baserevid", item["revision"])
        if base != item["revision"]:
            raise ApiError("editconflict", "Edit conflict. Could not patch the current revision.")
        after = _changed(sandbox, item, change, identifier)
        if after != item:
            after["revision"] += 1
            database.execute("INSERT OR REPLACE INTO items VALUES (?, ?)", (identifier, json.dumps(after)))
    shown = {"type": "item", "id": identifier, "claims": after["claims"] or [], "sitelinks": after["sitelinks"] or []}
    return {"entity": {**shown, "lastrevid": after["revision"]}, "success": 1}


def all_items(sandbox: Sandbox) -> dict[str, Item]:
    """Return every item somebody edited."""
    with sandbox.store.transaction() as database:
        rows = database.execute("SELECT * FROM items ORDER BY id").fetchall()
    return {row["id"]: json.loads(row["content"]) for row in rows}


def _find(sandbox: Sandbox, identifier: str) -> Item | None:
    if int(identifier[1:]) > LAST_ITEM:
        return None
    with sandbox.store.transaction() as database:
        row = database.execute("SELECT content FROM items WHERE id = ?", (identifier,)).fetchone()
    if row is None:
        return {"revision": UNEDITED_REVISION, "claims": {}, "sitelinks": {}}
    item: Item = json.loads(row["content"])
    return item


def _changed(sandbox: Sandbox, item: Item, change: dict[str, Any], identifier: str) -> Item:
    """Return the item with statements added or replaced, and its links set."""
    before = {"labels": {}, "descriptions": {}, "statements": item["claims"]}
    statements = mediainfo.changed(before, {"claims": change.get("claims")}, entity_id=identifier)["statements"]
    links = {site: _link(sandbox, identifier, site, link) for site, link in (change.get("sitelinks") or {}).items()}
    return {**item, "claims": statements, "sitelinks": {**item["sitelinks"], **links}}


def _link(sandbox: Sandbox, identifier: str, site: str, link: dict[str, Any]) -> dict[str, Any]:
    """Return a link as it is stored; a page belongs to one item only, and it must be there."""
    title = normal_title(str(link.get("title", "")))
    if sandbox.wiki.page(title) is None:
        text = f'The external client site "{site}" did not provide page information for page "{title}".'
        raise ApiError("no-external-page", text)
    for other, item in all_items(sandbox).items():
        if other != identifier and item["sitelinks"].get(site, {}).get("title") == title:
            text = f"Site link {site}:{title} is already used by item {other}."
            message = {"name": "wikibase-validator-sitelink-conflict", "parameters": [], "html": text}
            raise ApiError("failed-save", text, messages=[message])
    return {"site": site, "title": title, "badges": []}
