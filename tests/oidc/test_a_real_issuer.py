"""From a login at a real issuer to a token that counts no longer."""

from collections.abc import Callable

import httpx
import pytest

from curator.identity.bearer import LEEWAY_SECONDS
from curator.identity.errors import InvalidTokenError, TokenExpiredError, TokenKeyUnavailableError
from curator.identity.oidc.keys import FIRST_HOLD_OFF_SECONDS, FRESH_SECONDS
from curator.identity.oidc.reader import IssuerTokens
from curator.identity.oidc.settings import OidcSettings
from curator.identity.oidc.wiring import issuer_tokens
from tests.fakes.clock import VirtualClock
from tests.oidc.issuer import Issuer

ACCESS_TOKEN_SECONDS = 300
Readers = Callable[..., IssuerTokens]


# scenario realtime-59
def test_somebody_logs_in_and_their_token_tells_who_they_are_and_their_roles(issuer: Issuer, tokens: Readers) -> None:
    proof = tokens().proof(issuer.log_in("alice")["access_token"])
    assert (proof.principal.user_id, proof.principal.username) == ("alice", "alice")
    assert proof.principal.roles == {"get-authors"}


def test_a_program_is_known_by_its_own_credentials(issuer: Issuer, tokens: Readers) -> None:
    principal = tokens().principal(issuer.token_for_a_program())
    assert (principal.user_id, principal.username) == ("program", "service-account-program")


@pytest.mark.parametrize(
    ("settings", "roles"),
    [
        ({"oidc_roles": ("realm",)}, {"auditor"}),
        ({"oidc_roles": ("realm", "client")}, {"auditor", "get-authors"}),
        ({"oidc_client_id": "account"}, {"manage-account"}),
        ({"oidc_client_id": "nobody"}, set()),
        ({"oidc_roles": ("roles",)}, set()),
    ],
    ids=["realm", "both", "a named client", "a client without roles", "another claim"],
)
def test_which_roles_count_is_configured(
    issuer: Issuer, tokens: Readers, settings: dict[str, object], roles: set[str]
) -> None:
    assert tokens(**settings).principal(issuer.token_for_a_program()).roles == roles


def test_both_kinds_of_signatures_are_checked_and_only_those_allowed(issuer: Issuer, tokens: Readers) -> None:
    by_curve, by_rsa = issuer.token_for_a_program("urn:curator:curves"), issuer.token_for_a_program()
    assert tokens().principal(by_curve) == tokens().principal(by_rsa)
    with pytest.raises(InvalidTokenError):
        tokens(oidc_algorithms=("ES256",)).principal(by_rsa)


def test_a_token_for_another_service_is_refused(issuer: Issuer, tokens: Readers) -> None:
    with pytest.raises(InvalidTokenError):
        tokens().principal(issuer.token_for_a_program("urn:elsewhere"))
    assert tokens(oidc_audience=("curator", "elsewhere")).principal(issuer.token_for_a_program("urn:elsewhere"))


def test_what_tells_a_page_who_logged_in_opens_nothing_here(issuer: Issuer, tokens: Readers) -> None:
    with pytest.raises(InvalidTokenError):
        tokens().principal(issuer.log_in("alice")["id_token"])


def test_a_token_of_another_issuer_is_refused(issuer: Issuer, clock: VirtualClock) -> None:
    with httpx.Client(trust_env=False) as http:
        other = OidcSettings(oidc_issuer=issuer.address + "/other", oidc_audience=("curator",))
        with pytest.raises(TokenKeyUnavailableError):  # what is published there is not about that issuer
            issuer_tokens(other, clock, http).principal(issuer.token_for_a_program())


def test_damage_to_a_real_token_is_seen(issuer: Issuer, tokens: Readers) -> None:
    head, payload, signature = issuer.token_for_a_program().split(".")
    other = issuer.log_in("alice")["access_token"].split(".")
    for forged in (f"{head}.{other[1]}.{signature}", f"{head}.{payload}.{other[2]}", f"{head}.{payload}."):
        with pytest.raises(InvalidTokenError):
            tokens().principal(forged)


def test_an_expired_token_is_refused_and_a_refreshed_one_counts(
    issuer: Issuer, tokens: Readers, clock: VirtualClock
) -> None:
    granted, reader = issuer.log_in("alice"), tokens()
    ends_at = reader.proof(granted["access_token"]).expires_at
    assert ends_at == pytest.approx(clock.now() + ACCESS_TOKEN_SECONDS + LEEWAY_SECONDS, abs=60)
    clock.advance(ends_at - clock.now())
    with pytest.raises(TokenExpiredError):
        reader.principal(granted["access_token"])
    fresh = issuer.refresh(granted["refresh_token"]).raise_for_status().json()["access_token"]
    assert fresh != granted["access_token"]


def test_a_revoked_login_gives_no_further_token_and_its_last_one_ends_by_itself(
    issuer: Issuer, tokens: Readers, clock: VirtualClock
) -> None:
    granted, reader = issuer.log_in("alice"), tokens()
    issuer.revoke(granted["refresh_token"]).raise_for_status()
    refused = issuer.refresh(granted["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    # A signed token carries its own truth: the issuer itself says that it cannot be revoked.
    assert issuer.revoke(granted["access_token"]).json()["error"] == "unsupported_token_type"
    assert reader.principal(granted["access_token"]).user_id == "alice"
    clock.advance(reader.proof(granted["access_token"]).expires_at - clock.now())
    with pytest.raises(TokenExpiredError):
        reader.principal(granted["access_token"])


def test_a_new_key_is_taken_at_once_and_a_withdrawn_one_ends_all_its_tokens(
    issuer: Issuer, tokens: Readers, clock: VirtualClock
) -> None:
    reader, old = tokens(), issuer.token_for_a_program("urn:curator:long")
    assert reader.principal(old)
    issuer.rotate_keys()
    new = issuer.token_for_a_program()
    assert reader.principal(new)
    assert reader.principal(old)  # its key is published still
    issuer.withdraw_old_keys()
    assert len(issuer.published_kids()) == 2
    assert reader.principal(old)  # for as long as keys are kept
    clock.advance(FRESH_SECONDS)
    with pytest.raises(InvalidTokenError):
        reader.principal(old)


# scenario realtime-142
def test_a_silent_issuer_is_a_503_in_time_and_known_keys_go_on(
    issuer: Issuer, tokens: Readers, clock: VirtualClock
) -> None:
    known, unknown, token = tokens(), tokens(oidc_timeout=2), issuer.token_for_a_program()
    assert known.principal(token)
    with issuer.frozen():
        assert known.principal(token)
        with pytest.raises(TokenKeyUnavailableError) as unavailable:
            unknown.principal(token)
        assert unavailable.value.status == 503
    with pytest.raises(TokenKeyUnavailableError):  # left alone for a moment
        unknown.principal(token)
    clock.advance(FIRST_HOLD_OFF_SECONDS)
    assert unknown.principal(token)
