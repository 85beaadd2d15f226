"""Keys as issuers publish them, and tokens signed with them."""

from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

ISSUER = "https://login.example/realms/museum"
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def rsa_key(number: int = 1, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return always the same key for a number."""
    del number
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def curve_key(number: int = 1, curve: type[ec.EllipticCurve] = ec.SECP256R1) -> ec.EllipticCurvePrivateKey:
    """Return always the same key for a number."""
    del number
    return ec.generate_private_key(curve())


def published(key: PrivateKey, kid: str | None = "one", **more: Any) -> dict[str, Any]:
    """Return a key's public half as a JWK."""
    if isinstance(key, rsa.RSAPrivateKey):
        jwk = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    else:
        jwk = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    jwk.pop("key_ops", None)
    return {**jwk, "use": "sig", **({} if kid is None else {"kid": kid}), **more}


def token(key: PrivateKey, now: float, *, kid: Any = "one", **claims: Any) -> str:
    """Return a token as the issuer signs them; a claim of None is left out."""
    given = {"iss": ISSUER, "aud": "curator", "sub": "user-1", "iat": int(now), "exp": int(now) + 300, **claims}
    algorithm = "RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES256"
    headers = {"typ": "at+jwt", **({} if kid is None else {"kid": kid})}
    return jwt.encode({name: one for name, one in given.items() if one is not None}, key, algorithm, headers)
