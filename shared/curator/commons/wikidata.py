"""Telling Wikidata of a category on Commons: a sitelink, and the statement «Commons category».

Nothing somebody else wrote is replaced: an item that names another category, or links to another page, keeps that.
"""

import json
from typing import Any

from curator.commons.client import CommonsClient
from curator.commons.errors import FileMissingError
from curator.commons.structured_data_merge import is_unchanged, merge_statements

COMMONS_CATEGORY = "P373"
SUMMARY = "Linked to its category on Wikimedia Commons via Curator"


def link_category(client: CommonsClient, item_id: str, *, category: str) -> bool:
    """Give an item a sitelink to, and a statement of, the category; return False, without an edit, if it has both.

    Args:
        client: of Wikidata, see `CommonsClient.of_wikidata`.
        item_id: such as `Q64`.
        category: its name, without `Category:`.

    Raises:
        FileMissingError: there is no such item.
        EditConflictError: somebody edited the item meanwhile.
    """
    item = _fetch(client, item_id)
    site_id = client.settings.commons_site_id
    existing = dict(item.get("claims") or {}).get(COMMONS_CATEGORY, [])  # PHP writes an empty map as []
    merged = merge_statements(existing, [_commons_category(category.replace("_", " "))])
    data: dict[str, Any] = {}
    if not is_unchanged(existing, merged):
        data["claims"] = merged
    if site_id not in dict(item.get("sitelinks") or {}):
        title = f"Category:{category.replace('_', ' ')}"
        data["sitelinks"] = {site_id: {"site": site_id, "title": title}}
    if not data:
        return False
    fields = {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":")), "summary": SUMMARY}
    if "lastrevid" in item:
        fields["baserevid"] = str(item["lastrevid"])
    client.post({"action": "wbeditentity", "id": item_id}, fields, repeatable=False)
    return True


def _fetch(client: CommonsClient, item_id: str) -> dict[str, Any]:
    reply = client.get({"action": "wbgetentities", "ids": item_id, "props": "claims|sitelinks|info"})
    item: dict[str, Any] = next(iter(dict(reply.get("entities") or {}).values()), {"missing": ""})
    if "missing" in item:
        raise FileMissingError(f"Wikidata has no item {item_id}", code="no-such-entity")
    return item


def _commons_category(name: str) -> dict[str, Any]:
    return {
        "mainsnak": {
            "snaktype": "value",
            "property": COMMONS_CATEGORY,
            "datatype": "string",
            "datavalue": {"type": "string", "value": name},
        },
        "rank": "normal",
        "qualifiers": {},
        "qualifiers-order": [],
        "references": [],
        "type": "statement",
    }
