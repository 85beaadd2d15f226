"""What can be wrong with a wish about categories.

CuratorError
├── TooManyTitlesError        400  more titles than one message may ask about
├── SameCategoryError         400  files would be moved to where they are
├── ReplicaNotConfiguredError 501  this deployment has no replica of Commons' database
├── ReplicaUnreachableError   503  it has one, which does not answer
└── ListNotReadYetError       503  nobody has read the list yet, or its reading takes longer than usual
"""

from curator.foundation.errors import BadRequestError, CuratorError


class TooManyTitlesError(BadRequestError):
    """A message asks about more titles than one may."""

    def __init__(self, count: int, limit: int) -> None:
        """Say how many there are, and how many there may be."""
        super().__init__(public_message=f"At most {limit} categories can be checked at once, not {count}")


class SameCategoryError(BadRequestError):
    """Source and target are the same category."""

    public_message = "The files are in this category already"


class ReplicaNotConfiguredError(CuratorError):
    """This deployment was not given a replica of Commons' database."""

    status = 501
    public_message = "This Curator has no access to Commons' database, which this list is read from"


class ReplicaUnreachableError(CuratorError):
    """The replica of Commons' database does not answer, or not in time."""

    status = 503
    public_message = "Commons' database cannot be read at the moment, please try again later"


class ListNotReadYetError(CuratorError):
    """There is no list to show yet."""

    status = 503
    public_message = "The list is still being read from Commons' database, please try again in a minute"
