"""Calls to Flickr's API (https://www.flickr.com/services/api/), and its refusals by number.

A refusal comes with status 200: `{"stat": "fail", "code": 1, "message": "Photo not found"}`. What a number below 95
means depends on the method, so each call says what it expects; from 95 on they mean the same everywhere.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from curator.foundation.clock import Clock
from curator.foundation.retry_after import retry_after_seconds
from curator.sources.errors import (
    SourceApiError,
    SourceDataError,
    SourceError,
    SourceNotConfiguredError,
    SourceUnavailableError,
)

logger = logging.getLogger(__name__)

NAME = "Flickr"
TIMEOUT_SECONDS = 30.0
RETRY_DELAYS_SECONDS = (2.0, 2.0)
INVALID_KEY = 100
PASSING_TROUBLES = frozenset({0, 105, 106, 201})  # «currently unavailable», in four words; 201 is not documented

Refusals = Mapping[int, Callable[[str], SourceError]]


class FlickrApi:
    """Asks Flickr, three times where it does not answer."""

    def __init__(self, http: httpx.Client, *, url: str, key: Callable[[], str], user_agent: str, clock: Clock) -> None:
        """Bind the API; `key` is called for every request, so it should remember."""
        self._http = http
        self._url = url
        self._key = key
        self._user_agent = user_agent
        self._clock = clock

    def call(self, method: str, params: Mapping[str, str], refusals: Refusals | None = None) -> dict[str, Any]:
        """Return the reply of a method.

        Args:
            method: as in `flickr.photos.getInfo`.
            params: of the method; the key and the format are added.
            refusals: the errors the method's own numbers mean, each made from the log's text.

        Raises:
            SourceUnavailableError: Flickr does not answer, or asks to come back later.
            SourceNotConfiguredError: there is no key, or Flickr does not take it.
            SourceApiError: Flickr refused with a number nobody expects.
            SourceDataError: the reply is not one of Flickr's API.
        """
        for delay in RETRY_DELAYS_SECONDS:
            try:
                return self._call_once(method, params, refusals or {})
            except SourceUnavailableError as error:
                if error.retry_after is not None:
                    raise
                logger.warning("trying again in %s s: %s", delay, error)
            self._clock.sleep(delay)
        return self._call_once(method, params, refusals or {})

    def _call_once(self, method: str, params: Mapping[str, str], refusals: Refusals) -> dict[str, Any]:
        form = {**params, "method": method, "api_key": self._key(), "format": "json", "nojsoncallback": "1"}
        try:
            response = self._http.post(  # as a form: the key in an address would be in every log on the way
                self._url, data=form, headers={"User-Agent": self._user_agent}, timeout=TIMEOUT_SECONDS
            )
        except httpx.HTTPError as error:
            raise SourceUnavailableError(f"{NAME}: {type(error).__name__} {error}") from error
        if not response.is_success:
            raise self._refusal(response)
        reply = _object(response)
        if reply.get("stat") != "ok":
            raise _failure(method, reply, refusals)
        return reply

    def _refusal(self, response: httpx.Response) -> SourceError:
        code = response.status_code
        if code == httpx.codes.TOO_MANY_REQUESTS or code >= httpx.codes.INTERNAL_SERVER_ERROR:
            wait = retry_after_seconds(response.headers, now=self._clock.now())
            return SourceUnavailableError(f"{NAME} answered {code}", retry_after=wait)
        return SourceApiError(NAME, status_code=code, body=response.text)


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        reply = response.json()
    except ValueError as error:
        raise SourceDataError(f"{NAME} answered something other than JSON") from error
    if not isinstance(reply, dict):
        raise SourceDataError(f"{NAME} answered something other than an object")
    return reply


def _failure(method: str, reply: Mapping[str, Any], refusals: Refusals) -> SourceError:
    text, message = str(reply.get("code", "")), str(reply.get("message", ""))
    detail = f"{NAME} refused {method}: {text} {message}"
    if not text.isdigit():
        return SourceDataError(detail)
    code = int(text)
    if code in refusals:
        return refusals[code](detail)
    if code in PASSING_TROUBLES:
        return SourceUnavailableError(detail)
    if code == INVALID_KEY:
        return SourceNotConfiguredError(detail)
    return SourceApiError(NAME, status_code=code, body=message)
