"""What can be wrong with the question for a page.

CuratorError
└── BadRequestError
    └── PaginationError          400  a ValueError, too: wrong arguments where code asks and no client
        ├── InvalidPageError          a page's number or size below 1
        ├── InvalidCursorError        not one of our cursors, or one of another list or other filters
        └── InvalidFilterError        an attribute that rows do not have, or a text that is too long
"""

from curator.foundation.errors import BadRequestError


class PaginationError(BadRequestError, ValueError):
    """There is no such page."""

    def __init__(self, sentence: str) -> None:
        """Say what is wrong; whoever asked reads it."""
        super().__init__(sentence, public_message=sentence)


class InvalidPageError(PaginationError):
    """A page's number or size below 1."""


class InvalidCursorError(PaginationError):
    """Not one of our cursors, or one of another list or other filters."""

    def __init__(self, why: str) -> None:
        """Say why."""
        super().__init__(f"Invalid cursor format: {why}")


class InvalidFilterError(PaginationError):
    """An attribute that rows do not have, or a text that is too long."""

    def __init__(self, why: str) -> None:
        """Say why."""
        super().__init__(f"Invalid filter: {why}")
