"""What can be wrong with a request about presets.

CuratorError
├── PresetNotFoundError     404  there is none of this id, or it is somebody else's: nobody is told which
├── InvalidPresetError      400  a field is empty or too long; the message says which
└── TooManyPresetsError     409  the user has as many as may be kept, or as fit into one list
"""

from curator.foundation.errors import BadRequestError, ConflictError, NotFoundError


class PresetNotFoundError(NotFoundError):
    """The user has no preset of this id."""

    public_message = "Preset not found"


class InvalidPresetError(BadRequestError):
    """A preset that cannot be kept; the message says why."""


class TooManyPresetsError(ConflictError):
    """There is no room for another preset; the message says what to do."""
