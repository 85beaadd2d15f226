import hashlib
import io
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from curator.foundation.errors import QueueAction
from curator.sources.downloads import PIECE_SIZE, Download, Downloader
from curator.sources.errors import (
    DownloadFailedError,
    DownloadRefusedError,
    DownloadTooLargeError,
    SourceCdnError,
    SourceUnavailableError,
)
from tests.fakes.clock import VirtualClock

URL = "https://photos.example/a.jpg"
JPEG = {"content-type": "image/jpeg"}


class PhotoServer:
    """Answers with the given responses in turn, the last one for ever."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []  # addresses as people write them
        self.connected: list[str] = []  # where the connections went
        self.clock = VirtualClock()

    def downloader(self, *, maximum_size: int = 1000) -> Downloader:
        return Downloader(
            self.http(),
            ["photos.example", "*.cdn.example"],
            self.clock,
            resolve=lambda host: ["10.0.0.1"] if host == "inside.cdn.example" else ["1.1.1.1"],
            maximum_size=maximum_size,
        )

    def http(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self._handle))

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.connected.append(request.url.host)
        self.asked.append(f"{request.url.scheme}://{request.headers['host']}{request.url.raw_path.decode()}")
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def photo(content: bytes = b"photo") -> httpx.Response:
    return httpx.Response(200, headers=JPEG, content=content)


def redirect(location: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": location})


def broken_off() -> httpx.Response:
    def pieces() -> Iterator[bytes]:
        yield b"the first half, which is longer than the photo"
        raise httpx.ReadError("connection reset")

    return httpx.Response(200, headers=JPEG, content=pieces())


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    server = PhotoServer(redirect("https://a.cdn.example/b.jpg"), photo())
    server.downloader().download(URL, io.BytesIO())
    assert server.connected == ["1.1.1.1", "1.1.1.1"]


def test_a_host_that_changes_its_answer_after_the_check_gains_nothing() -> None:
    answers = [["1.1.1.1"], ["169.254.169.254"]]
    server = PhotoServer(photo())
    downloader = Downloader(
        server.http(), ["photos.example"], server.clock, resolve=lambda host: answers.pop(0), maximum_size=1000
    )
    downloader.download(URL, io.BytesIO())
    assert server.connected == ["1.1.1.1"]
    assert answers == [["169.254.169.254"]]


def test_an_exact_origin_is_connected_to_as_it_is_written() -> None:
    server = PhotoServer(photo())
    downloader = Downloader(server.http(), ["http://127.0.0.1:8190"], server.clock)
    assert downloader.download("http://127.0.0.1:8190/a.jpg", io.BytesIO()).size == 5
    assert server.connected == ["127.0.0.1"]


# scenario 64
@pytest.mark.parametrize("content", [b"photo" * 100, b""], ids=["some bytes", "no bytes"])
def test_a_download_is_stored_and_hashed(content: bytes) -> None:
    target = io.BytesIO()
    download = PhotoServer(photo(content)).downloader().download(URL, target)
    sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    assert download == Download(sha1=sha1, size=len(content), content_type="image/jpeg")
    assert target.getvalue() == content


def test_a_download_goes_into_a_real_file(tmp_path: Path) -> None:
    with (tmp_path / "photo").open("w+b") as target:
        PhotoServer(photo()).downloader().download(URL, target)
    assert (tmp_path / "photo").read_bytes() == b"photo"


TRANSIENT = [
    pytest.param(httpx.Response(503), SourceCdnError, id="503"),
    pytest.param(httpx.Response(429), SourceCdnError, id="429"),
    pytest.param(httpx.Response(200, headers={"content-type": "application/x-php"}), SourceCdnError, id="error page"),
    pytest.param(httpx.ConnectError("refused"), SourceUnavailableError, id="refused connection"),
    pytest.param(httpx.ReadTimeout("slow"), SourceUnavailableError, id="time-out"),
    pytest.param(redirect("https://photos.example:port/"), SourceUnavailableError, id="redirect nobody can read"),
    pytest.param(
        httpx.Response(200, headers={"content-length": "9"}, content=iter([b"photo"])),
        SourceUnavailableError,
        id="fewer bytes than announced",
    ),
]


# scenario 65
@pytest.mark.parametrize(("failure", "kind"), TRANSIENT)
def test_a_passing_trouble_is_sat_out(failure: httpx.Response | Exception, kind: type) -> None:
    server = PhotoServer(failure, photo())
    assert server.downloader().download(URL, io.BytesIO()).size == 5
    assert server.clock.sleeps == [3.0]


# The original raises another error for a PHP page; ours is the photo server's trouble like any other.
# scenario 65
@pytest.mark.parametrize(("failure", "kind"), TRANSIENT[:-1])
def test_a_lasting_trouble_is_given_up_after_four_attempts(failure: httpx.Response, kind: type) -> None:
    server = PhotoServer(failure)
    with pytest.raises(kind) as caught:
        server.downloader().download(URL, io.BytesIO())
    assert type(caught.value) is kind
    assert server.clock.sleeps == [3.0, 5.0, 10.0]


def test_a_photo_server_in_trouble_is_left_alone_for_ten_minutes() -> None:
    with pytest.raises(SourceCdnError) as caught:
        PhotoServer(httpx.Response(500)).downloader().download(URL, io.BytesIO())
    assert caught.value.queue_action is QueueAction.RETRY_LATER
    assert caught.value.retry_after == 600


# scenario 66
def test_attempts_never_mix_in_the_file() -> None:
    target = io.BytesIO(b"left over from before, and longer than both")
    PhotoServer(broken_off(), photo()).downloader().download(URL, target)
    assert target.getvalue() == b"photo"


class Watched(httpx.SyncByteStream):
    """A body that breaks off, and tells whether it was closed."""

    closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield b"the first half"
        raise httpx.ReadError("connection reset")

    def close(self) -> None:
        self.closed = True


# scenario 66
def test_an_attempt_that_failed_is_closed_and_logged_before_the_next(caplog: pytest.LogCaptureFixture) -> None:
    unread, half_read = Watched(), Watched()
    answers = [httpx.Response(503, stream=unread), httpx.Response(200, headers=JPEG, stream=half_read), photo()]
    server = PhotoServer(*answers)
    with caplog.at_level(logging.WARNING):
        server.downloader().download(URL, io.BytesIO())
    assert unread.closed
    assert half_read.closed
    told = [record.getMessage() for record in caplog.records]
    assert told == [
        "download, trying again in 3.0 s: download: HTTP 503",
        "download, trying again in 5.0 s: download: ReadError connection reset",
    ]


# The original tries four times; ours believes the first refusal.
# scenario 65
@pytest.mark.parametrize("status", [401, 403, 404, 410, 206])
def test_a_refusal_is_final_and_names_the_status(status: int) -> None:
    server = PhotoServer(httpx.Response(status))
    with pytest.raises(DownloadFailedError) as caught:
        server.downloader().download(URL, io.BytesIO())
    assert str(status) in caught.value.public_message
    assert server.clock.sleeps == []


def test_a_file_announced_too_large_is_not_read() -> None:
    body = iter([b"x" * 1001])
    announced = httpx.Response(200, headers={"content-length": "1001"}, content=body)
    with pytest.raises(DownloadTooLargeError):
        PhotoServer(announced).downloader().download(URL, io.BytesIO())
    assert list(body)


def test_a_file_that_turns_out_too_large_is_dropped_on_the_way() -> None:
    endless = httpx.Response(200, content=(b"x" * 600 for _ in range(1000)))
    target = io.BytesIO()
    with pytest.raises(DownloadTooLargeError):
        PhotoServer(endless).downloader().download(URL, target)
    assert len(target.getvalue()) <= 1000


def test_a_file_of_exactly_the_maximum_is_taken() -> None:
    assert PhotoServer(photo(b"x" * 1000)).downloader().download(URL, io.BytesIO()).size == 1000


def test_redirects_are_followed_to_allowed_places() -> None:
    server = PhotoServer(redirect("https://a.cdn.example/b.jpg"), redirect("/c.jpg"), photo())
    assert server.downloader().download(URL, io.BytesIO()).size == 5
    assert server.asked == [URL, "https://a.cdn.example/b.jpg", "https://a.cdn.example/c.jpg"]


@pytest.mark.parametrize(
    "location",
    [
        pytest.param("https://elsewhere.example/", id="another host"),
        pytest.param("http://photos.example/", id="plain http"),
        pytest.param("http://169.254.169.254/latest/meta-data", id="instance metadata"),
        pytest.param("https://inside.cdn.example/", id="a listed host that leads inside"),
        pytest.param("file:///etc/passwd", id="a local file"),
        pytest.param("https://[", id="no address"),
        pytest.param("//169.254.169.254/", id="another host on the same scheme"),
    ],
)
def test_a_redirect_is_checked_before_it_is_followed(location: str) -> None:
    server = PhotoServer(redirect(location), photo())
    with pytest.raises(DownloadRefusedError):
        server.downloader().download(URL, io.BytesIO())
    assert server.asked == [URL]


def test_three_redirects_are_followed_and_no_more() -> None:
    assert PhotoServer(*[redirect("/x")] * 3, photo()).downloader().download(URL, io.BytesIO()).size == 5
    server = PhotoServer(redirect("/x"))
    with pytest.raises(DownloadFailedError):
        server.downloader().download(URL, io.BytesIO())
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    "url",
    ["http://[", "https://photos.example:port/", "https://elsewhere.example/", ""],
    ids=["no address", "no port", "host", "empty"],
)
def test_an_address_that_is_not_allowed_is_never_asked(url: str) -> None:
    server = PhotoServer(photo())
    with pytest.raises(DownloadRefusedError):
        server.downloader().download(url, io.BytesIO())
    assert server.asked == []


def test_whoever_waits_for_a_large_file_hears_of_every_piece_and_every_attempt() -> None:
    content = bytes(3 * PIECE_SIZE)
    server = PhotoServer(httpx.Response(503), photo(content))
    told: list[int] = []
    target = io.BytesIO()
    server.downloader(maximum_size=len(content)).download(URL, target, on_progress=lambda: told.append(target.tell()))
    assert told == [0, 0, PIECE_SIZE, 2 * PIECE_SIZE, 3 * PIECE_SIZE]


def test_whoever_waits_for_a_file_may_stop_it() -> None:
    class OutOfTimeError(Exception):
        """The one who waits has no more time."""

    target = io.BytesIO()

    def stop() -> None:
        if target.tell():
            raise OutOfTimeError

    server = PhotoServer(photo(bytes(3 * PIECE_SIZE)))
    with pytest.raises(OutOfTimeError):
        server.downloader(maximum_size=4 * PIECE_SIZE).download(URL, target, on_progress=stop)
    assert (target.tell(), len(server.asked)) == (PIECE_SIZE, 1)
