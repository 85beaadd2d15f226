"""DNS rebinding, against a real TLS server: the name is checked, the address is what the connection goes to."""

import io
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from curator.sources.downloads import Downloader
from curator.sources.errors import SourceUnavailableError
from curator.sources.pinning import MAXIMUM_ADDRESSES, opened
from tests.fakes.clock import VirtualClock
from tests.unit.sources.tls_server import TlsServer

NAME = "photos.example"
OTHER = "other.example"
TIMEOUT = httpx.Timeout(5.0)


@pytest.fixture
def server(tmp_path: Path) -> TlsServer:
    return TlsServer(tmp_path, NAME, OTHER)


@pytest.fixture
def port(server: TlsServer) -> Iterator[int]:
    with server.running() as port:
        yield port


@pytest.fixture
def http(server: TlsServer) -> Iterator[httpx.Client]:
    with httpx.Client(verify=server.trusted(), trust_env=False) as client:
        yield client


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system's resolver was asked for; it answers addresses only."""
    asked: list[str] = []
    really: Callable[..., Any] = socket.getaddrinfo

    def numbers_only(host: str, *rest: Any, **options: Any) -> Any:
        asked.append(host)
        return really(host, *rest, **{**options, "flags": socket.AI_NUMERICHOST})

    monkeypatch.setattr(socket, "getaddrinfo", numbers_only)
    return asked


def fetch(http: httpx.Client, url: str, *addresses: str) -> bytes:
    with opened(http, httpx.URL(url), addresses, headers={"Accept-Encoding": "identity"}, timeout=TIMEOUT) as response:
        return response.read()


def test_the_name_is_in_the_handshake_and_in_the_request_but_is_not_resolved(
    server: TlsServer, port: int, http: httpx.Client, resolved: list[str]
) -> None:
    assert fetch(http, f"https://{NAME}:{port}/a.jpg", "127.0.0.1") == b"photo"
    assert server.server_names == [NAME]
    assert server.host_headers == [f"{NAME}:{port}"]
    assert resolved == ["127.0.0.1"]


def test_a_certificate_for_another_name_is_refused(server: TlsServer, port: int, http: httpx.Client) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY"):
        fetch(http, f"https://elsewhere.example:{port}/a.jpg", "127.0.0.1")
    assert server.host_headers == []


def test_a_certificate_of_an_unknown_authority_is_refused(server: TlsServer, port: int) -> None:
    with httpx.Client(trust_env=False) as stranger, pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY"):
        fetch(stranger, f"https://{NAME}:{port}/a.jpg", "127.0.0.1")
    assert server.host_headers == []


def test_a_connection_verified_for_one_name_never_serves_another_at_the_same_address(
    server: TlsServer, port: int, http: httpx.Client
) -> None:
    for name in (NAME, OTHER, NAME):
        fetch(http, f"https://{name}:{port}/a.jpg", "127.0.0.1")
    assert server.server_names == [NAME, OTHER, NAME]


def test_an_address_that_does_not_answer_is_passed_over(server: TlsServer, port: int, http: httpx.Client) -> None:
    assert fetch(http, f"https://{NAME}:{port}/a.jpg", "127.0.0.2", "127.0.0.1") == b"photo"


def test_only_the_first_addresses_are_tried(port: int, http: httpx.Client) -> None:
    silent = [f"127.0.0.{number}" for number in range(2, 2 + MAXIMUM_ADDRESSES)]
    with pytest.raises(httpx.ConnectError):
        fetch(http, f"https://{NAME}:{port}/a.jpg", *silent, "127.0.0.1")


def test_an_address_of_the_new_kind_stands_in_brackets() -> None:
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200)

    fetch(httpx.Client(transport=httpx.MockTransport(handle)), f"https://{NAME}/a.jpg?b=c", "2606:4700::1111")
    (request,) = asked
    assert str(request.url) == "https://[2606:4700::1111]/a.jpg?b=c"
    assert request.headers["host"] == NAME
    assert request.extensions["sni_hostname"] == NAME


class Detour(httpx.BaseTransport):
    """Really connects to the test's server in place of the public address the downloader insists on."""

    def __init__(self, server: TlsServer, port: int) -> None:
        self.addresses: list[str] = []
        self._port = port
        self._transport = httpx.HTTPTransport(verify=server.trusted(), trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.addresses.append(request.url.host)
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return self._transport.handle_request(request)

    def close(self) -> None:
        self._transport.close()


def download(server: TlsServer, detour: Detour, name: str, answers: list[list[str]]) -> bytes:
    target = io.BytesIO()
    with httpx.Client(transport=detour) as http:
        downloader = Downloader(http, ["*.example"], VirtualClock(), resolve=lambda host: answers.pop(0))
        downloader.download(f"https://{name}/a.jpg", target)
    return target.getvalue()


def test_a_host_that_turns_inward_after_the_check_does_not_win(
    server: TlsServer, port: int, resolved: list[str]
) -> None:
    detour, answers = Detour(server, port), [["1.1.1.1"], ["169.254.169.254"]]
    assert download(server, detour, NAME, answers) == b"photo"
    assert detour.addresses == ["1.1.1.1"]
    assert (server.server_names, server.host_headers) == ([NAME], [NAME])
    assert NAME not in resolved


def test_a_download_from_a_server_that_is_not_who_it_should_be_fails(server: TlsServer, port: int) -> None:
    with pytest.raises(SourceUnavailableError, match="certificate"):
        download(server, Detour(server, port), "elsewhere.example", [["1.1.1.1"]] * 4)
    assert server.host_headers == []
