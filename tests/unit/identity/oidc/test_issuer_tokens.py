"""What a token of an issuer must say, and what is read from it."""

from collections.abc import Callable
from typing import Any

import jwt
import pytest

from curator.foundation.settings import SettingsError, read_settings
from curator.identity.bearer import LEEWAY_SECONDS, BearerTokens, ClaimRules
from curator.identity.errors import InvalidTokenError, SubjectMissingError, TokenExpiredError, TokenUndecodableError
from curator.identity.oidc.keys import IssuerKeys
from curator.identity.oidc.roles import role_reader
from curator.identity.oidc.settings import OidcSettings
from curator.identity.oidc.wiring import REQUIRED_CLAIMS
from tests.fakes.clock import VirtualClock
from tests.unit.identity.oidc.published import ISSUER, curve_key, published, rsa_key, token

KEYCLOAK = {
    "azp": "web",
    "realm_access": {"roles": ["auditor"]},
    "resource_access": {"web": {"roles": ["get-authors"]}, "account": {"roles": ["manage-account"]}},
    "roles": ["plain"],
}
Reader = Callable[..., BearerTokens]


@pytest.fixture
def reader(clock: VirtualClock) -> Reader:
    def make(places: tuple[str, ...] = ("client",), client_id: str = "") -> BearerTokens:
        keys = IssuerKeys(lambda: [published(rsa_key()), published(curve_key(), "curve")], clock, ("RS256", "ES256"))
        rules = ClaimRules(
            issuer=ISSUER,
            audiences=("curator", "curator-web"),
            required=REQUIRED_CLAIMS,
            expiry_leeway=LEEWAY_SECONDS,
            roles=role_reader(places, client_id),
        )
        return BearerTokens(keys, clock, rules)

    return make


@pytest.mark.parametrize(("key", "kid"), [(rsa_key(), "one"), (curve_key(), "curve")], ids=["RS256", "ES256"])
def test_a_token_of_the_issuer_tells_who_asks(reader: Reader, clock: VirtualClock, key: Any, kid: str) -> None:
    proof = reader().proof(token(key, clock.now(), kid=kid, preferred_username="ada", name="Ada Lovelace"))
    assert (proof.principal.user_id, proof.principal.username) == ("user-1", "ada")
    assert (proof.expires_at, proof.session_key) == (int(clock.now()) + 300 + LEEWAY_SECONDS, "")


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "iat", "sub"])
def test_each_of_five_claims_must_be_there(reader: Reader, clock: VirtualClock, claim: str) -> None:
    with pytest.raises(InvalidTokenError) as refused:
        reader().proof(token(rsa_key(), clock.now(), **{claim: None}))
    assert isinstance(refused.value, SubjectMissingError) == (claim == "sub")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": ISSUER + "/"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": []},
        {"nbf": 9_999_999_999},
        {"iat": 9_999_999_999},
    ],
    ids=str,
)
def test_a_token_that_was_not_meant_for_us_or_for_now_is_refused(
    reader: Reader, clock: VirtualClock, claims: dict[str, Any]
) -> None:
    with pytest.raises(InvalidTokenError):
        reader().proof(token(rsa_key(), clock.now(), **claims))


def test_one_of_our_names_among_the_audiences_is_enough(reader: Reader, clock: VirtualClock) -> None:
    assert reader().proof(token(rsa_key(), clock.now(), aud=["another", "curator-web"]))


# scenario realtime-55
def test_a_token_counts_thirty_seconds_beyond_its_end_for_clocks_that_differ(
    reader: Reader, clock: VirtualClock
) -> None:
    issued = token(rsa_key(), clock.now())
    clock.advance(300 + LEEWAY_SECONDS - 1)
    assert reader().proof(issued)
    clock.advance(1)
    with pytest.raises(TokenExpiredError) as expired:
        reader().proof(issued)
    assert expired.value.reason == "token_expired"


def test_the_issuers_public_key_is_no_secret_to_sign_with(reader: Reader, clock: VirtualClock) -> None:
    public = published(rsa_key())["n"]  # what everybody can read, taken for the secret of HS256
    forged = jwt.encode({"iss": ISSUER, "aud": "curator", "sub": "1", "exp": 9e9, "iat": 1}, public, "HS256")
    with pytest.raises(InvalidTokenError):
        reader().proof(forged)


def test_another_key_of_the_same_name_proves_nothing(reader: Reader, clock: VirtualClock) -> None:
    with pytest.raises(InvalidTokenError) as refused:
        reader().proof(token(rsa_key(2), clock.now()))
    assert not isinstance(refused.value, TokenUndecodableError)


# scenario realtime-59
@pytest.mark.parametrize(
    ("places", "client_id", "roles"),
    [
        (("client",), "", {"get-authors"}),
        (("client",), "account", {"manage-account"}),
        (("client",), "unknown", set()),
        (("realm",), "", {"auditor"}),
        (("realm", "client"), "", {"auditor", "get-authors"}),
        (("roles",), "", {"plain"}),
        ((), "", set()),
    ],
    ids=lambda value: ",".join(sorted(value)) if isinstance(value, set) else str(value),
)
def test_keycloaks_roles_count_as_configured(
    reader: Reader, clock: VirtualClock, places: tuple[str, ...], client_id: str, roles: set[str]
) -> None:
    principal = reader(places, client_id).principal(token(rsa_key(), clock.now(), **KEYCLOAK))
    assert principal.roles == roles


@pytest.mark.parametrize(
    "claims",
    [
        {"azp": None},
        {"azp": 7},
        {"resource_access": None},
        {"resource_access": ["web"]},
        {"resource_access": {"web": ["get-authors"]}},
        {"resource_access": {"web": {"roles": "get-authors"}}},
        {"resource_access": {"web": {"roles": [7, None]}}},
    ],
    ids=str,
)
def test_roles_of_another_form_are_none_and_no_error(
    reader: Reader, clock: VirtualClock, claims: dict[str, Any]
) -> None:
    assert reader().principal(token(rsa_key(), clock.now(), **{**KEYCLOAK, **claims})).roles == frozenset()


@pytest.mark.parametrize(
    ("environment", "problem"),
    [
        ({"OIDC_ISSUER": "http://login.example"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "login.example"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": ISSUER, "OIDC_AUDIENCE": ""}, "OIDC_AUDIENCE"),
        ({"OIDC_ISSUER": ISSUER, "OIDC_ALGORITHMS": "HS256"}, "OIDC_ALGORITHMS"),
        ({"OIDC_ISSUER": ISSUER, "OIDC_ALGORITHMS": "none"}, "OIDC_ALGORITHMS"),
        ({"OIDC_ISSUER": ISSUER, "OIDC_ROLES": "everywhere"}, "OIDC_ROLES"),
        ({"OIDC_ISSUER": ISSUER, "OIDC_TIMEOUT": "0"}, "OIDC_TIMEOUT"),
        ({"OIDC_ISSUER": ISSUER, "OIDC_TIMEOUT": "nan"}, "OIDC_TIMEOUT"),
    ],
    ids=str,
)
def test_a_setting_that_would_let_others_in_is_a_bad_deploy(environment: dict[str, str], problem: str) -> None:
    with pytest.raises(SettingsError, match=problem):
        read_settings(OidcSettings, {"OIDC_AUDIENCE": "curator", **environment})


def test_an_issuer_on_this_machine_needs_no_https_and_none_needs_no_settings() -> None:
    assert read_settings(OidcSettings, {"OIDC_ISSUER": "http://127.0.0.1:9000", "OIDC_AUDIENCE": "curator"})
    assert read_settings(OidcSettings, {}).oidc_issuer == ""
