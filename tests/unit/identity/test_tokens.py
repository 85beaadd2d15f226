"""Tokens at rest."""

import pytest

from curator.identity.errors import TokenUnreadableError
from curator.identity.tokens import AccessToken, TokenCipher

TOKEN = AccessToken("the key", "the secret")


# scenario 7
def test_a_token_stored_as_a_list_of_two_is_accepted() -> None:
    """As other programs write it, and every JSON store gives it back: not a tuple, and with blanks."""
    cipher = TokenCipher("any secret text")
    stored = cipher._fernet.encrypt(b'[ "the key", "the secret" ]').decode()
    assert cipher.decrypt(stored) == TOKEN


# scenario 107
def test_a_token_survives_encryption() -> None:
    cipher = TokenCipher("any secret text")
    assert cipher.decrypt(cipher.encrypt(TOKEN)) == TOKEN


def test_the_same_token_is_never_encrypted_to_the_same_text() -> None:
    cipher = TokenCipher("any secret text")
    assert cipher.encrypt(TOKEN) != cipher.encrypt(TOKEN)


@pytest.mark.parametrize("text", ["", "not encrypted", "gAAAAAB"], ids=["empty", "plain", "cut"])
def test_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(TokenUnreadableError):
        TokenCipher("any secret text").decrypt(text)


def test_another_key_cannot_read_it() -> None:
    encrypted = TokenCipher("one").encrypt(TOKEN)
    with pytest.raises(TokenUnreadableError):
        TokenCipher("another").decrypt(encrypted)


def test_neither_half_of_a_token_shows_when_it_is_printed() -> None:
    assert "the" not in f"{TOKEN} {TOKEN!r}"
    assert "the key" not in TokenCipher("k").encrypt(TOKEN)
