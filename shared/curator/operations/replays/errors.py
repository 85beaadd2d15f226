"""What can be wrong with a wish for a replay.

CuratorError
├── InvalidSelectionError     400
├── InvalidWishError          400
└── ReplayNotFoundError       404
"""

from curator.foundation.errors import BadRequestError, NotFoundError

FORMS = 'A selection is {"all": true}, {"ids": […]}, {"causes": […]} or {"older_than": seconds}'


class InvalidSelectionError(BadRequestError):
    """It says not which letters are meant."""

    def __init__(self, why: str = FORMS) -> None:
        """Say why."""
        super().__init__(public_message=why)


class InvalidWishError(BadRequestError):
    """A replay without a reason, or with a budget that nobody may have."""

    def __init__(self, why: str) -> None:
        """Say why."""
        super().__init__(public_message=why)


class ReplayNotFoundError(NotFoundError):
    """There is no replay of this id, or there is none any more."""

    public_message = "Replay not found"
