"""A bad deploy fails at once, by the names of what is wrong, and shows nothing that may be secret."""

from dataclasses import dataclass

import pytest

from curator.foundation.settings import SettingsError, read_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a room needs."""

    usage_table: str
    token_key_secret_id: str
    pages: int = 3
    names: tuple[str, ...] = ()


# scenario usage-50
# It names every field that is missing at once, where the original names the first that is asked for
def test_what_is_missing_is_named_and_what_is_there_is_not_shown() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(Needs, {"PAGES": "three", "NAMES": "redis://user:password@cache.example", "USAGE_TABLE": ""})
    sentence = str(refused.value)
    assert "USAGE_TABLE is not set" in sentence
    assert "TOKEN_KEY_SECRET_ID is not set" in sentence
    assert "PAGES cannot be read as int" in sentence
    assert "password" not in sentence


def test_what_is_there_is_read_as_what_it_is_declared() -> None:
    given = {"USAGE_TABLE": "usage", "TOKEN_KEY_SECRET_ID": "key", "PAGES": "7", "NAMES": "a, b,"}
    assert read_settings(Needs, given) == Needs(
        usage_table="usage", token_key_secret_id="key", pages=7, names=("a", "b")
    )
