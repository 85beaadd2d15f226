"""An issuer's keys, found by what a token's header says.

Keys that are not for signatures, too short, or of a kind we take no signatures of, are left out: an issuer may publish
keys for others, too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from curator.identity.bearer import VerificationKey
from curator.identity.oidc.settings import ES256, RS256

MIN_RSA_BITS = 2048  # RFC 7518, 3.3
MAX_KEYS = 100  # an issuer has some two to ten
KINDS = {"RSA": RS256, "EC": ES256}  # RFC 7518, 6.1


class KeySet:
    """Public keys by their name and algorithm."""

    def __init__(self, published: Sequence[Any], algorithms: Sequence[str]) -> None:
        """Take the keys of a JWK set that are for one of these algorithms."""
        self._keys: dict[tuple[str | None, str], VerificationKey] = {}
        for one in published[:MAX_KEYS]:
            algorithm = _algorithm(one)
            key = _public_key(one, algorithm) if algorithm in algorithms else None
            if key is not None and algorithm is not None:
                self._keys[one.get("kid"), algorithm] = VerificationKey(value=key, algorithms=(algorithm,))

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, header: Mapping[str, Any]) -> VerificationKey | None:
        """Return the key for a token with this header, or None.

        A token that names no key is checked with the one key of its algorithm, if there is only one (RFC 7517, 4.5:
        names may be left out).
        """
        algorithm, kid = header.get("alg"), header.get("kid")
        if not isinstance(algorithm, str):
            return None
        if kid is not None:
            return self._keys.get((kid, algorithm)) if isinstance(kid, str) else None
        fitting = [key for (_, known), key in self._keys.items() if known == algorithm]
        return fitting[0] if len(fitting) == 1 else None


def _algorithm(published: Any) -> str | None:
    """Return how signatures of a published key are made, or None for one that is not for signatures of ours."""
    if not isinstance(published, Mapping) or published.get("use", "sig") != "sig":
        return None
    if not isinstance(published.get("kid"), str | None):
        return None
    algorithm = KINDS.get(str(published.get("kty")))
    return algorithm if published.get("alg", algorithm) == algorithm else None


def _public_key(published: Mapping[str, Any], algorithm: str | None) -> RSAPublicKey | EllipticCurvePublicKey | None:
    try:
        key = PyJWK(dict(published), algorithm).key
    except (PyJWTError, ValueError, TypeError):
        return None
    match key:
        case RSAPublicKey():
            return key if key.key_size >= MIN_RSA_BITS else None
        case EllipticCurvePublicKey():
            return key if isinstance(key.curve, SECP256R1) else None
    return None
