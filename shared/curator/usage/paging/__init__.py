"""Pages by offset, as the stores of this room give them: of any list, from 0, with its total."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from curator.usage.limits import DEFAULT_LIMIT, MAX_LIMIT

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PaginationParams:
    """Which part of a list is wanted.

    Attributes:
        offset: how many rows to leave out.
        limit: how many to return at most.
    """

    offset: int = 0
    limit: int = DEFAULT_LIMIT

    def __post_init__(self) -> None:
        """Refuse what no list has."""
        if self.offset < 0:
            raise ValueError("Offset must be non-negative")
        if not 1 <= self.limit <= MAX_LIMIT:
            raise ValueError(f"Limit must be between 1 and {MAX_LIMIT}")


@dataclass(frozen=True, slots=True)
class PaginatedResult(Generic[T]):
    """A part of a list, and how long the whole of it is."""

    items: list[T]
    total: int
    offset: int
    limit: int

    @property
    def has_next(self) -> bool:
        """Whether rows follow."""
        return self.offset + self.limit < self.total

    @property
    def has_prev(self) -> bool:
        """Whether rows were left out before these."""
        return self.offset > 0
