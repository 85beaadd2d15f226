"""What the drill asks of the sandbox's Commons."""

from dataclasses import dataclass
from typing import Any

import httpx

SECONDS = 30.0

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What Commons has, and what was asked of it."""

    titles: tuple[str, ...]  # of the files, without "File:"
    at: dict[str, float]  # when each was published, in epoch seconds, by title
    times: dict[str, int]  # how often each content was published, by SHA-1: all versions of all files
    asked: int  # publishes that its rate limit let through, whatever became of them
    refused: int  # requests beyond the rate limit


class Commons:
    """The sandbox's wiki, asked from outside."""

    def __init__(self, sandbox: str, *, transport: httpx.BaseTransport | None = None) -> None:
        """Ask the sandbox at this origin."""
        self._http = httpx.Client(base_url=sandbox, timeout=SECONDS, transport=transport)

    def published(self) -> Published:
        """Return everything that has happened there.

        Raises:
            httpx.HTTPError: it does not answer.
        """
        state: Row = self._http.get("/sandbox/state").raise_for_status().json()
        at = {str(file["title"]).removeprefix("File:"): float(file["at"]) for file in state["files"]}
        return Published(
            titles=tuple(at),
            at=at,
            times=state["publishes"],
            asked=sum(len(hits.get("upload", ())) for hits in state["hits"].values()),
            refused=sum(sum(by_action.values()) for by_action in state["refused"].values()),
        )
