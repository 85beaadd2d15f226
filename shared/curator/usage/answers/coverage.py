"""What an answer cannot show, said in the answer: nobody should take "not found" for "does not use it"."""

from collections.abc import Mapping
from typing import Any

from curator.usage.answers.moments import moment
from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests import registry
from curator.usage.manifests.formats import Role
from curator.usage.models import Package

LONGEST_ORDER = 10_000  # rows of a list that one question puts in order
PRIVATE = "Private repositories are not visible."
PUBLIC_HOST = "Only repositories on GitHub are looked at."
UNMET = "A repository that no scan has met, and that ecosyste.ms does not know, is not listed."
NEVER_SEARCHED = "Nobody has looked for all users of this package yet: these are those that were met on the way."
UNFINISHED = "The last search for its users was cut off, or still goes on."
CUT = f"Only the first {LONGEST_ORDER:,} organisations in this order are listed and counted."
REPORTED = "Uses with the confidence `reported` are what a provider says; the file has not been read yet."
ATTRIBUTION = "Contains data of ecosyste.ms, CC BY-SA 4.0"


def coverage(package: Package, searched: Mapping[str, Any], *, complete: bool) -> dict[str, Any]:
    """Return what the answer does not show, and why.

    Args:
        package: whose users are told.
        searched: how the last search for them went, as `searches` keeps it; empty where there was none.
        complete: whether the whole list was put in order.
    """
    missing = [{"provider": provider, "why": why} for provider, why in searched.get("missing", [])]
    at = searched.get("at") or package.searched_at
    finished = bool(searched.get("complete", True))
    return {
        "complete": complete and finished and not missing and at is not None,
        "searched_at": moment(at),
        "source": searched.get("source"),
        "missing_providers": missing,
        "files_read": files_read(package.key.ecosystem),
        "notes": [
            PRIVATE,
            PUBLIC_HOST,
            UNMET,
            REPORTED,
            *([] if at else [NEVER_SEARCHED]),
            *([] if finished else [UNFINISHED]),
            *(f"{one['provider']} did not answer the last search." for one in missing),
            *([] if complete else [CUT]),
        ],
        "attribution": [ATTRIBUTION],
    }


def files_read(ecosystem: Ecosystem) -> list[str]:
    """Return which files of an ecosystem are read; what only other files say of a package is not found."""
    formats = [one for one in registry.known() if one.ecosystem is ecosystem and one.role is not Role.SUPPORT]
    return sorted({glob for one in formats for glob in one.globs})
