"""What the tests against a real issuer share: one for all of them, with new keys for each that needs some."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from curator.identity.oidc.reader import IssuerTokens
from curator.identity.oidc.settings import OidcSettings
from curator.identity.oidc.wiring import issuer_tokens
from tests.fakes.clock import VirtualClock
from tests.oidc.issuer import Issuer


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    """Give an issuer that ends with the tests."""
    issuer = Issuer(Path(tmp_path_factory.mktemp("issuer")))
    issuer.start()
    try:
        yield issuer
    finally:
        issuer.stop()


@pytest.fixture
def clock() -> VirtualClock:
    """Give a clock that agrees with the issuer's, until a test turns it."""
    return VirtualClock(time.time())


@pytest.fixture
def tokens(issuer: Issuer, clock: VirtualClock) -> Iterator[Callable[..., IssuerTokens]]:
    """Give what makes a reader of the issuer's tokens that knows no key yet."""
    with httpx.Client(trust_env=False) as http:

        def reader(**settings: object) -> IssuerTokens:
            config = {"oidc_issuer": issuer.address, "oidc_audience": ("curator",), **settings}
            return issuer_tokens(OidcSettings(**config), clock, http)  # type: ignore[arg-type]

        yield reader
