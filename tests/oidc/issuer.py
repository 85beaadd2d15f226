"""A real OpenID Connect issuer, and the two kinds of clients it has: a program, and a page that somebody logs in to."""

import base64
import hashlib
import os
import re
import secrets
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from local.ports import LOOPBACK, free_port
from local.processes import ChildProcess

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = ROOT / "build" / "oidc"
PROGRAM = ("program", "secret-of-the-program")
WEB = ("web", "secret-of-the-web-client")
CALLBACK = "http://127.0.0.1/callback"
MAX_PAGES = 10


class Issuer:
    """One running issuer with keys of its own."""

    def __init__(self, directory: Path) -> None:
        """Serve on a free port, and log to `directory`."""
        node = shutil.which("node")
        if node is None:
            raise RuntimeError("Node.js is needed: see tests/oidc/server/install.sh")
        port = free_port()
        self.address = f"http://{LOOPBACK}:{port}"
        self._process = ChildProcess(
            "issuer",
            [node, "server.mjs", str(port)],
            port=port,
            log_file=directory / "issuer.log",
            directory=INSTALLED,
        )
        self._http = httpx.Client(base_url=self.address, trust_env=False, timeout=10)

    def start(self) -> None:
        """Return when it answers."""
        self._process.start()
        self._process.wait_until_ready()

    def stop(self) -> None:
        """End it."""
        self._http.close()
        self._process.terminate()
        self._process.wait()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Make it take connections and answer nothing."""
        os.kill(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._process.pid, signal.SIGCONT)

    def rotate_keys(self) -> None:
        """Sign with new keys from now on; the old ones stay published."""
        self._http.post("/control/rotate").raise_for_status()

    def withdraw_old_keys(self) -> None:
        """Publish the newest keys only."""
        self._http.post("/control/withdraw").raise_for_status()

    def published_kids(self) -> set[str]:
        """Return the names of the keys it publishes."""
        return {key["kid"] for key in self._http.get("/jwks").json()["keys"]}

    def token_for_a_program(self, resource: str = "urn:curator") -> str:
        """Return an access token by client credentials (RFC 6749, 4.4)."""
        reply = self._token({"grant_type": "client_credentials", "resource": resource}, PROGRAM)
        return str(reply.raise_for_status().json()["access_token"])

    def log_in(self, username: str) -> dict[str, Any]:
        """Return what a page gets for somebody who logs in and consents: the code flow with PKCE, in a browser."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        code = self._code(username, challenge)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": verifier}
        tokens: dict[str, Any] = self._token(form, WEB).raise_for_status().json()
        return tokens

    def refresh(self, refresh_token: str) -> httpx.Response:
        """Return the answer to a page that asks for the next access token."""
        return self._token({"grant_type": "refresh_token", "refresh_token": refresh_token}, WEB)

    def revoke(self, token: str) -> httpx.Response:
        """Return the answer to a page that gives a token up (RFC 7009)."""
        return self._http.post("/token/revocation", data={"token": token}, auth=WEB)

    def _token(self, form: dict[str, str], client: tuple[str, str]) -> httpx.Response:
        return self._http.post("/token", data=form, auth=client)

    def _code(self, username: str, challenge: str) -> str:
        asked = {
            "client_id": WEB[0],
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "openid offline_access use",
            "prompt": "consent",
            "resource": "urn:curator",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        with httpx.Client(base_url=self.address, trust_env=False, timeout=10) as browser:
            page = browser.get("/auth", params=asked)
            for _ in range(MAX_PAGES):
                page = _next_page(browser, page, username)
                if page.headers.get("location", "").startswith(CALLBACK):
                    return parse_qs(urlsplit(page.headers["location"]).query)["code"][0]
        raise AssertionError(f"no code after {MAX_PAGES} pages, but {page.status_code}: {page.text[:500]}")


def _next_page(browser: httpx.Client, page: httpx.Response, username: str) -> httpx.Response:
    """Follow a redirect, or fill in the page's form: name and password, or consent."""
    if page.is_redirect:
        return browser.get(page.headers["location"])
    form = re.search(r'<form[^>]* action="([^"]+)"', page.text)
    prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
    assert form, page.text[:500]
    assert prompt, page.text[:500]
    answers = {"prompt": prompt[1]} | ({"login": username, "password": "any"} if prompt[1] == "login" else {})
    return browser.post(form[1], data=answers)
