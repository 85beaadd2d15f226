"""Signed requests to the action API of Wikimedia Commons.

A reply is a dict or an exception of `errors`. Three attempts, after 1 and 3 seconds, are made for failures that
cannot have done anything: no connection, a refused token, a stale signature. Requests that may be repeated get the same
patience for time-outs, 5xx and pages in place of JSON; writes that may not (`repeatable=False`) end in an
`UnknownOutcomeError` there, and the caller looks before it tries again.
"""

import logging
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO
from urllib.parse import urlencode

import httpx

from curator.commons.blocks import name_the_blocked
from curator.commons.error_codes import error_from_reply
from curator.commons.errors import (
    AccountBlockedError,
    CommonsUnreachableError,
    InvalidTokenError,
    RateLimitedError,
    StaleSignatureError,
    UnknownOutcomeError,
)
from curator.commons.signing import FORM_CONTENT_TYPE, Consumer, Method, TokenPair, authorization_header
from curator.foundation.clock import Clock
from curator.foundation.retry_after import retry_after_seconds

RETRY_DELAYS_SECONDS = (1.0, 3.0)
CONNECT_TIMEOUT_SECONDS = 10.0
READ_TIMEOUT_SECONDS = 30.0
WRITE_TIMEOUT_SECONDS = 60.0
# Measured (`python -m benchmarks.chunks`): of 1, 2, 4, 8 and 16 MiB the last is the fastest at every distance, memory
# is the same for all, and hardly a photograph needs a second chunk. It costs what a lost connection sends again.
DEFAULT_CHUNK_BYTES = 16 * 1024 * 1024
MINIMUM_CHUNK_BYTES = 1024  # $wgMinUploadChunkSize
MAXIMUM_CHUNK_BYTES = 95 * 1024 * 1024  # Commons' PHP takes bodies of 100 MiB, fields and all
ANONYMOUS_TOKEN = "+\\"  # noqa: S105 - the csrf token of everybody who is not logged in

logger = logging.getLogger(__name__)

Reply = dict[str, Any]
Files = Mapping[str, tuple[str, BinaryIO, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonsSettings:
    """Where the wiki is and how we introduce ourselves; filled by `foundation.settings.read_settings`."""

    commons_api_url: str
    commons_index_url: str
    user_agent: str  # the tool's name and a contact: https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy
    commons_site_id: str = "commonswiki"
    wikidata_api_url: str = "https://www.wikidata.org/w/api.php"
    maxlag_seconds: int = 5  # what Wikimedia asks of tools: https://www.mediawiki.org/wiki/Manual:Maxlag_parameter
    upload_chunk_bytes: int = DEFAULT_CHUNK_BYTES

    def __post_init__(self) -> None:
        """Refuse a chunk size that no wiki takes."""
        if not MINIMUM_CHUNK_BYTES <= self.upload_chunk_bytes <= MAXIMUM_CHUNK_BYTES:
            raise ValueError(
                f"upload_chunk_bytes is {self.upload_chunk_bytes}, not {MINIMUM_CHUNK_BYTES} to {MAXIMUM_CHUNK_BYTES}"
            )


class CommonsClient:
    """The API of one wiki in the name of one user, or of nobody."""

    def __init__(
        self,
        http: httpx.Client,
        *,
        settings: CommonsSettings,
        consumer: Consumer,
        access_token: TokenPair | None,
        clock: Clock,
        username: str | None = None,
        csrf_tokens: MutableMapping[str, str] | None = None,
    ) -> None:
        """Bind the wiki and the user.

        Args:
            http: reused between users and invocations; it is given no cookies and follows no redirects.
            settings: addresses and manners.
            consumer: this tool.
            access_token: the user's; None sends unsigned requests.
            clock: for waits between attempts and for timestamps.
            username: asserted with every signed request, so that work never runs under another account.
            csrf_tokens: tokens by access token key. A csrf token is the same for the whole life of an access token,
                so a function may keep this mapping between invocations.
        """
        self._http = http
        self._consumer = consumer
        self._access_token = access_token
        self.clock = clock
        self._csrf_tokens: MutableMapping[str, str] = {} if csrf_tokens is None else csrf_tokens
        self.settings = settings
        self.username = username

    def of_wikidata(self) -> "CommonsClient":
        """Return the API of Wikidata in the name of the same user; the grant counts there too, the csrf token not."""
        return CommonsClient(
            self._http,
            settings=replace(self.settings, commons_api_url=self.settings.wikidata_api_url),
            consumer=self._consumer,
            access_token=self._access_token,
            clock=self.clock,
            username=self.username,
        )

    def get(self, params: Mapping[str, str]) -> Reply:
        """Read; `params` is the query, without format and assertions.

        Raises:
            CommonsError: of the class `error_codes` gives to the reply's code.
        """
        return self._persist(lambda: self._read(params))

    def post(
        self,
        params: Mapping[str, str],
        data: Mapping[str, str],
        files: Files | None = None,
        *,
        repeatable: bool = True,
    ) -> Reply:
        """Write; the csrf token is added to `data`.

        Args:
            params: the query, with the action.
            data: the fields, sent urlencoded, or as multipart when there are files.
            files: field name to (file name, seekable file, content type); read in pieces, once per attempt.
            repeatable: whether doing it twice is the same as doing it once.

        Raises:
            UnknownOutcomeError: a write that may not be repeated got no usable answer.
            CommonsError: of the class `error_codes` gives to the reply's code.
        """
        try:
            return self._persist(lambda: self._write(params, data, files, repeatable=repeatable))
        except AccountBlockedError as error:
            meant = name_the_blocked(error, username=self.username, query=self.get)
            if meant is error:
                raise
            raise meant from error

    def _persist(self, attempt: Callable[[], Reply]) -> Reply:
        """Try up to three times, unless in doubt about a write or told to stay away for longer."""
        for delay in RETRY_DELAYS_SECONDS:
            try:
                return attempt()
            except UnknownOutcomeError:
                raise
            except (CommonsUnreachableError, InvalidTokenError, StaleSignatureError) as error:
                if error.retry_after is not None:
                    raise
                logger.warning("Commons, trying again in %s s: %s", delay, error)
            self.clock.sleep(delay)
        return attempt()

    def _read(self, params: Mapping[str, str]) -> Reply:
        return self._exchange(self._signed("GET", params, timeout=READ_TIMEOUT_SECONDS), repeatable=True)

    def _write(
        self, params: Mapping[str, str], data: Mapping[str, str], files: Files | None, *, repeatable: bool
    ) -> Reply:
        query = {**params, "maxlag": str(self.settings.maxlag_seconds)}
        fields = {**data, "token": self._csrf_token()}
        request = self._signed("POST", query, fields, files, timeout=WRITE_TIMEOUT_SECONDS)
        try:
            return self._exchange(request, repeatable=repeatable)
        except InvalidTokenError:
            self._csrf_tokens.pop(self._token_key, None)
            raise

    @property
    def _token_key(self) -> str:
        return self._access_token.key if self._access_token else ""

    def _csrf_token(self) -> str:
        if self._access_token is None:
            return ANONYMOUS_TOKEN
        token = self._csrf_tokens.get(self._token_key)
        if token is None:
            reply = self._read({"action": "query", "meta": "tokens", "type": "csrf"})
            token = reply.get("query", {}).get("tokens", {}).get("csrftoken")
            if not token:
                raise CommonsUnreachableError("the reply to a token request holds no csrf token")
            self._csrf_tokens[self._token_key] = token
        return str(token)

    def _signed(
        self,
        method: Method,
        params: Mapping[str, str],
        fields: Mapping[str, str] | None = None,
        files: Files | None = None,
        *,
        timeout: float,
    ) -> httpx.Request:
        """Build one request with its own nonce. What is signed is what is sent, byte for byte."""
        query = {**params, "format": "json", "formatversion": "2"}
        if self._access_token and self.username:
            query["assertuser"] = self.username
        form_body = urlencode(fields) if fields is not None and files is None else None
        headers = {"User-Agent": self.settings.user_agent}
        if form_body is not None:
            headers["Content-Type"] = FORM_CONTENT_TYPE
        request = self._http.build_request(
            method,
            f"{self.settings.commons_api_url}?{urlencode(query)}",
            headers=headers,
            content=form_body,
            data=fields if files is not None else None,
            files=files,
            timeout=httpx.Timeout(timeout, connect=CONNECT_TIMEOUT_SECONDS),
        )
        request.headers.pop("Cookie", None)  # the connection is shared; one user's cookies are not the next one's
        if self._access_token:
            request.headers["Authorization"] = authorization_header(
                method=method,
                url=str(request.url),
                form_body=form_body,
                consumer=self._consumer,
                access_token=self._access_token,
                now=self.clock.now(),
            )
        return request

    def _exchange(self, request: httpx.Request, *, repeatable: bool) -> Reply:
        """Send once; return the reply or raise what it means."""
        in_doubt = CommonsUnreachableError if repeatable else UnknownOutcomeError
        try:
            response = self._http.send(request, follow_redirects=False)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise CommonsUnreachableError(f"{type(error).__name__}: {error}") from error  # nothing was sent
        except httpx.HTTPError as error:
            raise in_doubt(f"{type(error).__name__}: {error}") from error
        wait = retry_after_seconds(response.headers, now=self.clock.now())
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise RateLimitedError("HTTP 429", retry_after=wait)
        if not response.is_success:
            raise in_doubt(f"HTTP {response.status_code}", retry_after=wait)
        reply = _json_object(response)
        if reply is None:  # a body over PHP's post_max_size, or an empty one, is answered 200 with the help page
            raise in_doubt(f"HTTP {response.status_code} {response.headers.get('content-type', '')} is not JSON")
        if "error" in reply:
            raise error_from_reply(reply["error"], retry_after=wait)
        return reply


def _json_object(response: httpx.Response) -> Reply | None:
    try:
        reply = response.json()
    except ValueError:
        return None
    return reply if isinstance(reply, dict) else None
