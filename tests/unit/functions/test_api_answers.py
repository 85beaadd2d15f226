"""Health, and how the HTTP API answers what it does not know."""

import asyncio
import logging
from unittest.mock import AsyncMock

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from curator.foundation.table import Table
from functions.api.safety import SafetyMiddleware


def test_health_is_ok_while_the_tables_answer(browser: httpx.Client) -> None:
    response = browser.get("/api/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "tables": {"identity": "ok"}})


def test_health_names_the_table_that_does_not_answer(browser: httpx.Client, identity: Table) -> None:
    identity._client().delete_table(TableName="identity")
    response = browser.get("/api/health")
    assert response.status_code == 503
    assert response.json() == {"detail": "Unhealthy", "tables": {"identity": "unreachable"}}


# scenario 9
@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [
        ("GET", "/no/such/page", 404, "Not Found"),
        ("GET", "/docs", 404, "Not Found"),
        ("GET", "/openapi.json", 404, "Not Found"),
        ("GET", "/auth/whoami/", 404, "Not Found"),
        ("POST", "/auth/logout", 405, "Method Not Allowed"),
        ("DELETE", "/api/health", 405, "Method Not Allowed"),
    ],
)
def test_what_is_not_there_is_said_in_json(
    browser: httpx.Client, method: str, path: str, status: int, detail: str
) -> None:
    response = browser.request(method, path)
    assert (response.status_code, response.json()) == (status, {"detail": detail})


# scenario 9
def test_an_unexpected_failure_shows_nothing_of_itself(
    browser: httpx.Client, identity: Table, caplog: pytest.LogCaptureFixture
) -> None:
    identity._client().delete_table(TableName="identity")
    response = browser.get("/auth/whoami", headers={"Cookie": "session=x"})
    assert (response.status_code, response.json()) == (500, {"detail": "Internal server error"})
    assert "content-security-policy" in response.headers
    assert "ResourceNotFoundException" in caplog.text


# scenario usage-47 usage-49
# One line when it is answered, none when it begins, and without the query: it may hold what nobody should read
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/health", 200),
        ("GET", "/no/such", 404),
        ("DELETE", "/api/health", 405),
        ("GET", "/auth/whoami", 401),
    ],
)
def test_each_request_is_one_line_in_the_log(
    browser: httpx.Client, caplog: pytest.LogCaptureFixture, method: str, path: str, status: int
) -> None:
    with caplog.at_level(logging.INFO, "functions.api.safety"):
        response = browser.request(method, f"{path}?secret=quiet-please")
    (line,) = [vars(record) for record in caplog.records if record.name == "functions.api.safety"]
    assert (line["method"], line["path"], line["status"]) == (method, path, status)
    assert response.status_code == status
    assert 0 <= line["ms"] < 10_000
    assert "quiet-please" not in repr(line)


# scenario usage-47 usage-49
def test_what_broke_is_logged_with_its_exception(
    browser: httpx.Client, identity: Table, caplog: pytest.LogCaptureFixture
) -> None:
    identity._client().delete_table(TableName="identity")
    with caplog.at_level(logging.INFO, "functions.api.safety"):
        assert browser.get("/auth/whoami", headers={"Cookie": "session=x"}).status_code == 500
    broken, ended = [record for record in caplog.records if record.name == "functions.api.safety"]
    assert (broken.levelno, broken.exc_info is not None) == (logging.ERROR, True)
    assert vars(ended)["status"] == 500


def test_a_servers_start_and_stop_are_none_of_our_business() -> None:
    heard: list[str] = []

    async def application(scope: Scope, _receive: Receive, _send: Send) -> None:
        heard.append(scope["type"])

    served = SafetyMiddleware(application, headers={})
    asyncio.run(served({"type": "lifespan"}, AsyncMock(), AsyncMock()))
    assert heard == ["lifespan"]


@pytest.mark.parametrize("path", ["/", "/auth/whoami", "/no/such/page"])
def test_every_response_is_safe_to_show(browser: httpx.Client, path: str) -> None:
    headers = browser.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == "'self' https://commons.example"
    assert policy["img-src"].endswith(" http://localhost:9000")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize("path", ["/auth/whoami", "/api/health", "/auth/login"])
def test_answers_about_a_person_or_a_moment_are_not_kept(browser: httpx.Client, path: str) -> None:
    assert browser.get(path).headers["cache-control"] == "no-store"
