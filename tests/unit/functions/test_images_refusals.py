"""Refusals under /api/v1 all have one shape, whoever refuses; elsewhere nothing has changed."""

from collections.abc import Mapping

import httpx
import pytest

from tests.unit.functions.image_refusals import refusal
from tests.unit.functions.images_site import UPLOAD, ImagesSite
from tests.unit.images.world import ALICE


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        pytest.param("GET", "/api/v1/nothing", 404, "Not Found", id="no such path"),
        pytest.param("GET", "/api/v1/images", 404, "Not Found", id="no such list"),
        pytest.param("POST", "/api/v1/health", 405, "Method Not Allowed", id="no such method"),
        pytest.param("DELETE", "/api/v1/images/jobs/x", 405, "Method Not Allowed", id="jobs cannot be deleted"),
    ],
)
def test_what_is_not_there_is_refused_in_the_envelope(
    site: ImagesSite, method: str, path: str, status: int, sentence: str
) -> None:
    response = site.client.request(method, path, headers=site.headers(ALICE))
    assert refusal(response) == (status, f"HTTP_{status}", sentence)


@pytest.mark.parametrize("path", ["/api/v10/nothing", "/api/nothing", "/api/v1x", "/nothing"])
def test_elsewhere_a_refusal_is_a_sentence(site: ImagesSite, path: str) -> None:
    assert site.get(path).json() == {"detail": "Not Found"}


def test_elsewhere_a_request_of_the_wrong_form_is_told_as_before(site: ImagesSite) -> None:
    headers = site.session_of("Operator")
    answer = site.client.get("/api/admin/batches", params={"page": "0"}, headers=headers).json()
    assert answer.keys() == {"detail"}
    assert answer["detail"][0]["loc"] == ["query", "page"]


def test_an_unexpected_failure_is_refused_in_the_envelope(site: ImagesSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(site.world.table, "get", fail)
    path = "/api/v1/images/jobs/00000000-0000-4000-8000-000000000001"
    assert refusal(site.get(path)) == (500, "HTTP_500", "Internal server error")


@pytest.mark.parametrize("path", [UPLOAD, "/auth/register"])
def test_another_sites_page_is_refused_in_the_shape_of_the_path(site: ImagesSite, path: str) -> None:
    response = site.client.post(path, headers={"Origin": "https://elsewhere.example"})
    assert (response.status_code, response.json()["detail"]) == (403, "This request comes from another site")
    assert ("code" in response.json()) is (path == UPLOAD)


def test_no_refusal_may_be_kept_by_a_cache(site: ImagesSite) -> None:
    assert site.get("/api/v1/images/x/direct").headers["Cache-Control"] == "no-store"


def preflight(client: httpx.Client, origin: str, **asked: str) -> Mapping[str, str]:
    headers = {"Origin": origin} | {f"Access-Control-Request-{name}": value for name, value in asked.items()}
    return client.options(UPLOAD, headers=headers).headers


def test_a_page_of_ours_elsewhere_may_send_tokens_and_read_the_quota() -> None:
    site = ImagesSite(client_origins=("https://client.example",))
    allowed = preflight(site.client, "https://client.example", Method="DELETE", Headers="authorization,x-trace-id")
    assert allowed["Access-Control-Allow-Origin"] == "https://client.example"
    assert "DELETE" in allowed["Access-Control-Allow-Methods"]
    response = site.upload(headers={"Origin": "https://client.example"})
    assert response.status_code == 202
    exposed = response.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"X-RateLimit-Remaining", "Retry-After", "ETag", "X-Trace-ID"} <= set(exposed)
    assert "Access-Control-Allow-Origin" not in preflight(site.client, "https://evil.example", Method="POST")
