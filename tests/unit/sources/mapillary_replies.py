"""Mapillary's API, answering what a test says."""

from typing import Any

import httpx

from curator.sources.registry import source_named
from curator.sources.source import Source, SourceTools
from tests.fakes.clock import VirtualClock

PHOTO_PAGE = "https://www.mapillary.com/app/?pKey=1000&focus=photo"


def raw(image_id: str = "1000", captured_at: int = 1690000000123, **more: Any) -> dict[str, Any]:
    return {
        "id": image_id,
        "captured_at": captured_at,
        "compass_angle": 12.5,
        "creator": {"id": 7, "username": "alice"},
        "geometry": {"type": "Point", "coordinates": [8.5, 47.1]},
        "height": 3000,
        "width": 4000,
        "is_pano": False,
        "make": "GoPro",
        "model": "HERO8",
        "thumb_256_url": "https://cdn.example/256",
        "thumb_1024_url": "https://cdn.example/1024",
        "thumb_original_url": "https://cdn.example/original",
    } | more


class Mapillary:
    """Answers in turn, the last answer for ever."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.clock = VirtualClock()

    def source(self) -> Source:
        return source_named("mapillary", self.tools())

    def tools(self) -> SourceTools:
        return SourceTools(
            http=httpx.Client(transport=httpx.MockTransport(self._handle)),
            clock=self.clock,
            environment={},
            credential=lambda name: f"{name}-token",
        )

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    @property
    def asked(self) -> list[tuple[str, dict[str, str]]]:
        return [(request.url.path, dict(request.url.params)) for request in self.requests]
