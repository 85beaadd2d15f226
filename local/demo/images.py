"""A client of the image API, for the tests and the benchmark of the running stack: does what an application would."""

import time
from types import TracebackType
from typing import Any, Self

import httpx

HTTP_SECONDS = 60.0
POLL_SECONDS = 0.2
ENDED = {"completed", "failed"}

Answer = dict[str, Any]


class NotInTimeError(Exception):
    """A job did not end in time."""


class ImageClient:
    """Somebody who stores images."""

    def __init__(self, address: str, *, token: str = "", origin: str = "", cookies: Any = None) -> None:
        """Speak to the Curator at this origin.

        Args:
            address: such as `http://localhost:8080`.
            token: a bearer token; nobody, without one.
            origin: of the page that asks, if a browser does.
            cookies: of somebody who is logged in.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._from_page = {"Origin": origin} if origin else {}
        self.http = httpx.Client(
            base_url=f"{address.rstrip('/')}/api/v1/images",
            headers=headers | self._from_page,
            cookies=cookies,
            timeout=HTTP_SECONDS,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    def upload(
        self, data: bytes, *, bucket: str = "mine", metadata: str = "{}", filename: str = "photo.jpg"
    ) -> httpx.Response:
        """Send an image with the request."""
        fields = {"bucket": bucket, "metadata": metadata}
        return self.http.post("/upload", data=fields, files={"file": (filename, data, "image/jpeg")})

    def announce(self, *, content_type: str = "image/jpeg", bucket: str = "mine", **more: Any) -> httpx.Response:
        """Ask for a form to post an image straight to storage with."""
        return self.http.post("/uploads", json={"bucket": bucket, "content_type": content_type, **more})

    def post(self, form: Answer, data: bytes, **changed: str) -> httpx.Response:
        """Post an image by such a form: to storage, which learns nothing of who we are."""
        fields = form["fields"] | changed
        files = {"file": ("photo.jpg", data)}
        return httpx.post(form["url"], data=fields, files=files, headers=self._from_page, timeout=HTTP_SECONDS)

    def job(self, job_id: str) -> Answer:
        """Return where a job stands."""
        answer: Answer = self.http.get(f"/jobs/{job_id}").raise_for_status().json()
        return answer

    def ended(self, job_id: str, *, within: float = 60.0) -> Answer:
        """Return a job once it is completed or has failed; raises NotInTimeError."""
        deadline = time.monotonic() + within
        while (job := self.job(job_id))["status"] not in ENDED:
            if time.monotonic() > deadline:
                raise NotInTimeError(f"{job} after {within:g} s")
            time.sleep(POLL_SECONDS)
        return job

    def result(self, job_id: str) -> Answer:
        """Return what a completed job made."""
        answer: Answer = self.http.get(f"/jobs/{job_id}/result").raise_for_status().json()
        return answer

    def image(self, path: str, **query: str) -> httpx.Response:
        """Ask for an image, as in `<id>`, `<id>/all` or `<id>/direct`."""
        return self.http.get(f"/{path}", params=query)

    def delete(self, image_id: str) -> httpx.Response:
        """Delete an image."""
        return self.http.delete(f"/{image_id}")
