"""Which photos of a source are on Commons already, from the Wikimedia Commons Query Service.

The service needs a login of its own and is often busy. Not knowing is better than not showing the photos, so every
failure means «unknown», that is: nothing found, and a line in the log.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx

from curator.foundation.clock import Clock
from curator.foundation.retry_after import retry_after_seconds
from curator.sources.source import ExistingPage, MediaImage

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 30.0
RESULTS_TYPE = "application/sparql-results+json"
DEFAULT_RETRY_AFTER_SECONDS = 60.0
IDS_PER_QUERY = 500
LOGIN_COOKIE = "wcqsOauth"  # the service answers it with a redirect that sets a session of two hours
PROPERTY_ID = re.compile(r"P[1-9]\d*")

QUERY = """\
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
SELECT ?file ?id WHERE {{
  VALUES ?id {{ {ids} }}
  ?file wdt:{property_id} ?id .
}}"""


class ExistingPages:
    """Finds the files on Commons that carry a source's photo ids; remembers when the service wants a rest."""

    def __init__(
        self, http: httpx.Client, *, url: str, user_agent: str, clock: Clock, login: Callable[[], str] = lambda: ""
    ) -> None:
        """Bind the service.

        Args:
            http: for the queries; keeps cookies, as the session is one that the login is traded for.
            url: where queries go.
            user_agent: how we introduce ourselves.
            clock: for the rests.
            login: returns the value of the service's long-lived cookie, or an empty text where there is none. It is
                called for every query, so it should remember.
        """
        self._http = http
        self._url = url
        self._user_agent = user_agent
        self._clock = clock
        self._login = login
        self._rest_until = 0.0

    def enrich(self, images: Iterable[MediaImage], property_id: str) -> tuple[MediaImage, ...]:
        """Return the images in the same order, each with the files that came from it, as far as is known."""
        given = tuple(images)
        found = self.find([image.id for image in given], property_id)
        return tuple(replace(image, existing=found[image.id]) if image.id in found else image for image in given)

    def find(self, ids: Sequence[str], property_id: str) -> dict[str, tuple[ExistingPage, ...]]:
        """Return photo id to files on Commons; ids without a file, or of unknown state, are absent.

        Args:
            ids: photo ids of one source.
            property_id: the Wikidata property those ids are stored under, as in `P1947`.
        """
        if not PROPERTY_ID.fullmatch(property_id):
            raise ValueError(f"not a property: {property_id!r}")
        found: dict[str, tuple[ExistingPage, ...]] = {}
        for start in range(0, len(ids), IDS_PER_QUERY):
            try:
                found |= self._find_some(ids[start : start + IDS_PER_QUERY], property_id)
            except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
                logger.warning("existing files unknown: %s: %s", type(error).__name__, error)
                break
        return found

    def _find_some(self, ids: Sequence[str], property_id: str) -> dict[str, tuple[ExistingPage, ...]]:
        query = QUERY.format(ids=" ".join(_literal(one) for one in ids), property_id=property_id)
        found: dict[str, list[ExistingPage]] = {}
        for row in self._ask(query)["results"]["bindings"]:
            found.setdefault(row["id"]["value"], []).append(ExistingPage(row["file"]["value"]))
        return {image_id: tuple(pages) for image_id, pages in found.items()}

    def _ask(self, query: str) -> Mapping[str, Any]:
        rest = self._rest_until - self._clock.now()
        if rest > 0:
            raise ValueError(f"the query service wants {rest:.0f} s more rest")
        headers = {"Accept": RESULTS_TYPE, "User-Agent": self._user_agent}
        login = self._login()
        if login:
            headers["Cookie"] = f"{LOGIN_COOKIE}={login}"
        response = self._http.post(
            self._url, data={"query": query}, headers=headers, timeout=TIMEOUT_SECONDS, follow_redirects=True
        )
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            wait = retry_after_seconds(response.headers, now=self._clock.now())
            self._rest_until = self._clock.now() + (DEFAULT_RETRY_AFTER_SECONDS if wait is None else wait)
        response.raise_for_status()
        content_type = response.headers.get("content-type", "")
        if content_type.partition(";")[0].strip() != RESULTS_TYPE:  # its login page is 200 too
            raise ValueError(f"the query service answered {content_type!r}")
        results: Mapping[str, Any] = response.json()
        return results


def _literal(text: str) -> str:
    """Return a SPARQL string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'
