"""Fetching a photo's file: streamed, hashed on the way, capped, and only from where `hosts` allows."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import httpx

from curator.foundation.clock import Clock
from curator.foundation.retry_after import retry_after_seconds
from curator.sources.errors import (
    DownloadFailedError,
    DownloadRefusedError,
    DownloadTooLargeError,
    SourceCdnError,
    SourceUnavailableError,
)
from curator.sources.hosts import AllowedHosts, Resolver, resolve_host
from curator.sources.pinning import opened

logger = logging.getLogger(__name__)

MAXIMUM_DOWNLOAD_SIZE = 5 * 1024**3  # bytes; Commons takes no larger file
MAXIMUM_REDIRECTS = 3
PIECE_SIZE = 64 * 1024
HEADERS = {"Accept-Encoding": "identity"}  # the size that is announced is the photo's own then
TIMEOUT = httpx.Timeout(60.0, connect=10.0)
RETRY_DELAYS_SECONDS = (3.0, 5.0, 10.0)
CDN_REST_SECONDS = 600.0  # troubles of a photo server were seen to pass in minutes, not in seconds
ERROR_PAGE_TYPE = "application/x-php"  # what Mapillary's CDN calls an error page it sends with status 200
RETRIED_STATUSES = frozenset({408, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that arrived whole: SHA-1 (40 hexadecimal digits), size in bytes, content type as the server named it."""

    sha1: str
    size: int
    content_type: str


class Downloader:
    """Downloads files to disk in constant memory."""

    def __init__(
        self,
        http: httpx.Client,
        allowed_hosts: Iterable[str],
        clock: Clock,
        *,
        resolve: Resolver = resolve_host,
        maximum_size: int = MAXIMUM_DOWNLOAD_SIZE,
    ) -> None:
        """Bind the rules.

        Args:
            http: without a proxy, which would resolve names itself.
            allowed_hosts: entries as `hosts` describes them.
            clock: for waits between attempts.
            resolve: from a host to its addresses.
            maximum_size: bytes.
        """
        self._http = http
        self._allowed = AllowedHosts(allowed_hosts, resolve=resolve)
        self._clock = clock
        self._maximum_size = maximum_size

    def download(self, url: str, target: BinaryIO, *, on_progress: Callable[[], None] = lambda: None) -> Download:
        """Fetch a file into `target`, which is emptied first, trying four times.

        Args:
            url: where the file is.
            target: where it goes.
            on_progress: called before each attempt and with each piece that arrives; may raise to stop. A large file
                takes longer than anybody may be silent.

        Raises:
            DownloadRefusedError: the address, or one it redirects to, is not allowed.
            DownloadTooLargeError: there are more bytes than allowed.
            DownloadFailedError: the server refuses, or redirects without end.
            SourceCdnError: the server answers with its own errors only.
            SourceUnavailableError: the server cannot be reached.
        """
        for delay in RETRY_DELAYS_SECONDS:
            try:
                return self._download_once(url, target, on_progress)
            except (SourceCdnError, SourceUnavailableError) as error:
                logger.warning("download, trying again in %s s: %s", delay, error)
            self._clock.sleep(delay)
        return self._download_once(url, target, on_progress)

    def _download_once(self, url: str, target: BinaryIO, on_progress: Callable[[], None]) -> Download:
        on_progress()
        target.seek(0)
        target.truncate()
        try:
            with self._opened(url) as response:
                return self._stored(response, target, on_progress)
        except httpx.HTTPError as error:
            raise SourceUnavailableError(f"download: {type(error).__name__} {error}") from error

    @contextmanager
    def _opened(self, url: str) -> Iterator[httpx.Response]:
        """Yield the response at the end of the redirects; each was checked, and followed to the address checked."""
        address = _parsed(url)
        for _ in range(MAXIMUM_REDIRECTS + 1):
            checked = self._allowed.check(address)
            with opened(self._http, address, checked, headers=HEADERS, timeout=TIMEOUT) as response:
                if not response.has_redirect_location:
                    self._check(response)
                    yield response
                    return
                address = _parsed(response.headers["location"], base=address)
        raise DownloadFailedError(f"more than {MAXIMUM_REDIRECTS} redirects")

    def _check(self, response: httpx.Response) -> None:
        code, kind = response.status_code, _content_type(response)
        if code >= httpx.codes.INTERNAL_SERVER_ERROR or code in RETRIED_STATUSES:
            wait = retry_after_seconds(response.headers, now=self._clock.now())
            raise SourceCdnError(f"download: HTTP {code}", retry_after=CDN_REST_SECONDS if wait is None else wait)
        if code != httpx.codes.OK:
            raise DownloadFailedError(
                f"download: HTTP {code}", public_message=f"The photo's server refused the download (HTTP {code})"
            )
        if ERROR_PAGE_TYPE in kind:
            raise SourceCdnError(f"download: {kind} in place of a photo", retry_after=CDN_REST_SECONDS)
        if (_announced_size(response) or 0) > self._maximum_size:
            raise self._too_large()

    def _stored(self, response: httpx.Response, target: BinaryIO, on_progress: Callable[[], None]) -> Download:
        digest = hashlib.sha1(usedforsecurity=False)
        size = 0
        for piece in response.iter_bytes(PIECE_SIZE):
            size += len(piece)
            if size > self._maximum_size:
                raise self._too_large()
            digest.update(piece)
            target.write(piece)
            on_progress()
        announced = _announced_size(response)
        if announced is not None and announced != size:
            raise SourceUnavailableError(f"download: {size} of {announced} bytes arrived")
        return Download(sha1=digest.hexdigest(), size=size, content_type=_content_type(response))

    def _too_large(self) -> DownloadTooLargeError:
        return DownloadTooLargeError(f"download: more than {self._maximum_size} bytes")


def _parsed(url: str, *, base: httpx.URL | None = None) -> httpx.URL:
    try:
        return httpx.URL(url) if base is None else base.join(url)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise DownloadRefusedError(f"not an address: {error}") from error


def _content_type(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def _announced_size(response: httpx.Response) -> int | None:
    """Return the body's size if the server names it, and the body is not compressed on the way."""
    text = response.headers.get("content-length", "")
    return int(text) if text.isdigit() and "content-encoding" not in response.headers else None
