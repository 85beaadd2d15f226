"""Whom a request counts for behind CloudFront."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from mangum import Mangum

from curator.identity.limits.memory import MemoryLimiter
from curator.identity.limits.rules import Rule
from functions.api.application import create_application
from functions.api.edge import EdgeMiddleware
from functions.api.limits import TOO_MANY, HttpLimits
from tests.fakes.http_api import browser_for
from tests.unit.functions.api_site import SITE
from tests.unit.functions.images_site import ImagesSite

CLOUDFRONT = ("130.176.0.1", 0)
UNKNOWN_CALLER = 401
SECRET = b"what only the two of them know"


def seen(*headers: tuple[bytes, bytes], secret: Any = SECRET.decode) -> dict[str, Any]:
    """Return the scope as the routes see it."""
    scopes: list[dict[str, Any]] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        scopes.append(scope)

    scope = {"type": "http", "client": CLOUDFRONT, "headers": [(b"accept", b"*/*"), *headers]}
    asyncio.run(EdgeMiddleware(application, secret=secret)(scope, None, None))  # type: ignore[arg-type]
    return scopes[0]


@pytest.mark.parametrize(
    ("viewer", "address"),
    [
        pytest.param(b"203.0.113.7", "203.0.113.7", id="IPv4"),
        pytest.param(b"2001:db8::7", "2001:db8::7", id="IPv6"),
    ],
)
def test_a_request_through_cloudfront_counts_for_its_viewer(viewer: bytes, address: str) -> None:
    scope = seen((b"x-curator-edge", SECRET), (b"x-curator-viewer", viewer))
    assert scope["client"] == (address, 0)
    assert scope["headers"] == [(b"accept", b"*/*")]  # nothing can log or repeat the secret


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([(b"x-curator-viewer", b"203.0.113.7")], id="no secret"),
        pytest.param([(b"x-curator-edge", b"guess"), (b"x-curator-viewer", b"203.0.113.7")], id="another secret"),
        pytest.param([(b"x-curator-edge", b"\xff"), (b"x-curator-viewer", b"203.0.113.7")], id="bytes"),
        pytest.param([(b"x-curator-edge", SECRET)], id="nobody named"),
        pytest.param([(b"x-curator-edge", SECRET), (b"x-curator-viewer", b"me, \xff")], id="no address"),
    ],
)
def test_whoever_only_says_so_counts_for_the_address_it_came_from(headers: list[tuple[bytes, bytes]]) -> None:
    assert seen(*headers)["client"] == CLOUDFRONT


def test_a_secret_that_cannot_be_read_refuses_nobody() -> None:
    def unreadable() -> str:
        raise ClientError({"Error": {"Code": "InternalServiceError"}}, "GetSecretValue")

    scope = seen((b"x-curator-edge", SECRET), (b"x-curator-viewer", b"203.0.113.7"), secret=unreadable)
    assert scope["client"] == CLOUDFRONT


def test_the_limits_of_callers_go_by_the_viewer() -> None:
    images = ImagesSite()
    limiter = MemoryLimiter(images.world.clock)
    limits = HttpLimits(limiter=limiter, rules=(Rule(1, 60),))
    application = create_application(replace(images.services, limits=limits, edge_secret=SECRET.decode))
    client = browser_for(Mangum(application, lifespan="off"), SITE)

    def ask(viewer: str, secret: str) -> int:
        return client.get(
            "/api/v1/images/mine", headers={"x-curator-edge": secret, "x-curator-viewer": viewer}
        ).status_code

    through_cloudfront = [ask(viewer, SECRET.decode()) for viewer in ("192.0.2.7", "192.0.2.7", "192.0.2.8")]
    assert through_cloudfront == [UNKNOWN_CALLER, TOO_MANY, UNKNOWN_CALLER]
    assert [ask(f"192.0.2.{number}", "guess") for number in (9, 10)] == [UNKNOWN_CALLER, TOO_MANY]
