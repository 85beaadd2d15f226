"""`curator token`, or `python -m local.bearer`: prints a bearer token that the local stack takes.

    TOKEN=$(curator token --user alice)
    curl -H "Authorization: Bearer $TOKEN" -F bucket=mine -F file=@photo.jpg http://localhost:8080/api/v1/images/upload

The token is one like those a deployment's own issuer would sign: HS256 (RFC 7519), with the key the stack was given.
"""

import base64
import hashlib
import hmac
import json
import os
import time
from typing import Annotated, Any

import typer

from local.parameters import LOCAL_JWT_SECRET

HOUR_SECONDS = 3600


def bearer_token(user_id: str, *, org_id: str = "", secret: str = LOCAL_JWT_SECRET, **claims: Any) -> str:
    """Return a token for somebody, good for an hour unless `exp` says otherwise."""
    payload: dict[str, Any] = {"sub": user_id, "exp": int(time.time()) + HOUR_SECONDS, **claims}
    payload |= {"org_id": org_id} if org_id else {}
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(payload)}"
    signature = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_text(signature)}"


def _part(value: dict[str, Any]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def main(
    user: Annotated[str, typer.Option(help="Who the token is for.")] = "alice",
    org: Annotated[str, typer.Option(help="Their organisation; without one, the default one.")] = "",
    role: Annotated[list[str] | None, typer.Option(help="A role they have; may be given more than once.")] = None,
    seconds: Annotated[int, typer.Option(help="How long it is good.")] = HOUR_SECONDS,
) -> None:
    """Print a bearer token that a local run takes, alone, for CURATOR_TOKEN.

    Examples: curator token --user alice | export CURATOR_TOKEN=$(curator token --user op --role admin)
    """
    secret = os.environ.get("JWT_SECRET_KEY") or LOCAL_JWT_SECRET
    print(bearer_token(user, org_id=org, secret=secret, exp=int(time.time()) + seconds, roles=role or []))


if __name__ == "__main__":
    typer.run(main)
