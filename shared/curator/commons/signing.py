"""OAuth 1.0a signatures as MediaWiki's OAuth extension checks them (RFC 5849, HMAC-SHA1, Authorization header)."""

import secrets
from dataclasses import dataclass, field
from typing import Literal, Protocol

from oauthlib.oauth1 import Client

Method = Literal["GET", "POST"]

FORM_CONTENT_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Consumer:
    """This tool as registered with the wiki. Its printed form shows neither part."""

    key: str = field(repr=False)
    secret: str = field(repr=False)


class TokenPair(Protocol):
    """A user's access token, as the identity room hands it out."""

    @property
    def key(self) -> str:
        """The public half."""

    @property
    def secret(self) -> str:
        """The half that signs."""


def authorization_header(
    *,
    method: Method,
    url: str,
    form_body: str | None,
    consumer: Consumer,
    access_token: TokenPair,
    now: float,
) -> str:
    """Return the value of the Authorization header for one request, with a fresh nonce.

    Args:
        method: of the request.
        url: the address with its query, exactly as it will be sent.
        form_body: the urlencoded body, exactly as it will be sent; None for multipart, which RFC 5849 (3.4.1.3.1)
            leaves out of the signature.
        consumer: this tool.
        access_token: the user.
        now: seconds since the epoch; the wiki refuses timestamps older than five minutes.
    """
    signer = Client(
        consumer.key,
        client_secret=consumer.secret,
        resource_owner_key=access_token.key,
        resource_owner_secret=access_token.secret,
        nonce=secrets.token_hex(16),
        timestamp=str(int(now)),
    )
    headers = {} if form_body is None else {"Content-Type": FORM_CONTENT_TYPE}
    _, signed, _ = signer.sign(url, http_method=method, body=form_body, headers=headers)
    return str(signed["Authorization"])
