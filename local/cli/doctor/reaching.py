"""Whether the deployment can be reached, by a safe way, and whether its clock and ours agree."""

import socket
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from local.cli.deployment.errors import UnreachableError
from local.cli.doctor.findings import Finding, unknown, warning, well, wrong
from local.cli.doctor.visit import Visit
from local.cli.moments import duration_words

ADDRESS, TRANSPORT, PAGE, CLOCK = "address", "transport", "web page", "clock"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SKEW_WARNED, SKEW_WRONG = 30.0, 300.0  # seconds; MediaWiki's OAuth and most issuers of tokens take five minutes


def address(visit: Visit) -> Iterator[Finding]:
    """Look whether the name leads somewhere; raises UnreachableError where it does not."""
    parts = urlsplit(visit.place.url)
    host = str(parts.hostname)
    try:
        found = socket.getaddrinfo(host, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:  # the latter where no name server could even be asked
        raise UnreachableError(f"{host} has no address: {problem}") from problem
    addresses = dict.fromkeys(str(one[4][0]) for one in found)
    yield well(ADDRESS, f"{host} is at {', '.join(addresses)}")


def transport(visit: Visit) -> Iterator[Finding]:
    """Look whether what is said on the way there is protected; raises UnreachableError for a bad certificate."""
    parts = urlsplit(visit.place.url)
    if parts.scheme == "https":
        visit.api.ask("GET", "/health")
        yield well(TRANSPORT, "https, with a certificate that this machine trusts")
    elif parts.hostname in LOOPBACK:
        yield well(TRANSPORT, "plain http, which does not leave this machine")
    else:
        yield wrong(
            TRANSPORT,
            "plain http: tokens and sessions can be read on the way",
            "Put a certificate in front, and use its https address.",
        )


def web_page(visit: Visit) -> Iterator[Finding]:
    """Look whether the web client is served, with the headers that protect its users."""
    response = visit.api.ask("GET", "/")
    if response.status_code != httpx.codes.OK or "text/html" not in response.headers.get("content-type", ""):
        yield wrong(PAGE, f"/ answers {response.status_code}, and no page", "Deploy the web client's files.")
    elif "content-security-policy" not in response.headers:
        yield warning(PAGE, "it has no Content-Security-Policy", "Let the headers of the API through, or add them.")
    else:
        yield well(PAGE, "it is there, with its security headers")


def clock(visit: Visit) -> Iterator[Finding]:
    """Compare the clock of the functions with this machine's."""
    sent = visit.now()
    response = visit.api.ask("GET", "/health")
    received = visit.now()
    told = _told(response)
    if told is None:
        yield unknown(CLOCK, "the deployment does not say what time it is")
        return
    ahead = (told - sent).total_seconds() if told < sent else max(0.0, (told - received).total_seconds())
    visit.clock_ahead = ahead
    yield about_clocks(CLOCK, ahead, "the deployment's clock", "this machine's")


def about_clocks(subject: str, ahead: float, one: str, other: str) -> Finding:
    """Return whether two clocks agree; `ahead` is in seconds, negative where the first is behind."""
    if abs(ahead) <= SKEW_WARNED:
        return well(subject, f"{one} agrees with {other}")
    side = "ahead of" if ahead > 0 else "behind"
    text = f"{one} is {duration_words(ahead)} {side} {other}"
    if abs(ahead) > SKEW_WRONG:
        return wrong(subject, f"{text}: logins and tokens are refused", "Set the clock that is wrong.")
    return warning(subject, text, "Set the clock that is wrong, before logins are refused.")


def _told(response: httpx.Response) -> datetime | None:
    """Return the time the function says it is; that of whatever answered, where it was no function."""
    try:
        return datetime.fromisoformat(response.json()["timestamp"])
    except (ValueError, KeyError, TypeError):
        date = response.headers.get("date")
        return parsedate_to_datetime(date) if date else None
