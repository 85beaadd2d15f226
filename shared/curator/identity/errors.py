"""What can be wrong with who somebody is.

CuratorError
├── SessionExpiredError      401  the session a socket was opened with is over
├── NotAuthenticatedError    401  neither a token nor the cookie of a session
├── InvalidTokenError        401  a bearer token that proves nothing
│   ├── TokenExpiredError
│   ├── TokenUndecodableError     … that is no token at all
│   └── SubjectMissingError       … of nobody
├── TokenInAddressError      401  a token in the query string, where logs keep it
├── TicketInvalidError       401  a ticket for a socket that is unknown, used or over
├── TooManySocketsError      429  somebody has as many sockets open as one may have
├── TokenKeyUnavailableError 503  the key that bearer tokens are checked with could not be read
├── UnknownKeyError          401  an API key that nobody made, or that is damaged
├── KeyExpiredError          401  … whose time is over
├── KeyRevokedError          401  … that was taken back
├── NoSuchKeyError           404  somebody asks about a key that is none of theirs
├── KeyEndedError            409  … wants another text for one that has ended
├── KeyConflictError         409  … while somebody else changes it
├── TooManyKeysError         409  … has as many keys as one may have
├── OperatorsGiveError       403  a tier or a limit that only operators give
├── TierNeededError          403  a route for keys of a higher tier
├── PermissionDeniedError    403  whoever decides about permissions says no
├── AuthorisationUnavailableError  503  … says nothing
├── StoreUnreachableError    503  the table of remembered permissions does not answer
├── LimitsUnreachableError   503  … the one where calls are counted
├── LoginNotStartedError     400  a callback without a login in progress
├── LoginIncompleteError     400  a callback without the wiki's token or verifier
├── LoginNeededError         403  somebody with a token wants what is done with a login at the wiki
├── NotEligibleError         403  the wiki's account is too new to upload through Curator
├── ApiKeyMissingError       400  a registration without a key
├── ApiKeyWrongError         401  a registration with another key
├── RegistrationNotConfiguredError  500  this deployment has no login for development
├── LoginFailedError         500  the handshake with the wiki failed
└── TokenUnreadableError     500  a stored token was encrypted under another key
"""

from curator.foundation.errors import (
    BadRequestError,
    ConflictError,
    CuratorError,
    ForbiddenError,
    NotFoundError,
    QueueAction,
    UnauthorizedError,
)


class SessionExpiredError(UnauthorizedError):
    """The session a socket was opened with has ended, by time or by logging out."""

    public_message = "Session expired, please log in again"


class NotAuthenticatedError(UnauthorizedError):
    """Neither a token nor the cookie of a session came with the request."""

    public_message = "Not authenticated"


class InvalidTokenError(UnauthorizedError):
    """A bearer token that proves nothing: damaged, unsigned, signed by somebody else, or not meant for us.

    Attributes:
        reason: one word for programs, in the log and in the header `WWW-Authenticate`; the text is `reason: detail`.
    """

    public_message = "Invalid token"
    reason = "invalid_credentials"

    def __init__(self, detail: str = "") -> None:
        """Describe for the log what is wrong; never quote the token."""
        super().__init__(f"{self.reason}: {detail or self.public_message}")


class TokenExpiredError(InvalidTokenError):
    """A bearer token whose time is over."""

    public_message = "Token expired"
    reason = "token_expired"


class TokenUndecodableError(InvalidTokenError):
    """Text that is not of a token's form."""

    reason = "token_decode_error"


class SubjectMissingError(InvalidTokenError):
    """A bearer token that does not say whose it is."""

    public_message = "Invalid token: missing user_id (sub)"


class TokenInAddressError(UnauthorizedError):
    """A bearer token in the query string: whoever reads a log of addresses could use it."""

    public_message = (
        "A token in the address would stay in logs: send it as the subprotocols bearer, <token>, "
        "or take a ticket from POST /api/realtime/tickets"
    )


class TicketInvalidError(UnauthorizedError):
    """A ticket that does not exist (any more)."""

    public_message = "Ticket unknown, used or expired"


class TooManySocketsError(CuratorError):
    """Somebody has as many sockets open as one may have."""

    status = 429
    public_message = "Maximum concurrent connections exceeded"


class TokenKeyUnavailableError(CuratorError):
    """The key that bearer tokens are checked with could not be read; the token may be a good one."""

    status = 503
    public_message = "Authentication temporarily unavailable"
    queue_action = QueueAction.RETRY


class UnknownKeyError(UnauthorizedError):
    """An API key that nobody made, or whose text is damaged."""

    public_message = "Unknown API key"


class KeyExpiredError(UnauthorizedError):
    """An API key whose time is over, or the text it had before it was rotated."""

    public_message = "API key expired"


class KeyRevokedError(UnauthorizedError):
    """An API key that was taken back."""

    public_message = "API key revoked"


class NoSuchKeyError(NotFoundError):
    """There is no key of this id, or it is somebody else's."""

    public_message = "API key not found"


class KeyEndedError(ConflictError):
    """The key is expired or revoked, and stays so."""

    public_message = "API key has ended, create another one"


class KeyConflictError(ConflictError):
    """Somebody else changed the key, or their keys, at the same moment."""

    public_message = "API key was changed at the same moment, please try again"


class TooManyKeysError(ConflictError):
    """Somebody has as many keys as one may have."""

    def __init__(self, limit: int) -> None:
        """Say how many that is."""
        super().__init__(public_message=f"At most {limit} API keys at a time, revoke one first")


class OperatorsGiveError(ForbiddenError):
    """A tier or a limit that only operators give."""

    public_message = "Only operators create keys of a higher tier or with a limit of their own"


class TierNeededError(ForbiddenError):
    """A route for keys of a higher tier."""

    def __init__(self, tier: str) -> None:
        """Name the least of them."""
        super().__init__(public_message=f"needs tier {tier}")


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


class LimitsUnreachableError(CuratorError):
    """The table where calls are counted does not answer; whoever asked decides whether the call passes."""

    status = 503
    public_message = "Temporarily unavailable"
    queue_action = QueueAction.RETRY


class LoginNotStartedError(BadRequestError):
    """The wiki sent somebody back whom we did not send there, or who came back before."""

    public_message = "No login is in progress, please log in again"


class LoginIncompleteError(BadRequestError):
    """The wiki's token or verifier is missing from the callback."""

    public_message = "The wiki's answer is incomplete, please log in again"


class LoginNeededError(ForbiddenError):
    """Somebody who showed a token wants what is done with a login at the wiki."""

    public_message = "This is done with a login at the wiki, which a token does not have"


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
