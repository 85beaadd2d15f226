"""Categories: which were deleted, making one, and moving the files of one to another.

A category may be named in any of the ways of `category_names`.
"""

import logging
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum

from curator.commons.category_links import recategorised
from curator.commons.category_names import category_name, category_title
from curator.commons.client import CommonsClient
from curator.commons.errors import (
    AccountBlockedError,
    AuthorisationLostError,
    CommonsError,
    InvalidTitleError,
    MissingRightError,
    TitleTakenError,
)
from curator.commons.pages import change_page
from curator.commons.wikidata import link_category
from curator.foundation.errors import QueueAction

ALREADY_THERE = "articleexists"
# Wikimedia asks tools for one request after the other, and grants that a few at once do no harm
# (https://www.mediawiki.org/wiki/API:Etiquette).
QUESTIONS_AT_ONCE = 4
# Few enough that what was done of one part of a list fits into a note of it; the API would give 500.
MEMBERS_PER_REQUEST = 50

# What stops the whole work rather than one page of it: nobody asked to slow down or to stay away should go on asking.
EVERYTHING_STOPS = (AccountBlockedError, AuthorisationLostError, MissingRightError)
WAITS = (QueueAction.PAUSE_LANE, QueueAction.PAUSE_EVERYONE)
# A right that is missing for one page only.
PROTECTED_PAGE = frozenset({"protectedpage", "cascadeprotected"})
ITEM_ID = re.compile(r"Q[1-9]\d{0,11}")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A page in a category."""

    id: int
    title: str  # with its namespace


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """A part of a category's members; `next_from` is where the next part begins, None after the last."""

    files: tuple[Member, ...]
    next_from: str | None


class Moved(Enum):
    """What became of one page that was to change its category."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"  # its text does not name the category: a template does, or it was moved already
    FAILED = "failed"  # it could not be read or saved


def deleted_categories(client: CommonsClient, titles: Sequence[str]) -> list[str]:
    """Return those of the categories, as they were given, that were ever deleted, even if restored since."""
    asked = tuple(dict.fromkeys(titles))
    with ThreadPoolExecutor(max_workers=QUESTIONS_AT_ONCE) as questions:
        answers = dict(zip(asked, questions.map(lambda title: _was_deleted(client, title), asked), strict=True))
    return [title for title in titles if answers[title]]


def create_category(client: CommonsClient, title: str, *, text: str) -> str:
    """Create a category's page and return its title, `Category:Name_of_it`. One that is there already is left alone."""
    full_title = category_title(title)
    try:
        client.post({"action": "edit"}, {"title": full_title, "text": text, "createonly": "1"})
    except TitleTakenError as error:
        if error.code != ALREADY_THERE:
            raise
    return full_title.replace(" ", "_")


def link_from_item(client: CommonsClient, title: str, *, item_id: str) -> bool:
    """Link a category from the Wikidata item about the same thing; return whether that went well.

    It is an extra: if it fails, the category is there all the same, and the log says why.
    """
    if not ITEM_ID.fullmatch(item_id):
        logger.warning("%r is no item of Wikidata", item_id[:80])
        return False
    try:
        link_category(client.of_wikidata(), item_id, category=category_name(title))
    except CommonsError:
        logger.warning("%s was not linked from Wikidata item %s", category_title(title), item_id, exc_info=True)
        return False
    return True


def files_in_category(client: CommonsClient, title: str, *, begin: str | None = None) -> Members:
    """Return some files of a category, from `begin` on: a place that an earlier answer named, None for the first.

    A place is a key in the list's order, so it stays where it is while members before it are moved away.
    """
    params = {
        "action": "query",
        "list": "categorymembers",
        "cmtitle": category_title(title),
        "cmtype": "file",
        "cmlimit": str(MEMBERS_PER_REQUEST),
    }
    if begin is not None:
        params["cmcontinue"] = begin
    reply = client.get(params)
    members = reply.get("query", {}).get("categorymembers", [])
    following = reply.get("continue", {}).get("cmcontinue")
    return Members(
        files=tuple(Member(id=int(member["pageid"]), title=str(member["title"])) for member in members),
        next_from=None if following is None else str(following),
    )


def recategorise_file(client: CommonsClient, title: str, *, source: str, target: str) -> Moved:
    """Move one page, named with its namespace, from one category to another.

    Raises:
        CommonsError: not this page alone but the whole work has to wait, or to stop.
    """
    summary = f"Moved from [[{category_title(source)}]] to [[{category_title(target)}]] via Curator"
    try:
        changed = change_page(
            client,
            title,
            change=lambda text: recategorised(text, source=category_name(source), target=category_name(target)),
            summary=summary,
        )
    except CommonsError as error:
        if _concerns_everything(error):
            raise
        logger.warning("%s was not moved to another category: %s", title, error)
        return Moved.FAILED
    return Moved.CHANGED if changed else Moved.UNCHANGED


def _concerns_everything(error: CommonsError) -> bool:
    if error.code in PROTECTED_PAGE:
        return False
    return isinstance(error, EVERYTHING_STOPS) or error.queue_action in WAITS


def _was_deleted(client: CommonsClient, title: str) -> bool:
    params = {
        "action": "query",
        "list": "logevents",
        "letype": "delete",
        "letitle": category_title(title),
        "lelimit": "1",
    }
    try:
        return bool(client.get(params).get("query", {}).get("logevents"))
    except InvalidTitleError:  # what nothing can be called was never deleted
        return False
