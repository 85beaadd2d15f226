"""What has happened in the sandbox, for tests to judge by."""

from typing import Any

from local.sandbox import items
from local.sandbox.services import Sandbox
from local.sandbox.wiki import timestamp

FILES = (
    "SELECT pages.id, pages.title, versions.sha1, versions.size, versions.username, versions.comment, versions.at, "
    "(SELECT entity IS NOT NULL FROM revisions WHERE page_id = pages.id ORDER BY id DESC LIMIT 1) AS has_entity, "
    "(SELECT count(*) FROM revisions WHERE page_id = pages.id) AS revisions "
    "FROM file_versions AS versions JOIN pages ON pages.id = versions.page_id AND deleted = 0 "
    "WHERE versions.id = (SELECT max(id) FROM file_versions WHERE page_id = pages.id) ORDER BY versions.id"
)


def describe(sandbox: Sandbox) -> dict[str, Any]:
    """Return files, publications, hits, refusals, requests and edited items; times are seconds since the epoch."""
    with sandbox.store.transaction() as database:
        files = database.execute(FILES).fetchall()
        publishes = database.execute(
            "SELECT sha1, count(*) AS times FROM file_versions GROUP BY sha1 ORDER BY min(id)"
        ).fetchall()
        hits = database.execute("SELECT * FROM hits ORDER BY at, rowid").fetchall()
        refusals = database.execute(
            "SELECT username, action, count(*) AS times FROM refusals GROUP BY username, action"
        ).fetchall()
        stashed = database.execute("SELECT count(*) AS keys FROM stash").fetchone()["keys"]
    refused: dict[str, dict[str, int]] = {}
    for row in refusals:
        refused.setdefault(row["username"], {})[row["action"]] = row["times"]
    log: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in hits:
        entry = {"at": row["at"], "what": row["what"]}
        log.setdefault(row["username"], {}).setdefault(row["action"], []).append(entry)
    return {
        "files": [
            {
                "pageid": row["id"],
                "title": row["title"],
                "sha1": row["sha1"],
                "size": row["size"],
                "uploader": row["username"],
                "time": timestamp(row["at"]),
                "at": row["at"],
                "comment": row["comment"],
                "has_structured_data": bool(row["has_entity"]),
                "revisions": row["revisions"],
            }
            for row in files
        ],
        "publishes": {row["sha1"]: row["times"] for row in publishes},
        "refused": refused,
        "hits": log,
        "requests": dict(sorted(sandbox.requests_seen.items())),
        "stashed": stashed,
        "items": items.all_items(sandbox),
    }
