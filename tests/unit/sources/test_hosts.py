import httpx
import pytest

from curator.sources.errors import DownloadRefusedError, SourceUnavailableError
from curator.sources.hosts import AllowedHosts, resolve_host

LIST = ["photos.example", "*.cdn.example", "http://127.0.0.1:8190"]
PUBLIC = ["1.1.1.1", "2606:4700::1111"]

ALLOWED = [
    ("https://photos.example/a.jpg", "a listed host"),
    ("https://PHOTOS.example/a.jpg", "in capitals"),
    ("https://photos.example:443/a.jpg", "its own port"),
    ("https://a.cdn.example/a.jpg", "below a listed domain"),
    ("https://a.b.cdn.example/a.jpg", "far below a listed domain"),
    ("http://127.0.0.1:8190/a.jpg", "the sandbox's origin"),
]
REFUSED = [
    ("http://photos.example/a.jpg", "plain http"),
    ("ftp://photos.example/a.jpg", "another scheme"),
    ("file:///etc/passwd", "a local file"),
    ("/a.jpg", "no host"),
    ("https://photos.example:8443/a.jpg", "another port"),
    ("https://elsewhere.example/a.jpg", "another host"),
    ("https://photos.example.evil.example/a.jpg", "a listed host as a prefix"),
    ("https://evilphotos.example/a.jpg", "a listed host as a suffix"),
    ("https://cdn.example/a.jpg", "the domain of a pattern itself"),
    ("https://evilcdn.example/a.jpg", "a pattern without its dot"),
    ("https://photos.example./a.jpg", "a trailing dot"),
    ("https://photos.example@evil.example/a.jpg", "a listed host as a user name"),
    ("https://user:password@photos.example/a.jpg", "with a password"),
    ("http://127.0.0.1:8191/a.jpg", "another port of the sandbox"),
    ("https://127.0.0.1:8190/a.jpg", "another scheme of the sandbox"),
    ("http://127.0.0.1/a.jpg", "the sandbox without its port"),
    ("http://user@127.0.0.1:8190/a.jpg", "the sandbox with a user name"),
    ("https://127.0.0.1/a.jpg", "loopback"),
    ("https://[::1]/a.jpg", "loopback, IPv6"),
    ("https://169.254.169.254/latest/meta-data", "instance metadata"),
]


@pytest.mark.parametrize("url", [row[0] for row in ALLOWED], ids=[row[1] for row in ALLOWED])
def test_a_listed_place_is_allowed(url: str) -> None:
    AllowedHosts(LIST, resolve=lambda host: PUBLIC).check(httpx.URL(url))


@pytest.mark.parametrize("url", [row[0] for row in REFUSED], ids=[row[1] for row in REFUSED])
def test_any_other_place_is_refused(url: str) -> None:
    with pytest.raises(DownloadRefusedError):
        AllowedHosts(LIST, resolve=lambda host: PUBLIC).check(httpx.URL(url))


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param(["10.0.0.1"], id="private"),
        pytest.param(["1.1.1.1", "169.254.169.254"], id="one of several"),
        pytest.param(["::ffff:127.0.0.1"], id="mapped loopback"),
        pytest.param([], id="none"),
    ],
)
def test_a_listed_host_that_leads_inside_is_refused(addresses: list[str]) -> None:
    with pytest.raises(DownloadRefusedError):
        AllowedHosts(LIST, resolve=lambda host: addresses).check(httpx.URL("https://photos.example/a.jpg"))


def test_a_host_that_cannot_be_resolved_may_be_asked_for_later() -> None:
    def failing(host: str) -> list[str]:
        raise OSError("temporary failure in name resolution")

    with pytest.raises(SourceUnavailableError):
        AllowedHosts(LIST, resolve=failing).check(httpx.URL("https://photos.example/a.jpg"))


def test_a_check_returns_the_addresses_it_has_checked() -> None:
    hosts = AllowedHosts(LIST, resolve=lambda host: PUBLIC)
    assert hosts.check(httpx.URL("https://photos.example/a.jpg")) == tuple(PUBLIC)


def test_an_exact_origin_is_never_resolved() -> None:
    def failing(host: str) -> list[str]:
        raise OSError("must not be asked")

    assert AllowedHosts(LIST, resolve=failing).check(httpx.URL("http://127.0.0.1:8190/a.jpg")) == ()


def test_an_empty_list_allows_nothing() -> None:
    with pytest.raises(DownloadRefusedError):
        AllowedHosts([" "], resolve=lambda host: PUBLIC).check(httpx.URL("https://photos.example/a.jpg"))


def test_an_address_resolves_to_itself() -> None:
    assert resolve_host("127.0.0.1") == ["127.0.0.1"]
