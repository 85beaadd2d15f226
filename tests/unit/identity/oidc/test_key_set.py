"""Which of an issuer's published keys count, and for which tokens."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from curator.identity.oidc.key_set import KeySet
from tests.unit.identity.oidc.published import curve_key, published, rsa_key

BOTH = ("RS256", "ES256")


def test_a_key_is_found_by_its_name_and_algorithm() -> None:
    keys = KeySet([published(rsa_key(), "r"), published(curve_key(), "e")], BOTH)
    found = keys.find({"alg": "RS256", "kid": "r"})
    assert found is not None
    assert found.algorithms == ("RS256",)
    assert keys.find({"alg": "ES256", "kid": "e"}) is not None
    assert keys.find({"alg": "ES256", "kid": "r"}) is None
    assert keys.find({"alg": "RS256", "kid": "x"}) is None


def test_a_token_that_names_no_key_is_checked_with_the_only_one() -> None:
    assert KeySet([published(rsa_key(), None), published(curve_key())], BOTH).find({"alg": "RS256"}) is not None
    two = KeySet([published(rsa_key(1), "a"), published(rsa_key(2), "b")], BOTH)
    assert two.find({"alg": "RS256"}) is None


@pytest.mark.parametrize("header", [{}, {"alg": None}, {"alg": ["RS256"]}, {"alg": "RS256", "kid": 7}], ids=repr)
def test_a_header_of_another_form_finds_nothing(header: dict[str, Any]) -> None:
    assert KeySet([published(rsa_key())], BOTH).find(header) is None


@pytest.mark.parametrize(
    "unfit",
    [
        pytest.param(published(rsa_key(bits=1024)), id="a short key"),
        pytest.param(published(rsa_key(), use="enc"), id="for secrets, not for signatures"),
        pytest.param(published(rsa_key(), alg="RS512"), id="for another algorithm"),
        pytest.param(published(curve_key(curve=ec.SECP384R1)), id="another curve"),
        pytest.param({"kty": "oct", "k": "c2VjcmV0", "kid": "one"}, id="a shared secret"),
        pytest.param(published(rsa_key(), n="!"), id="damaged"),
        pytest.param(published(rsa_key(), n=7), id="a number for a text"),
        pytest.param({"kty": "RSA"}, id="no numbers"),
        pytest.param({**published(rsa_key()), "kid": ["one"]}, id="a list for a name"),
        pytest.param(published(rsa_key(), kty="RSA", e="AQ"), id="an exponent of one"),
        pytest.param("text", id="no object"),
        pytest.param(None, id="nothing"),
    ],
)
def test_a_key_that_cannot_be_trusted_is_left_out_and_harms_no_other(unfit: Any) -> None:
    keys = KeySet([unfit, published(curve_key(), "good")], BOTH)
    assert len(keys) == 1
    assert keys.find({"alg": "ES256", "kid": "good"}) is not None


def test_a_private_key_that_was_published_by_mistake_is_left_out() -> None:
    from jwt.algorithms import RSAAlgorithm  # noqa: PLC0415 - for this test alone

    assert len(KeySet([{**RSAAlgorithm.to_jwk(rsa_key(), as_dict=True), "kid": "one"}], BOTH)) == 0


def test_only_algorithms_that_are_allowed_have_keys() -> None:
    assert len(KeySet([published(rsa_key()), published(curve_key(), "e")], ("ES256",))) == 1
