"""How fast Commons lets this user upload and edit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # who only needs the two classes is spared the HTTP client
    from curator.commons.client import CommonsClient

NEW_ACCOUNT = "newbie"
ADDRESS = "ip"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `hits` actions in any `seconds`."""

    hits: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """The limits an upload meets; None means there is none."""

    upload: Limit | None
    edit: Limit | None


class LimitsReader(Protocol):
    """Asks the wiki what a user may do."""

    def __call__(self, encrypted_token: str) -> RateLimits:
        """Return the limits; raises CommonsError."""


def fetch_rate_limits(client: "CommonsClient") -> RateLimits:
    """Ask for the limits of the client's user.

    Every group the user is in has its own limit per action and MediaWiki applies the most generous one, but for new
    accounts: theirs is `newbie`, and that of their address (`ip`) holds as well. An action that is not listed is not
    limited; with the right `noratelimit` nothing is listed, as `{}` or, from older PHP, `[]`.
    """
    reply = client.get({"action": "query", "meta": "userinfo", "uiprop": "ratelimits|rights"})
    user = reply.get("query", {}).get("userinfo", {})
    listed = user.get("ratelimits") or {}
    if "noratelimit" in user.get("rights", []):
        listed = {}
    return RateLimits(upload=_applied(listed.get("upload")), edit=_applied(listed.get("edit")))


def _applied(groups: Mapping[str, Mapping[str, Any]] | None) -> Limit | None:
    """Return the limit that holds among those of all groups; of a new account's two, the stricter one."""
    limits = {name: Limit(int(group["hits"]), int(group["seconds"])) for name, group in (groups or {}).items()}
    if NEW_ACCOUNT in limits:
        return min((limits[name] for name in (NEW_ACCOUNT, ADDRESS) if name in limits), key=_generosity)
    return max(limits.values(), key=_generosity, default=None)


def _generosity(limit: Limit) -> tuple[float, int]:
    return limit.hits / max(limit.seconds, 1), limit.hits
