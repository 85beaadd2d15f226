"""Refusals of the image API, as tests compare them."""

import httpx


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    """Return status, code and sentence of a refusal."""
    body = response.json()
    assert body["error"] == body["detail"]
    assert body["status_code"] == response.status_code
    return response.status_code, body["code"], body["detail"]
