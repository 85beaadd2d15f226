"""Logging in at the wiki, by MediaWiki's OAuth 1.0a in three steps (https://www.mediawiki.org/wiki/OAuth/For_Developers).

    begin:     we ask the wiki for a request token ─▶ the browser goes to the wiki's consent page
    complete:  the browser comes back with a verifier ─▶ we trade it for an access token ─▶ we ask who that is

Refusing on the consent page brings nobody back: the wiki shows a page of its own and the login in progress lapses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode

from curator.identity.errors import LoginFailedError, LoginIncompleteError, LoginNotStartedError, NotEligibleError
from curator.identity.sessions import Session, Sessions
from curator.identity.tokens import AccessToken, TokenCipher

MIN_EDITS = 50
REQUIRED_RIGHT = "autoconfirmed"
HANDSHAKE_TIMEOUT_SECONDS = 8  # twice within one request of the HTTP API, which ends after 29 s


class Credentials(NamedTuple):
    """A key and its secret, in the shape mwoauth takes and returns."""

    key: str
    secret: str


class Handshaker(Protocol):
    """What we use of `mwoauth.Handshaker`."""

    def initiate(self) -> tuple[str, Any]:
        """Return the consent page's address and a request token (`key`, `secret`)."""

    def complete(self, request_token: Any, response_qs: str) -> Any:
        """Trade the callback's query string for an access token (`key`, `secret`)."""

    def identify(self, access_token: Any) -> Mapping[str, Any]:
        """Return the claims about the access token's owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginStarted:
    """Where to send the browser, and what it must bring back."""

    redirect_url: str
    login_id: str


class OAuthLogin:
    """Logs people in at the wiki."""

    def __init__(self, handshaker: Callable[[], Handshaker], sessions: Sessions, cipher: TokenCipher) -> None:
        """Use `handshaker` when somebody logs in; making one costs an import most requests do not need."""
        self._handshaker = handshaker
        self._sessions = sessions
        self._cipher = cipher

    def begin(self) -> LoginStarted:
        """Ask the wiki for a request token; raises LoginFailedError."""
        with _failures("initiate"):
            redirect_url, token = self._handshaker().initiate()
        login_id = self._sessions.begin_login(self._cipher.encrypt(AccessToken(token.key, token.secret)))
        return LoginStarted(redirect_url=redirect_url, login_id=login_id)

    def complete(self, *, login_id: str | None, oauth_token: str, oauth_verifier: str) -> tuple[str, Session]:
        """Log in whoever comes back from the wiki; returns the id for their cookie and their session.

        Raises:
            LoginNotStartedError: this browser has no login in progress, or has used it.
            LoginIncompleteError: the wiki's token or verifier is empty.
            LoginFailedError: the wiki refused, or answered about another login.
            NotEligibleError: the account may not use Curator.
        """
        if not login_id:
            raise LoginNotStartedError
        if not oauth_token or not oauth_verifier:
            raise LoginIncompleteError
        encrypted = self._sessions.take_login(login_id)
        if encrypted is None:
            raise LoginNotStartedError
        access, claims = self._handshake(self._cipher.decrypt(encrypted), oauth_token, oauth_verifier)
        require_eligible(claims)
        return self._sessions.start(
            user_id=str(claims["sub"]),
            username=str(claims["username"]),
            encrypted_token=self._cipher.encrypt(access),
        )

    def _handshake(
        self, request: AccessToken, oauth_token: str, verifier: str
    ) -> tuple[AccessToken, Mapping[str, Any]]:
        handshaker = self._handshaker()
        query = urlencode({"oauth_token": oauth_token, "oauth_verifier": verifier})
        with _failures("complete"):
            granted = handshaker.complete(Credentials(request.key, request.secret), query)
        with _failures("identify"):
            claims = handshaker.identify(granted)
            _ = claims["sub"], claims["username"]
        return AccessToken(granted.key, granted.secret), claims


def require_eligible(claims: Mapping[str, Any]) -> None:
    """Raise NotEligibleError for accounts that are too new: their uploads would be refused or need a human's eye."""
    edits = claims.get("editcount") or 0
    if edits < MIN_EDITS or REQUIRED_RIGHT not in (claims.get("rights") or ()):
        raise NotEligibleError(f"{edits} edits, {REQUIRED_RIGHT}: {REQUIRED_RIGHT in (claims.get('rights') or ())}")


def mediawiki_handshaker(*, index_url: str, consumer: Credentials, user_agent: str) -> Handshaker:
    """Return mwoauth's client for the wiki at `index_url` (ends in `index.php`).

    The callback stays `oob`: the wiki then uses the address the consumer was registered with.
    """
    import jwt  # noqa: PLC0415 - with mwoauth 140 ms, and only logging in needs them
    import mwoauth  # noqa: PLC0415
    import mwoauth.functions  # noqa: PLC0415
    import requests  # noqa: PLC0415

    # mwoauth 0.4 calls requests.post without a time-out; a silent wiki would hold the request until Lambda kills it.
    mwoauth.functions.requests = SimpleNamespace(post=partial(requests.post, timeout=HANDSHAKE_TIMEOUT_SECONDS))
    # PyJWT refuses a subject that is a number, which is what MediaWiki's OAuth extension has long been sending.
    mwoauth.functions.jwt = SimpleNamespace(
        decode=partial(jwt.decode, options={"verify_sub": False}), InvalidTokenError=jwt.InvalidTokenError
    )
    client: Handshaker = mwoauth.Handshaker(
        index_url, mwoauth.ConsumerToken(consumer.key, consumer.secret), user_agent=user_agent
    )
    return client


class _failures:  # noqa: N801 - reads as a statement: `with _failures("initiate"):`
    """Turns whatever a handshake raises into LoginFailedError.

    mwoauth has one exception of its own, but lets through those of requests, jwt and urllib3, a KeyError for a missing
    claim, and a TypeError where the wiki refuses a verifier (wrong, or used before): it indexes the missing token.
    """

    def __init__(self, step: str) -> None:
        self._step = step

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Exception):
            # Only the kind: the texts of mwoauth quote tokens.
            raise LoginFailedError(f"{self._step} failed: {type(error).__name__}") from None
