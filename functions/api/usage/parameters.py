"""What usage routes are asked with."""

from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Header, Path, Query

from curator.foundation.pagination.cursors import LONGEST
from curator.usage.answers.windows import Window
from curator.usage.ecosystems import MAX_NAME, ecosystem_of
from curator.usage.limits import DEFAULT_LIMIT, MAX_LIMIT
from curator.usage.models import PackageKey

MAX_HANDLE = 255  # characters
MAX_NUMBER = 10**9

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="rows of a page")]
Offset = Annotated[int | None, Query(ge=0, le=MAX_NUMBER, description="rows before the page, below 1,000")]
PageNumber = Annotated[int | None, Query(ge=1, le=MAX_NUMBER, description="the page's number, instead of offset")]
Cursor = Annotated[
    str | None, Query(max_length=LONGEST, description="`next_cursor` of the page before, which it holds for an hour")
]
IfNoneMatch = Annotated[str, Header()]
EcosystemName = Annotated[str, Path(max_length=MAX_NAME, description="npm, pypi, go, …, or an alias as pip")]
PackageName = Annotated[str, Path(max_length=MAX_NAME, description="as it is written, with its slashes")]
Handle = Annotated[str, Path(max_length=MAX_HANDLE, description="of the organisation or user on GitHub, in any case")]


class Direction(StrEnum):
    """Which end of an order comes first."""

    ASCENDING = "asc"
    DESCENDING = "desc"


DirectionOf = Annotated[Direction | None, Query(alias="order", description="names begin with a, all others highest")]


def is_descending(direction: Direction | None, *, by_name: bool) -> bool:
    """Return whether the last comes first: numbers and moments are asked for from the highest, names are not."""
    return not by_name if direction is None else direction is Direction.DESCENDING


async def _window(
    limit: Limit = DEFAULT_LIMIT, offset: Offset = None, page: PageNumber = None, cursor: Cursor = None
) -> Window:
    return Window.of(limit=limit, offset=offset, page=page, cursor=cursor)


async def _large_window(
    limit: Limit = MAX_LIMIT, offset: Offset = None, page: PageNumber = None, cursor: Cursor = None
) -> Window:
    return Window.of(limit=limit, offset=offset, page=page, cursor=cursor)


async def _package(ecosystem: EcosystemName, name: PackageName) -> PackageKey:
    return PackageKey.of(ecosystem_of(ecosystem), name)


WindowOf = Annotated[Window, Depends(_window)]
LargeWindowOf = Annotated[Window, Depends(_large_window)]
PackageOf = Annotated[PackageKey, Depends(_package)]
"""The package that a path names, however it is written."""
