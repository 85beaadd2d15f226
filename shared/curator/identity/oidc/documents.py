"""The two documents an issuer publishes: about itself, and its keys.

OpenID Connect Discovery 1.0 (https://openid.net/specs/openid-connect-discovery-1_0.html), sections 3 and 4; RFC 7517.
"""

import json
from contextlib import closing
from typing import Any

import httpx

from curator.foundation.clock import Clock
from curator.foundation.metrics import metrics
from curator.identity.oidc.settings import is_safe_address
from curator.identity.outside_answers import UNCOMPRESSED, Remaining, body_within

WELL_KNOWN = "/.well-known/openid-configuration"
FOUND = 200
MAX_DOCUMENT_BYTES = 256 * 1024  # Keycloak's two have 7 KB and 3 KB


class DocumentError(Exception):
    """The issuer did not answer, or not with what the standard says; the text is for the log."""


class IssuerDocuments:
    """Asks the issuer."""

    def __init__(self, http: httpx.Client, clock: Clock, *, issuer: str, timeout: float) -> None:
        """Ask `issuer`, and give both documents `timeout` seconds together."""
        self._http = http
        self._clock = clock
        self._issuer = issuer
        self._timeout = timeout

    def keys(self) -> list[Any]:
        """Return the issuer's keys as it publishes them (JWK, RFC 7517); raises DocumentError."""
        began = self._clock.now()
        try:
            keys = self._keys(began + self._timeout)
        except DocumentError:
            metrics.count("auth_backend_requests_total", type="oidc", outcome="failure")
            raise
        finally:
            metrics.observe("keycloak_operation_duration_seconds", self._clock.now() - began, operation="keys")
        metrics.count("auth_backend_requests_total", type="oidc", outcome="success")
        return keys

    def _keys(self, deadline: float) -> list[Any]:
        about = self._read(self._issuer.rstrip("/") + WELL_KNOWN, deadline)
        if about.get("issuer") != self._issuer:  # Discovery 1.0, 4.3: exactly, or somebody speaks for somebody else
            raise DocumentError("the document is about another issuer")
        address = about.get("jwks_uri")
        if not is_safe_address(address):
            raise DocumentError("the keys' address is no https address")
        keys = self._read(str(address), deadline).get("keys")
        if not isinstance(keys, list):
            raise DocumentError("the keys' document holds none")
        return keys

    def _read(self, address: str, deadline: float) -> dict[str, Any]:
        try:
            document = json.loads(self._body(address, deadline))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DocumentError(f"{address}: {type(error).__name__}") from error
        except (ValueError, RecursionError) as error:
            raise DocumentError(f"{address}: an unreadable answer ({type(error).__name__})") from error
        if not isinstance(document, dict):
            raise DocumentError(f"{address}: no object")
        return document

    def _body(self, address: str, deadline: float) -> bytes:
        request = self._http.build_request(
            "GET",
            address,
            headers={"Accept": "application/json", "Accept-Encoding": UNCOMPRESSED},
            extensions={"timeout": Remaining(self._clock, deadline)},
        )
        with closing(self._http.send(request, stream=True, follow_redirects=False)) as response:
            if response.status_code != FOUND:
                raise DocumentError(f"{address}: status {response.status_code}")
            return body_within(response, self._clock, deadline, MAX_DOCUMENT_BYTES)
