"""What can be wrong with who somebody is.

CuratorError
├── SessionExpiredError      401  the session a socket was opened with is over
├── NotAuthenticatedError    401  neither a token nor the cookie of a session
├── InvalidTokenError        401  a bearer token that proves nothing
│   ├── TokenExpiredError
│   └── SubjectMissingError       … of nobody
├── TokenKeyUnavailableError 503  the key that bearer tokens are checked with could not be read
├── PermissionDeniedError    403  whoever decides about permissions says no
├── AuthorisationUnavailableError  503  … says nothing
├── StoreUnreachableError    503  the table of remembered permissions does not answer
├── LoginNotStartedError     400  a callback without a login in progress
├── LoginIncompleteError     400  a callback without the wiki's token or verifier
├── NotEligibleError         403  the wiki's account is too new to upload through Curator
├── ApiKeyMissingError       400  a registration without a key
├── ApiKeyWrongError         401  a registration with another key
├── RegistrationNotConfiguredError  500  this deployment has no login for development
├── LoginFailedError         500  the handshake with the wiki failed
└── TokenUnreadableError     500  a stored token was encrypted under another key
"""

from curator.foundation.errors import BadRequestError, CuratorError, ForbiddenError, QueueAction, UnauthorizedError


class SessionExpiredError(UnauthorizedError):
    """The session a socket was opened with has ended, by time or by logging out."""

    public_message = "Session expired, please log in again"


class NotAuthenticatedError(UnauthorizedError):
    """Neither a token nor the cookie of a session came with the request."""

    public_message = "Not authenticated"


class InvalidTokenError(UnauthorizedError):
    """A bearer token that proves nothing: damaged, unsigned, signed by somebody else, or not meant for us."""

    public_message = "Invalid token"


class TokenExpiredError(InvalidTokenError):
    """A bearer token whose time is over."""

    public_message = "Token expired"


class SubjectMissingError(InvalidTokenError):
    """A bearer token that does not say whose it is."""

    public_message = "Invalid token: missing user_id (sub)"


class TokenKeyUnavailableError(CuratorError):
    """The key that bearer tokens are checked with could not be read; the token may be a good one."""

    status = 503
    public_message = "Authentication temporarily unavailable"
    queue_action = QueueAction.RETRY


class PermissionDeniedError(ForbiddenError):
    """Whoever decides about permissions says no."""

    def __init__(self, permission: str) -> None:
        """Name what was not permitted."""
        super().__init__(public_message=f"Permission denied: {permission}")


class AuthorisationUnavailableError(CuratorError):
    """Whoever decides about permissions cannot be asked now, and this deployment allows nothing unasked."""

    status = 503
    public_message = "Authorization service temporarily unavailable"
    queue_action = QueueAction.RETRY


class StoreUnreachableError(CuratorError):
    """The table of remembered permissions does not answer."""

    status = 503
    public_message = "Temporarily unavailable"
    queue_action = QueueAction.RETRY


class LoginNotStartedError(BadRequestError):
    """The wiki sent somebody back whom we did not send there, or who came back before."""

    public_message = "No login is in progress, please log in again"


class LoginIncompleteError(BadRequestError):
    """The wiki's token or verifier is missing from the callback."""

    public_message = "The wiki's answer is incomplete, please log in again"


class NotEligibleError(ForbiddenError):
    """The account may not upload through Curator (yet)."""

    public_message = "Uploading needs an autoconfirmed account with at least 50 edits"


class ApiKeyMissingError(BadRequestError):
    """A registration without the header that carries the key."""

    public_message = "Header X-API-KEY is missing"


class ApiKeyWrongError(UnauthorizedError):
    """A registration with another key than the configured one."""


class RegistrationNotConfiguredError(CuratorError):
    """This deployment has no login for development, as it should be where people upload."""

    public_message = "Registration is not configured"


class LoginFailedError(CuratorError):
    """The handshake with the wiki failed; why is in the log."""

    public_message = "Logging in at the wiki failed, please try again"


class TokenUnreadableError(CuratorError):
    """A stored token was not encrypted with our key, or is damaged."""
