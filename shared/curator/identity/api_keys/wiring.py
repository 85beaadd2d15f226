"""API keys, from the environment of a function."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.secrets import read_secret
from curator.foundation.settings import read_settings
from curator.foundation.table import Table

if TYPE_CHECKING:
    from curator.identity.api_keys.checking import KeyReader
    from curator.identity.api_keys.keys import ApiKeys
    from curator.identity.api_keys.store import ApiKeyStore
    from curator.identity.api_keys.texts import Digests


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySettings:
    """Where keys are kept, and the secret from which their digests' key is derived."""

    identity_table: str
    token_key_secret_id: str


@cache
def api_keys() -> "ApiKeys":
    """Return what people do with their keys."""
    from curator.identity.api_keys.keys import ApiKeys

    return ApiKeys(_store(), digests, SystemClock())


@cache
def key_reader() -> "KeyReader":
    """Return what knows the holders of keys."""
    from curator.identity.api_keys.checking import KeyReader
    from curator.identity.api_keys.uses import Uses

    clock = SystemClock()
    return KeyReader(_store(), digests, clock, used=Uses(_store(), clock).count)


@cache
def digests() -> "Digests":
    """Return what makes digests. Its secret is read for the first text."""
    from curator.identity.api_keys.texts import Digests

    return Digests(read_secret(read_settings(KeySettings).token_key_secret_id))


@cache
def _store() -> "ApiKeyStore":
    from curator.identity.api_keys.store import ApiKeyStore

    return ApiKeyStore(Table(aws.dynamodb, read_settings(KeySettings).identity_table, SystemClock()))
