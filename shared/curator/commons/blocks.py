"""Whose block is it: the user's, or that of the address Curator writes from.

MediaWiki answers `blocked` for both, and its `blockinfo` does not name the target. The lists of blocks are public, so
we ask whether the account itself is on one. If it is not, the address is, and every user is affected.
"""

from collections.abc import Callable, Mapping
from typing import Any

from curator.commons.errors import AccountBlockedError, CommonsError, EgressBlockedError

Query = Callable[[Mapping[str, str]], dict[str, Any]]


def name_the_blocked(error: AccountBlockedError, *, username: str | None, query: Query) -> CommonsError:
    """Return `error` itself, or an `EgressBlockedError` if the account is on no list of blocks.

    A wiki without the GlobalBlocking extension answers the second list with a warning, which is no error.
    """
    if not username or error.code != "blocked":
        return error
    reply = query(
        {"action": "query", "list": "blocks|globalblocks", "bkusers": username, "bgtargets": username, "bklimit": "1"}
    )
    lists = reply.get("query", {})
    if lists.get("blocks") or lists.get("globalblocks"):
        return error
    return EgressBlockedError(error.info, code=error.code)
