"""The image API's side, as far as one page needs it; storage has an origin of its own, as on AWS."""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Request, Route

from tests.browser.samples import Row

STORAGE = "https://storage.test"
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><rect width="4" height="3" fill="#496d89"/></svg>'
)
JOB = "00000000-0000-4000-9000-{:012}"
IMAGE = "00000000-0000-4000-8000-{:012}"
VARIANTS = {"original": (4096, 3072), "large": (1200, 900), "thumbnail": (150, 112), "medium": (600, 450)}

Refusal = tuple[int, str, dict[str, str]]


def own_image(number: int, **changes: Any) -> Row:
    """Return an `OwnImage`, uploaded on the `number`th of November."""
    sample: Row = {
        "image_id": IMAGE.format(number),
        "filename": f"Bridge {number}.jpg",
        "bucket": "photographs",
        "content_type": "image/jpeg",
        "content_length": 3_456_789,
        "created_at": f"2026-11-{number % 28 + 1:02}T14:00:00.000000Z",
        "original_dimensions": {"width": 8160, "height": 6120},
        "dominant_color": "#496d89",
        "license": "CC BY-SA 4.0",
        "taken": "2026-11-20T13:45:06",
        "has_place": True,
        "variants": {
            name: {"width": width, "height": height, "size_bytes": width * height // 4}
            for name, (width, height) in VARIANTS.items()
        },
    }
    return {**sample, **changes}


class FakeImageApi:
    """Takes files, makes their versions at once, and gives them back.

    Attributes:
        images: the newest first.
        received: what was asked, without the reads of images.
        refusals: of the next files, one each: status, sentence, headers. Two files are sent at once, in any order.
        refused_files: of files by name, each time they are sent.
        verdicts: how the next jobs end: None is well, text why not.
        meanwhile: called with each file that arrives, before its answer.
    """

    def __init__(self, page: Page) -> None:
        """Answer this page's requests."""
        self.images: list[Row] = []
        self.received: list[Request] = []
        self.refusals: list[Refusal | None] = []
        self.refused_files: dict[str, Refusal] = {}
        self.verdicts: list[str | None] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.page_size = 48
        self._jobs: dict[str, Row] = {}
        self._names: list[str] = []
        page.route(re.compile(r"/api/v1/info$"), lambda route: route.fulfill(json=_info()))
        page.route(re.compile(r"/api/v1/images/mine"), self._mine)
        page.route(re.compile(r"/api/v1/images/upload$"), self._upload)
        page.route(re.compile(r"/api/v1/images/uploads$"), self._announce)
        page.route(re.compile(r"/api/v1/images/jobs/"), self._job)
        page.route(re.compile(r"/api/v1/images/[0-9a-f-]{36}$"), self._delete)
        page.route(
            re.compile(r"/api/v1/images/[0-9a-f-]{36}/direct"),
            lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"),
        )
        page.route(f"{STORAGE}/**", self._store)

    def asked(self, method: str, end: str) -> list[Request]:
        """Return the requests of this kind."""
        return [one for one in self.received if one.method == method and one.url.split("?")[0].endswith(end)]

    def _mine(self, route: Route) -> None:
        after = re.search(r"after=([0-9a-f-]+)", route.request.url)
        ids = [image["image_id"] for image in self.images]
        start = ids.index(after[1]) + 1 if after else 0
        page = self.images[start : start + self.page_size]
        more = start + self.page_size < len(self.images)
        route.fulfill(json={"images": page, "next": page[-1]["image_id"] if more else None})

    def _upload(self, route: Route) -> None:
        self.received.append(route.request)
        self.meanwhile()
        named = re.search(rb'filename="([^"]*)"', route.request.post_data_buffer or b"")
        name = named[1].decode() if named else ""
        if not self._refused(route, name):
            route.fulfill(status=202, json=self._begun(name), headers=_quota())

    def _announce(self, route: Route) -> None:
        self.received.append(route.request)
        if self._refused(route):
            return
        form = {"url": f"{STORAGE}/incoming", "fields": {"key": "staging/1", "Content-Type": "image/jpeg"}}
        body = self._begun(json.loads(route.request.post_data or "")["filename"])
        route.fulfill(status=201, json=body | {"upload": form, "expires_at": ""}, headers=_quota())

    def _store(self, route: Route) -> None:
        self.received.append(route.request)
        self.meanwhile()
        headers = {"access-control-allow-origin": "*"}
        refusal = self.refusals.pop(0) if self.refusals else None
        status, text = (204, "") if refusal is None else (refusal[0], refusal[1])
        route.fulfill(status=status, body=text, headers=headers)

    def _refused(self, route: Route, name: str = "") -> bool:
        refusal = self.refused_files.get(name) or (self.refusals.pop(0) if self.refusals else None)
        if refusal is None:
            return False
        status, sentence, headers = refusal
        route.fulfill(status=status, json={"detail": sentence, "error": sentence}, headers=headers)
        return True

    def _begun(self, name: str) -> Row:
        number = len(self._jobs) + 1
        self._jobs[JOB.format(number)] = own_image(900 + number, filename=name)
        job_id = JOB.format(number)
        return {
            "job_id": job_id,
            "image_id": IMAGE.format(900 + number),
            "status_url": f"/api/v1/images/jobs/{job_id}",
        }

    def _job(self, route: Route) -> None:
        image = self._jobs[route.request.url.rpartition("/")[2]]
        reason = self.verdicts.pop(0) if self.verdicts else None
        if reason is None and image not in self.images:
            self.images.insert(0, image)
        route.fulfill(json={"status": "failed" if reason else "completed", "error": reason})

    def _delete(self, route: Route) -> None:
        self.received.append(route.request)
        if self._refused(route):
            return
        gone = route.request.url.rpartition("/")[2]
        self.images = [image for image in self.images if image["image_id"] != gone]
        route.fulfill(json={"image_id": gone, "deleted": True, "files_removed": 4})


def _info() -> Row:
    return {"limits": {"max_upload_size_mb": 10, "rate_limit_per_hour": 50}}


def _quota() -> dict[str, str]:
    return {"x-ratelimit-limit": "50", "x-ratelimit-remaining": "49", "x-ratelimit-reset": "0"}


def stated(request: Request) -> Row:
    """Return the metadata a file was sent with."""
    body = request.post_data_buffer or b""
    found = re.search(rb'name="metadata"\r\n\r\n(.*?)\r\n', body)
    assert found
    metadata: Row = json.loads(found[1])
    return metadata
