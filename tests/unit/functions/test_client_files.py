"""The web client's files, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from curator.foundation.table import Table
from functions.api import client_files
from functions.api.client_files import ASK_AGAIN, FOREVER, ClientFiles
from tests.fakes.clock import VirtualClock
from tests.unit.functions.api_site import Wiki, browser_of_site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("outside")
    folder = tmp_path / "client"
    (folder / "assets" / "views").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>é</title>")
    (folder / "assets" / "app.js").write_text("export {}")
    (folder / "assets" / "views" / "batch.js").write_text("export {}")
    (folder / "assets" / "index-B3x_9Zk1.js").write_text("export {}")
    (folder / "assets" / "hand-settings.css").write_text("p {}")
    (folder / "assets" / "logo.svg").write_text("<svg/>")
    (folder / "assets" / "font.woff2").write_bytes(b"\x00\x01")
    (folder / "assets" / "odd").write_bytes(b"\x00\x01")
    (folder / "assets" / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
def browser(identity: Table, clock: VirtualClock, wiki: Wiki, folder: Path) -> Iterator[httpx.Client]:
    with browser_of_site(identity, clock, wiki, folder) as browser:
        yield browser


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/assets/app.js", "text/javascript; charset=utf-8"),
        ("/assets/views/batch.js", "text/javascript; charset=utf-8"),
        ("/assets/hand-settings.css", "text/css; charset=utf-8"),
        ("/assets/logo.svg", "image/svg+xml; charset=utf-8"),
        ("/assets/font.woff2", "font/woff2"),
        ("/assets/odd", "application/octet-stream"),
    ],
)
def test_a_file_has_its_type(browser: httpx.Client, path: str, content_type: str) -> None:
    response = browser.get(path)
    assert (response.status_code, response.headers["content-type"]) == (200, content_type)


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/", ASK_AGAIN),
        ("/assets/app.js", ASK_AGAIN),
        ("/assets/hand-settings.css", ASK_AGAIN),
        ("/assets/index-B3x_9Zk1.js", FOREVER),
    ],
)
def test_only_a_name_that_changes_with_its_content_is_kept_for_ever(
    browser: httpx.Client, path: str, policy: str
) -> None:
    assert browser.get(path).headers["cache-control"] == policy


def test_a_file_that_has_not_changed_is_not_sent_again(browser: httpx.Client, folder: Path) -> None:
    tag = browser.get("/assets/app.js").headers["etag"]
    unchanged = browser.get("/assets/app.js", headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    (folder / "assets" / "app.js").write_text("export { changed }")
    assert browser.get("/assets/app.js", headers={"If-None-Match": tag}).status_code == 200


def test_the_headers_of_a_file_can_be_asked_for_alone(browser: httpx.Client) -> None:
    response = browser.head("/assets/app.js")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-length"] == "9"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/assets/link.txt",
        "/assets",
        "/assets/",
        "/assets/%00app.js",
        "/etc/passwd",
        "/%2fetc/passwd",
        "/ASSETS/app.js",
    ],
)
def test_nothing_outside_the_folder_can_be_named(browser: httpx.Client, path: str) -> None:
    response = browser.get(path)
    assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize(
    "path", ["../secret.txt", "/../secret.txt", "//secret.txt", "assets/../../secret.txt", "/etc/passwd"]
)
def test_a_path_no_browser_would_send_finds_nothing_either(folder: Path, path: str) -> None:
    """Clients tidy paths before they send them, so the lookup is asked directly too."""
    assert ClientFiles(folder).find(path) is None


def test_a_folder_that_is_not_there_serves_nothing(tmp_path: Path) -> None:
    assert ClientFiles(tmp_path / "nowhere").find("/") is None


def test_the_packaged_client_needs_no_inline_script() -> None:
    """Our policy would not run one."""
    packaged = Path(client_files.__file__).parent / "client"
    pages = list(packaged.rglob("*.html"))
    for page in pages:
        text = page.read_text()
        assert "<script>" not in text
        assert " onclick=" not in text
    assert all("eval(" not in script.read_text() for script in packaged.rglob("*.js"))
