"""`action=wbeditentity` and `action=wbgetentities` on the structured data of files, and on the items of Wikidata."""

import json
import re
from typing import Any

from local.sandbox import items, mediainfo
from local.sandbox.ratelimits import EDIT
from local.sandbox.replies import ApiError, bad_value
from local.sandbox.requests import ApiRequest
from local.sandbox.services import Sandbox
from local.sandbox.wiki import Page, timestamp

SITE = "commonswiki"
ENTITY_ID = re.compile(r"M([1-9]\d*)")
EVERY_PART = "info|sitelinks|aliases|labels|descriptions|claims|datatype"


def edit_entity(sandbox: Sandbox, request: ApiRequest) -> dict[str, Any]:
    """Answer `wbeditentity`."""
    change = _read_change(request.required("data"))
    if items.is_item(request.text("id")):
        return items.edited(sandbox, request, request.text("id"), change)
    with sandbox.store.transaction():
        page = _page_to_edit(sandbox, request)
        sandbox.limiter.spend(request.account, (EDIT,), what=f"structured data of {page.title}")
        _refuse_conflict(sandbox, request, page, change)
        entity = mediainfo.changed(page.entity, change, entity_id=f"M{page.id}")
        if entity == (page.entity or mediainfo.empty_entity()):
            return {
                "entity": {**_described(page, entity), "lastrevid": page.revision_id, "nochange": True},
                "success": 1,
            }
        comment = f"/* wbeditentity-update:0| */ {request.text('summary')}".strip()
        saved = sandbox.wiki.save(
            page.title, user=request.account.name, comment=comment, content=page.content, entity=entity
        )
    return {"entity": {**_described(saved, entity), "lastrevid": saved.revision_id}, "success": 1}


def get_entities(sandbox: Sandbox, request: ApiRequest) -> dict[str, Any]:
    """Answer `wbgetentities`, by ids or by a site and titles."""
    identifiers, titles = request.many("ids"), request.many("titles")
    if not identifiers and not (titles and request.many("sites")):
        text = 'Either provide the Item "ids" or pairs of "sites" and "titles" for corresponding page'
        name = "wikibase-api-illegal-ids-or-sites-titles-selector"
        raise ApiError("param-missing", text, messages=[{"name": name, "parameters": [], "html": text}])
    if titles and request.many("sites") != [SITE]:
        raise bad_value("sites", request.text("sites"))
    parts = frozenset(request.many("props", EVERY_PART))
    entities: dict[str, Any] = {}
    for identifier in identifiers:
        entities[identifier] = _entity_by_id(sandbox, identifier, parts)
    unknown = 0
    for title in titles:
        page = sandbox.wiki.page(title)
        if page is None or not sandbox.wiki.file_versions(page.id):
            unknown -= 1
            entities[str(unknown)] = {"site": SITE, "title": title, "missing": ""}
        else:
            entities[f"M{page.id}"] = _full_entity(page, parts)
    return {"entities": entities, "success": 1}


def _entity_by_id(sandbox: Sandbox, identifier: str, parts: frozenset[str]) -> dict[str, Any]:
    if items.is_item(identifier):
        return items.described(sandbox, identifier, parts)
    match = ENTITY_ID.fullmatch(identifier)
    if match is None and not re.fullmatch(r"[QPL]\d+", identifier):
        text = f'Could not find an entity with the ID "{identifier}".'
        messages = [{"name": "wikibase-api-no-such-entity", "parameters": [identifier], "html": text}]
        raise ApiError("no-such-entity", text, id=identifier, messages=messages)
    page = None if match is None else sandbox.wiki.page_by_id(int(match.group(1)))
    return {"id": identifier, "missing": ""} if page is None else _full_entity(page, parts)


def _full_entity(page: Page, parts: frozenset[str]) -> dict[str, Any]:
    if page.entity is None:
        return {"id": f"M{page.id}", "missing": ""}
    described = _described(page, page.entity)
    wanted = {"labels": "labels", "descriptions": "descriptions", "statements": "claims"}
    shown = {name: value for name, value in described.items() if wanted.get(name, "") in {"", *parts}}
    if "info" not in parts:
        return shown
    about = {"pageid": page.id, "ns": 6, "title": page.title, "lastrevid": page.revision_id}
    return {**about, "modified": timestamp(page.at), **shown}


def _described(page: Page, entity: mediainfo.Entity) -> dict[str, Any]:
    return {
        "type": "mediainfo",
        "id": f"M{page.id}",
        "labels": entity["labels"],
        "descriptions": entity["descriptions"],
        "statements": entity["statements"] or [],  # PHP's empty map
    }


def _read_change(data: str) -> dict[str, Any]:
    try:
        change = json.loads(data)
    except ValueError:
        change = None
    if not isinstance(change, dict):
        text = "Invalid json in request."
        messages = [{"name": "wikibase-api-invalid-json", "parameters": [], "html": text}]
        raise ApiError("invalid-json", text, messages=messages)
    return change


def _page_to_edit(sandbox: Sandbox, request: ApiRequest) -> Page:
    identifier = request.text("id")
    if identifier:
        match = ENTITY_ID.fullmatch(identifier)
        page = None if match is None else sandbox.wiki.page_by_id(int(match.group(1)))
        if page is None or not sandbox.wiki.file_versions(page.id):
            text = "⧼no-such-entity⧽"  # what Commons itself says: the message has no text
            messages = [{"name": "no-such-entity", "parameters": [identifier], "html": text}]
            raise ApiError("no-such-entity", text, messages=messages)
        return page
    if request.required("site") != SITE:
        raise bad_value("site", request.text("site"))
    page = sandbox.wiki.page(request.required("title"))
    if page is None or not sandbox.wiki.file_versions(page.id):
        text = "Could not find an Item containing a sitelink to the provided site and page name."
        messages = [{"name": "wikibase-api-no-such-entity-link", "parameters": [], "html": text}]
        raise ApiError("no-such-entity-link", text, messages=messages)
    return page


def _refuse_conflict(sandbox: Sandbox, request: ApiRequest, page: Page, change: dict[str, Any]) -> None:
    base_revision = request.integer("baserevid", page.revision_id)
    if base_revision == page.revision_id:
        return
    if mediainfo.conflicts(sandbox.wiki.entity_at(base_revision), page.entity, change):
        text = "Edit conflict. Could not patch the current revision."
        messages = [
            {"name": "wikibase-api-editconflict", "parameters": [], "html": text},
            {"name": "edit-conflict", "parameters": [], "html": "Edit conflict."},
        ]
        raise ApiError("editconflict", text, messages=messages)
