"""File titles: with and without their namespace, and whether the title blacklist lets them be."""

import logging
from typing import Any
from urllib.parse import urlencode

from curator.commons.client import CommonsClient, CommonsSettings
from curator.commons.errors import CommonsError, FileLink
from curator.commons.title_rules import tidied

logger = logging.getLogger(__name__)

FILE_NAMESPACE = "File:"
DEFAULT_BLACKLIST_REASON = "This title is on the title blacklist of Wikimedia Commons"


def file_title(filename: str) -> str:
    """Return `File:Name.jpg`, as Commons shows it, for a name with or without its namespace."""
    return FILE_NAMESPACE + file_name(filename)


def file_name(title: str) -> str:
    """Return `Name.jpg`, as Commons shows it, for a title with or without its namespace."""
    return tidied(title.removeprefix(FILE_NAMESPACE))


def link_to(settings: CommonsSettings, filename: str) -> FileLink:
    """Return the title of a file and the address of its page."""
    title = file_title(filename)
    query = urlencode({"title": title.replace(" ", "_")}, safe=":")
    return FileLink(title=title, url=f"{settings.commons_index_url}?{query}")


def blacklist_reason(client: CommonsClient, filename: str) -> str | None:
    """Return why nobody may create this title, or None.

    The blacklist refuses at the commit too; asking beforehand saves the transfer. So a failed question is no reason to
    stop, and counts as a no.
    """
    try:
        reply = client.get({"action": "titleblacklist", "tbaction": "create", "tbtitle": file_title(filename)})
    except CommonsError as error:
        logger.warning("title blacklist not consulted: %s", error)
        return None
    answer: dict[str, Any] = reply.get("titleblacklist", {})
    if answer.get("result") != "blacklisted":
        return None
    return str(answer.get("reason") or DEFAULT_BLACKLIST_REASON)
