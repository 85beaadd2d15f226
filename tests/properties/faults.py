"""Every way in which the wiki, or the net between, can fail a request; from the wiki's own codes where it has one."""

from collections.abc import Callable

from curator.commons.error_codes import error_from_reply
from curator.commons.errors import CommonsError, CommonsUnreachableError, UnknownOutcomeError


def refused(code: str, *, reason: str = "", retry_after: float | None = None) -> Callable[[], CommonsError]:
    """Return what makes the error of a reply with this code; `reason` is what a wrapping code wraps."""
    reply = {"code": code, "messages": [{"name": reason}] if reason else []}
    return lambda: error_from_reply(reply, retry_after=retry_after)


def html_page() -> CommonsError:
    """Return what a page instead of JSON becomes."""
    return CommonsUnreachableError("a page instead of JSON")


def unknown_outcome() -> CommonsError:
    """Return what a time-out of a write becomes."""
    return UnknownOutcomeError("time-out")


EVERYWHERE = {
    "ratelimited": refused("ratelimited"),
    "lag": refused("maxlag", retry_after=5.0),
    "read-only": refused("readonly", retry_after=40.0),
    "address blocked": refused("globalblocking-blockedtext-ip"),
    "HTML": html_page,
}
READS = ("userinfo", "blacklist_reason", "find_by_sha1")
BEFORE = {
    **dict.fromkeys((*READS, "null_edit"), EVERYWHERE),
    "stash": EVERYWHERE | {"storage": refused("uploadstash-exception")},
    "publish": EVERYWHERE | {"stash lost": refused("uploadstash-file-not-found"), "time-out": unknown_outcome},
    "merge_structured_data": EVERYWHERE
    | {
        "ratelimited in failed-save": refused("failed-save", reason="actionthrottledtext"),
        "time-out": unknown_outcome,
        "replica has not heard of the file": refused("no-such-entity"),
    },
}
AFTER = {
    "publish": {"time-out": unknown_outcome, "stash used up": refused("uploadstash-file-not-found")},
    "merge_structured_data": {"time-out": unknown_outcome},
    "null_edit": {"time-out": unknown_outcome},
    "stash": {"HTML": html_page},
}
