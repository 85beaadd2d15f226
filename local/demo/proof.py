"""Asking the sandbox itself, not Curator, what has been published."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

TITLES_PER_REQUEST = 50  # MediaWiki's limit for accounts without high limits
SECONDS = 30.0

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the sandbox's wiki knows."""

    sha1_of: dict[str, str]  # by file name, without "File:"; absent where there is no such file
    times_published: dict[str, int]  # by SHA-1, all versions of all files
    refusals: int  # requests refused for their rate

    def problems(self, published: Sequence[Row]) -> list[str]:
        """Return what contradicts "each of these was published exactly once, and nothing was refused"."""
        found = [problem for row in published if (problem := self._problem(row["filename"]))]
        if self.refusals:
            found.append(f"{self.refusals} requests were refused for their rate")
        return found

    def published_once(self, published: Sequence[Row]) -> int:
        """Return how many of these are on the wiki exactly once."""
        return sum(self._problem(row["filename"]) is None for row in published)

    def _problem(self, filename: str) -> str | None:
        sha1 = self.sha1_of.get(filename)
        if sha1 is None:
            return f"{filename} is not on the wiki"
        times = self.times_published.get(sha1, 0)
        return None if times == 1 else f"{filename} was published {times} times"


async def ask_the_wiki(
    sandbox: str, filenames: Sequence[str], *, transport: httpx.AsyncBaseTransport | None = None
) -> Proof:
    """Return the proof.

    Args:
        sandbox: origin of the sandbox.
        filenames: of the uploads said to be published.
        transport: another way to reach the sandbox than the network.

    Raises:
        httpx.HTTPError: the sandbox does not answer.
    """
    async with httpx.AsyncClient(base_url=sandbox, timeout=SECONDS, transport=transport) as http:
        sha1_of: dict[str, str] = {}
        for start in range(0, len(filenames), TITLES_PER_REQUEST):
            sha1_of |= await _sha1s(http, filenames[start : start + TITLES_PER_REQUEST])
        state = (await http.get("/sandbox/state")).raise_for_status().json()
    refusals = sum(times for by_action in state["refused"].values() for times in by_action.values())
    return Proof(sha1_of=sha1_of, times_published=state["publishes"], refusals=refusals)


async def _sha1s(http: httpx.AsyncClient, filenames: Sequence[str]) -> dict[str, str]:
    asked = {
        "action": "query",
        "prop": "imageinfo",
        "iiprop": "sha1",
        "format": "json",
        "formatversion": "2",
        "titles": "|".join(f"File:{filename}" for filename in filenames),
    }
    query = (await http.post("/w/api.php", data=asked)).raise_for_status().json()["query"]
    asked_as = {change["to"]: change["from"] for change in query.get("normalized", ())}
    return {
        asked_as.get(page["title"], page["title"]).removeprefix("File:"): page["imageinfo"][0]["sha1"]
        for page in query["pages"]
        if page.get("imageinfo")
    }
