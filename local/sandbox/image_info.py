"""The `imageinfo` of a file, in the members and the order MediaWiki has them."""

import hashlib
import sqlite3
from collections.abc import Collection
from html import escape
from typing import Any

from local.sandbox import urls
from local.sandbox.titles import file_key
from local.sandbox.users import user_named
from local.sandbox.wiki import timestamp

EVERYTHING = frozenset(
    {
        "timestamp", "user", "userid", "size", "dimensions", "parsedcomment", "comment", "html",
        "canonicaltitle", "url", "sha1", "metadata", "commonmetadata", "extmetadata", "mime", "mediatype",
        "bitdepth",
    }
)  # fmt: skip
BIT_DEPTH = 8


def published_info(
    row: sqlite3.Row, *, title: str, page_id: int, server: str, wanted: Collection[str], with_short_url: bool = True
) -> dict[str, Any]:
    """Return what is asked for about one version of a published file."""
    key = file_key(title)
    user = user_named(row["username"])
    groups: dict[str, dict[str, Any]] = {
        "timestamp": {"timestamp": timestamp(row["at"])},
        "user": {"user": row["username"]},
        "userid": {"userid": 0 if user is None else user.id},
        "size": {"size": row["size"], "width": row["width"], "height": row["height"]},
        "dimensions": {"size": row["size"], "width": row["width"], "height": row["height"]},
        "parsedcomment": {"parsedcomment": escape(row["comment"], quote=False)},
        "comment": {"comment": row["comment"]},
        "html": {"html": _exists_html(title)},
        "uploadwarning": {"html": _exists_html(title)},
        "canonicaltitle": {"canonicaltitle": title},
        "url": {
            "url": urls.image_url(server, key),
            "descriptionurl": urls.page_url(server, title),
            **({"descriptionshorturl": urls.short_url(server, page_id)} if with_short_url else {}),
        },
        "sha1": {"sha1": row["sha1"]},
        **_common_groups(title, row["at"]),
        "mime": {"mime": row["mime"]},
        "mediatype": {"mediatype": "BITMAP"},
        "bitdepth": {"bitdepth": BIT_DEPTH if row["width"] else 0},
    }
    return {name: value for group, members in groups.items() if group in wanted for name, value in members.items()}


def stashed_info(row: sqlite3.Row, *, server: str, wanted: Collection[str]) -> dict[str, Any]:
    """Return what is asked for about a stashed file."""
    title = stash_title(row)
    address = urls.stash_url(server, row["filekey"])
    groups: dict[str, dict[str, Any]] = {
        "timestamp": {"timestamp": timestamp(row["created_at"])},
        "size": {"size": row["received"], "width": row["width"], "height": row["height"]},
        "dimensions": {"size": row["received"], "width": row["width"], "height": row["height"]},
        "canonicaltitle": {"canonicaltitle": title},
        "url": {"url": address, "descriptionurl": address},
        "sha1": {"sha1": row["sha1"]},
        **_common_groups(title, row["created_at"]),
        "mime": {"mime": row["mime"]},
        "bitdepth": {"bitdepth": BIT_DEPTH},
    }
    return {name: value for group, members in groups.items() if group in wanted for name, value in members.items()}


def stash_title(row: sqlite3.Row) -> str:
    """Return the title a stashed file is said to have while it has none."""
    moment = timestamp(row["created_at"]).translate(str.maketrans("", "", "-:TZ"))
    word = hashlib.sha1(row["filekey"].encode(), usedforsecurity=False).hexdigest()[:12]
    return f"File:{moment}!chunkedupload {word}.{row['filekey'].rpartition('.')[2]}"


def _common_groups(title: str, at: float) -> dict[str, dict[str, Any]]:
    name = title.partition(":")[2].rpartition(".")[0]
    facts = {
        "DateTime": {"value": timestamp(at), "source": "mediawiki-metadata", "hidden": ""},
        "ObjectName": {"value": name, "source": "mediawiki-metadata"},
    }
    return {
        "metadata": {"metadata": []},
        "commonmetadata": {"commonmetadata": []},
        "extmetadata": {"extmetadata": facts},
    }


def _exists_html(title: str) -> str:
    return (
        "<p>A file with this name exists already, please check "
        f'<strong><a class="mw-selflink selflink">{escape(title)}</a></strong> '
        "if you are not sure if you want to overwrite it.\n</p>"
    )
