"""Acting for a user: the token in their lane becomes requests in their name."""

import json
from collections.abc import Iterator

import httpx
import pytest

from curator.commons.errors import AuthorisationLostError
from curator.commons.limits import RateLimits
from curator.identity.tokens import AccessToken, TokenCipher
from curator.uploads import acting

TOKEN = AccessToken("her key", "her secret")
SECRETS = {"consumer": json.dumps({"key": "consumer-key", "secret": "consumer-secret"}), "token-key": "any secret text"}
ENVIRONMENT = {
    "OAUTH_CONSUMER_SECRET_ID": "consumer",
    "TOKEN_KEY_SECRET_ID": "token-key",
    "COMMONS_API_URL": "https://commons.example/w/api.php",
    "COMMONS_INDEX_URL": "https://commons.example/w/index.php",
    "USER_AGENT": "Curator tests",
}


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[httpx.Request]]:
    """Give what the wiki is asked; it answers that the user has no limits."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"query": {"userinfo": {"rights": ["noratelimit"], "ratelimits": {}}}})

    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(acting, "read_secret", SECRETS.__getitem__)
    monkeypatch.setattr(acting, "_http", lambda: httpx.Client(transport=httpx.MockTransport(answer)))
    for cached in (acting._consumer, acting._cipher):
        cached.cache_clear()
    yield seen
    for cached in (acting._consumer, acting._cipher):
        cached.cache_clear()


# scenario 55
def test_a_token_is_decrypted_before_it_signs(requests: list[httpx.Request]) -> None:
    encrypted = TokenCipher("any secret text").encrypt(TOKEN)
    assert acting.read_limits(encrypted) == RateLimits(upload=None, edit=None)
    (request,) = requests
    assert 'oauth_token="her%20key"' in request.headers["authorization"]
    assert encrypted not in str(request.headers)


# The original fails the uploads of such a token; ours wait for their user's next login.
# scenario 92
@pytest.mark.parametrize("encrypted", [TokenCipher("another").encrypt(TOKEN), "damaged"], ids=["other key", "damaged"])
def test_a_token_nobody_can_read_is_a_login_that_is_lost(requests: list[httpx.Request], encrypted: str) -> None:
    with pytest.raises(AuthorisationLostError):
        acting.read_limits(encrypted)
    assert requests == []
