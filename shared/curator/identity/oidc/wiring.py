"""What reads an issuer's tokens, made from its settings."""

import httpx

from curator.foundation.clock import Clock
from curator.identity.bearer import LEEWAY_SECONDS, BearerTokens, ClaimRules
from curator.identity.oidc.documents import IssuerDocuments
from curator.identity.oidc.keys import IssuerKeys
from curator.identity.oidc.reader import IssuerTokens
from curator.identity.oidc.roles import role_reader
from curator.identity.oidc.settings import OidcSettings

REQUIRED_CLAIMS = ("iss", "aud", "exp", "iat")  # and `sub`, which every token must have


def issuer_tokens(settings: OidcSettings, clock: Clock, http: httpx.Client) -> IssuerTokens:
    """Return what reads the issuer's tokens; it is asked for its keys when the first one comes."""
    documents = IssuerDocuments(http, clock, issuer=settings.oidc_issuer, timeout=settings.oidc_timeout)
    rules = ClaimRules(
        issuer=settings.oidc_issuer,
        audiences=settings.oidc_audience,
        required=REQUIRED_CLAIMS,
        expiry_leeway=LEEWAY_SECONDS,
        roles=role_reader(settings.oidc_roles, settings.oidc_client_id),
    )
    keys = IssuerKeys(documents.keys, clock, settings.oidc_algorithms)
    return IssuerTokens(BearerTokens(keys, clock, rules))
