from collections.abc import Callable

import httpx
import pytest

from local.front_door.limits import AWS_LIMITS, Limits

LIMITS = Limits(request_body=1000, invocation_payload=600)


@pytest.fixture
def door(open_door: Callable[[Limits], str]) -> str:
    return f"http://{open_door(LIMITS)}"


@pytest.fixture
def wide_door(open_door: Callable[[Limits], str]) -> str:
    return f"http://{open_door(AWS_LIMITS)}"


def test_path_query_and_body_arrive_as_they_were_sent(wide_door: str) -> None:
    body = bytes(range(256))
    echo = httpx.post(f"{wide_door}/echo/a%2Fb%20c?x=1&x=%20&y", content=body).json()
    assert (echo["path"], echo["query"]) == ("/echo/a%2Fb%20c", "x=1&x=%20&y")
    assert bytes.fromhex(echo["body"]) == body


def test_the_function_sees_the_browsers_host_cookies_and_scheme(wide_door: str) -> None:
    headers = {"Cookie": "session=1; theme=dark", "Host": "localhost:8080"}
    received = dict(httpx.get(f"{wide_door}/echo/", headers=headers).json()["headers"])
    assert received["host"] == "localhost:8080"
    assert received["cookie"] == "session=1; theme=dark"
    assert received["x-forwarded-proto"] == "http"
    assert received["x-forwarded-for"] == "127.0.0.1"


def test_several_cookies_and_a_redirect_reach_the_browser(door: str) -> None:
    response = httpx.get(f"{door}/login")
    assert (response.status_code, response.headers["location"]) == (302, "/home")
    assert [cookie.partition(";")[0] for cookie in response.headers.get_list("set-cookie")] == ["first=1", "second=2"]


@pytest.mark.parametrize(
    ("size", "media_type", "status"),
    [
        pytest.param(600, "application/json", 200, id="text of just the size Lambda takes"),
        pytest.param(601, "application/json", 413, id="text too large for Lambda"),
        pytest.param(450, "image/jpeg", 200, id="binary that fits after base64"),
        pytest.param(451, "image/jpeg", 413, id="binary too large after base64"),
        pytest.param(1001, "application/json", 413, id="too large for API Gateway"),
    ],
)
def test_a_request_larger_than_a_function_may_get_is_refused(
    door: str, size: int, media_type: str, status: int
) -> None:
    response = httpx.post(f"{door}/accept", content=b"x" * size, headers={"Content-Type": media_type})
    assert response.status_code == status
    assert status == 200 or response.json() == {"message": "Request Entity Too Large"}


# scenario images-20
def test_an_image_too_large_for_a_function_is_refused_with_the_limit_and_the_other_way_in(door: str) -> None:
    response = httpx.post(f"{door}/api/v1/images/upload", content=b"x" * 451, headers={"Content-Type": "image/jpeg"})
    body = response.json()
    assert (response.status_code, body["status_code"], body["code"]) == (413, 413, "UPLOAD_001")
    assert body["detail"] == body["error"]
    assert "4.4MB" in body["detail"]
    assert "POST /api/v1/images/uploads" in body["detail"]


def test_a_body_many_times_too_large_is_answered_and_not_cut_off(wide_door: str) -> None:
    response = httpx.post(f"{wide_door}/api/v1/images/upload", content=b"x" * 36_000_000, timeout=60)
    assert response.status_code == 413


@pytest.mark.parametrize(
    ("size", "media_type", "status"),
    [
        pytest.param(600, "text/html", 200, id="text that fits"),
        pytest.param(601, "text/html", 500, id="text too large"),
        pytest.param(451, "image/webp", 500, id="binary too large after base64"),
    ],
)
def test_a_response_larger_than_lambda_returns_is_an_error(door: str, size: int, media_type: str, status: int) -> None:
    response = httpx.get(f"{door}/large", params={"size": size, "type": media_type})
    assert response.status_code == status
    assert status == 200 or response.json() == {"message": "Internal Server Error"}


def test_a_function_that_takes_too_long_is_not_waited_for(open_door: Callable[[Limits], str]) -> None:
    response = httpx.get(f"http://{open_door(Limits(integration_seconds=0.3))}/slow", timeout=60)
    assert (response.status_code, response.json()) == (503, {"message": "Service Unavailable"})
