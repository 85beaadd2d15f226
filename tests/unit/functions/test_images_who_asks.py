"""Who may change an image over HTTP: the owner of a good bearer token, or of a session, and nobody else.

`tests/unit/identity/test_bearer.py` has all the ways in which a token is bad.
"""

from dataclasses import replace
from typing import Any

import httpx
import jwt
import pytest

from curator.identity.authenticator import Authenticator
from curator.identity.errors import TokenKeyUnavailableError
from tests.unit.functions.api_site import SITE
from tests.unit.functions.images_site import SECRET, UPLOAD, ImagesSite
from tests.unit.images.world import ALICE

UNKNOWN = "/api/v1/images/7b1d3f1e-0f6a-4a6e-9a3e-2f1f5f3c9a11"


@pytest.fixture
def site() -> ImagesSite:
    return ImagesSite()


def delete(site: ImagesSite, headers: dict[str, str]) -> httpx.Response:
    return site.client.delete(UNKNOWN, headers=headers)


def assert_unauthorized(response: httpx.Response, text: str) -> None:
    assert response.status_code == 401
    asked_for = response.headers["www-authenticate"]
    if text == "Not authenticated":
        assert asked_for == "Bearer"
    else:  # there was a token, and clients look here for what was wrong with it (RFC 6750, 3)
        assert asked_for.startswith('Bearer error="invalid_token", error_description="')
    assert response.json() == {"detail": text, "error": text, "status_code": 401, "code": "AUTH_001"}


# scenario images-7
def test_a_token_with_only_a_subject_is_let_through(site: ImagesSite) -> None:
    token = jwt.encode({"sub": "somebody", "exp": site.world.clock.now() + 60}, SECRET, "HS256")
    response = delete(site, {"Authorization": f"Bearer {token}"})
    assert (response.status_code, response.json()["detail"]) == (404, "Image not found")


# scenario images-8
def test_nobody_is_let_through_without_a_token(site: ImagesSite) -> None:
    assert_unauthorized(delete(site, {}), "Not authenticated")


# scenario images-9 images-11
@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Bearer garbage", "Invalid token"),
        ("Bearer", "Not authenticated"),
        ("Basic dTpw", "Not authenticated"),
        ("garbage", "Not authenticated"),
    ],
)
def test_garbage_is_not_let_through(site: ImagesSite, header: str, text: str) -> None:
    assert_unauthorized(delete(site, {"Authorization": header}), text)


# scenario images-10 images-12 images-13 images-14
@pytest.mark.parametrize(
    ("claims", "secret", "algorithm", "text"),
    [
        pytest.param({"exp": -1}, SECRET, "HS256", "Token expired", id="expired"),
        pytest.param({}, "another secret, of as many letters", "HS256", "Invalid token", id="wrong signature"),
        pytest.param({"sub": None}, SECRET, "HS256", "Invalid token: missing user_id (sub)", id="no subject"),
        pytest.param({}, None, "none", "Invalid token", id="unsigned"),
    ],
)
def test_a_bad_token_is_not_let_through(
    site: ImagesSite, claims: dict[str, Any], secret: str | None, algorithm: str, text: str
) -> None:
    given = {"sub": "somebody", **claims, "exp": site.world.clock.now() + claims.get("exp", 60)}
    payload = {name: value for name, value in given.items() if value is not None}
    token = jwt.encode(payload, secret or "", algorithm)
    assert_unauthorized(delete(site, {"Authorization": f"Bearer {token}"}), text)


def test_a_session_is_let_through_from_our_own_pages_and_from_programs(site: ImagesSite) -> None:
    for origin in ({}, {"Origin": SITE}):
        assert delete(site, site.session_of("Bob") | origin).status_code == 404


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_another_sites_page_changes_no_image_with_a_visitors_cookie(site: ImagesSite, origin: str) -> None:
    cookie = site.session_of("Bob") | {"Origin": origin}
    assert delete(site, cookie).status_code == 403
    refused = site.client.post(UPLOAD, data={"bucket": "b"}, headers=cookie)
    assert (refused.status_code, refused.json()["code"]) == (403, "AUTH_002")


def test_a_key_that_cannot_be_read_is_our_fault_and_not_the_tokens(site: ImagesSite) -> None:
    def unreadable() -> None:
        raise TokenKeyUnavailableError("ClientError: arn:aws:secretsmanager:…")

    authenticator = Authenticator(site.services.sessions, unreadable)
    site.application.state.services = replace(site.services, authenticator=lambda: authenticator)
    response = delete(site, site.headers(ALICE))
    assert (response.status_code, response.json()["detail"]) == (503, "Authentication temporarily unavailable")
    assert "arn:" not in response.text
    assert delete(site, site.session_of("Bob")).status_code == 404
