"""What can go wrong for a client.

CuratorClientError
├── ConnectError          no socket: the server refused it, or cannot be reached
├── ConnectionLostError   the socket is closed; whether what was sent last was served is unknown
│   └── DismissedError    the server closed it for a reason that a new socket does not change
├── RefusedError          the server said no; the text is its sentence
└── SilenceError          an answer did not come in time
"""

from collections.abc import Sequence
from typing import Any

CLIENT_ERRORS, SERVER_ERRORS = 400, 500  # where these begin among the statuses of HTTP
TOO_MANY_REQUESTS = 429


class CuratorClientError(Exception):
    """The root of what can go wrong for a client."""


class ConnectError(CuratorClientError):
    """No socket: the server refused it, or cannot be reached."""

    def __init__(self, text: str, *, status: int | None = None) -> None:
        """`status` is HTTP's, None where there was no answer."""
        super().__init__(text)
        self.status = status

    @property
    def final(self) -> bool:
        """Whether the same request would be refused again, however long one waits."""
        status = self.status
        return status is not None and CLIENT_ERRORS <= status < SERVER_ERRORS and status != TOO_MANY_REQUESTS


class ConnectionLostError(CuratorClientError):
    """The socket is closed; whether what was sent last was served is unknown."""

    def __init__(self, text: str, *, code: int | None = None) -> None:
        """`code` is that of the close (RFC 6455, section 7.4), None where it was not closed but lost."""
        super().__init__(text)
        self.code = code


class DismissedError(ConnectionLostError):
    """The server closed the socket for a reason that a new socket does not change, such as an expired token."""


class RefusedError(CuratorClientError):
    """The server said no; the text is its sentence."""

    def __init__(self, text: str, *, status_code: int = 1, errors: Sequence[dict[str, Any]] = ()) -> None:
        """Refuse.

        Args:
            text: the server's sentence.
            status_code: of a package: 1 it failed, 2 its data is invalid, 3 not permitted. An ERROR has no number: 1.
            errors: `{path, message}` for each wrong field, where the server names them.
        """
        super().__init__(text)
        self.status_code = status_code
        self.errors = tuple(errors)


class SilenceError(CuratorClientError):
    """An answer did not come in time."""
