"""Wikitext of pages: read and saved on the revision that was read.

A null edit saves a page as it is, so that templates which read structured data show it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from curator.commons.client import CommonsClient
from curator.commons.errors import CommonsUnreachableError, EditConflictError, FileMissingError
from curator.commons.titles import file_title

NULL_EDIT_SUMMARY = "null edit"
RETRY_DELAYS_SECONDS = (3.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it was read: `text` is the wikitext of its revision number `revision`."""

    title: str
    text: str
    revision: int


def read_page(client: CommonsClient, title: str) -> Page | None:
    """Return the current text of a page, named with its namespace; None if there is no such page or text to be seen."""
    revision = _current_revision(client, title)
    text = revision.get("slots", {}).get("main", {}).get("content")
    return None if text is None else Page(title=title, text=text, revision=int(revision["revid"]))


def save_page(client: CommonsClient, page: Page, *, text: str, summary: str) -> None:
    """Save another text of a page that was read; an edit made in between is not undone.

    Raises:
        EditConflictError: somebody edited the page meanwhile.
        FileMissingError: the page was deleted meanwhile.
    """
    fields = {
        "title": page.title,
        "text": text,
        "summary": summary,
        "baserevid": str(page.revision),
        "nocreate": "1",
    }
    client.post({"action": "edit"}, fields)


def change_page(client: CommonsClient, title: str, *, change: Callable[[str], str], summary: str) -> bool:
    """Read a page, let `change` make another text of it, and save that; after an edit conflict, once more.

    Returns False, without an edit, where there is no such page or `change` changes nothing.
    """
    try:
        return _change_once(client, title, change, summary)
    except EditConflictError:
        return _change_once(client, title, change, summary)


def null_edit(client: CommonsClient, filename: str) -> bool:
    """Save the page of a file unchanged; return False if there is no such page, or its text is hidden.

    An edit made between reading and saving has rendered the page already.
    """
    page = read_page(client, file_title(filename))
    if page is None:
        return False
    try:
        save_page(client, page, text=page.text, summary=NULL_EDIT_SUMMARY)
    except EditConflictError:
        return True
    except FileMissingError:
        return False
    return True


def _change_once(client: CommonsClient, title: str, change: Callable[[str], str], summary: str) -> bool:
    page = read_page(client, title)
    if page is None:
        return False
    text = change(page.text)
    if text == page.text:
        return False
    save_page(client, page, text=text, summary=summary)
    return True


def _current_revision(client: CommonsClient, title: str) -> dict[str, Any]:
    """Return the newest revision with its text, or {} for a missing page."""
    params = {
        "action": "query",
        "prop": "revisions",
        "rvprop": "ids|content",
        "rvslots": "main",
        "rvlimit": "1",
        "titles": title,
    }
    reply = client.get(params)
    for delay in RETRY_DELAYS_SECONDS:
        if "query" in reply:
            break
        client.clock.sleep(delay)  # Commons was seen to answer a good request with neither `query` nor `error`
        reply = client.get(params)
    if "query" not in reply:
        raise CommonsUnreachableError("a reply to a page request holds no `query`")
    for page in reply["query"].get("pages", []):
        for revision in page.get("revisions", []):
            found: dict[str, Any] = revision
            return found
    return {}
