"""What can be wrong with a question about usage, or with finding its answer.

CuratorError
└── UsageError
    ├── RepositoryError             500  the store failed
    │   ├── RecordNotFoundError     404
    │   └── RecordConflictError     409  a name or address that another record has
    ├── UnknownEcosystemError       400
    ├── InvalidNameError            400  no package can have this name
    └── InvalidQuestionError        400  a filter, a sort or a page that cannot be
ParseError                          a manifest that cannot be read; the others of its repository can
"""

from curator.foundation.errors import CuratorError


class UsageError(CuratorError):
    """Something about packages, organisations, repositories or dependencies."""


class RepositoryError(UsageError):
    """The store failed; its text says which of its verbs did."""


class RecordNotFoundError(RepositoryError):
    """There is no such record, or none any more."""

    status = 404
    public_message = "Not found"

    def __init__(self, sentence: str) -> None:
        """Say what there is none of: `Organization not found`."""
        super().__init__(sentence, public_message=sentence)


class RecordConflictError(RepositoryError):
    """Another record has this name or address already."""

    status = 409
    public_message = "Conflict"

    def __init__(self, sentence: str) -> None:
        """Say what conflicts: `Entity conflicts with existing data: name`."""
        super().__init__(sentence, public_message=sentence)


class UnknownEcosystemError(UsageError):
    """No package manager of this name is known here."""

    status = 400

    def __init__(self, given: str, known: str) -> None:
        """Name what was given, and what is known."""
        super().__init__(public_message=f"Unknown ecosystem: {given[:50]!r}. Known: {known}")


class InvalidNameError(UsageError):
    """No package can have this name."""

    status = 400

    def __init__(self, sentence: str) -> None:
        """Say what is wrong with it."""
        super().__init__(public_message=sentence)


class InvalidQuestionError(UsageError):
    """A filter, a sort or a page that cannot be."""

    status = 400

    def __init__(self, sentence: str) -> None:
        """Say what is wrong with it."""
        super().__init__(public_message=sentence)


class ParseError(Exception):
    """A manifest that cannot be read.

    Attributes:
        path: of the manifest within its repository.
        reason: a sentence for people; never the manifest's own text beyond a few characters.
    """

    def __init__(self, path: str, reason: str) -> None:
        """Name the file and what is wrong with it."""
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")
