"""Whether the wiki takes us: the consumer's key and secret, the wiki's state, its clock, and its limits."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpx

from local.cli.deployment.api import Answer, sentence_of
from local.cli.doctor.findings import Finding, unknown, warning, well, wrong
from local.cli.doctor.reaching import about_clocks
from local.cli.doctor.visit import Visit
from local.cli.moments import ago

CONSUMER, WIKI, WIKI_CLOCK, LIMITS = "wiki consumer", "wiki", "wiki's clock", "limits"
API_PATH = "/w/api.php"  # beside index.php on Wikimedia's wikis, and where pages have addresses of their own
TIMEOUT_SECONDS = 20.0
ASKED = {"action": "query", "meta": "siteinfo", "siprop": "general", "format": "json", "formatversion": "2"}


def consumer(visit: Visit) -> Iterator[Finding]:
    """Begin a login: the wiki answers only to a consumer whose key and secret are right."""
    response = visit.api.ask("GET", "/auth/login")
    location = response.headers.get("location", "")
    if not response.is_redirect or not location:
        advice = "Look at the consumer's key and secret in Secrets Manager, and its callback address at the wiki."
        yield wrong(CONSUMER, f"no login begins: {_said(response)}", advice)
        return
    visit.consent_address = urljoin(visit.place.url, location)
    yield well(CONSUMER, f"{urlsplit(visit.consent_address).hostname} knows the consumer, and its secret is right")


def wiki(visit: Visit) -> Iterator[Finding]:
    """Ask the wiki itself, from this machine, whether it can be written to, and what time it is there."""
    if not visit.consent_address:
        yield unknown(WIKI, "which wiki it is, only a login tells")
        return
    address = api_address(visit.consent_address)
    try:
        response = httpx.get(address, params=ASKED, timeout=TIMEOUT_SECONDS).raise_for_status()
        general: Answer = response.json()["query"]["general"]
    except (httpx.HTTPError, ValueError, KeyError) as problem:
        advice = "The functions reach it all the same, as the login shows; this machine may be kept from it."
        yield warning(WIKI, f"{address} does not answer this machine: {problem}", advice)
        return
    yield _about_state(general)
    date = response.headers.get("date")
    if date and visit.clock_ahead is not None:
        behind = (visit.now() - parsedate_to_datetime(date)).total_seconds()
        yield about_clocks(WIKI_CLOCK, visit.clock_ahead + behind, "the deployment's clock", "the wiki's")


def limits(visit: Visit) -> Iterator[Finding]:
    """Look which limits the wiki has told Curator, and whether it lets Curator write."""
    told = (visit.numbers or {}).get("lanes")
    if not isinstance(told, dict) or "items" not in told:
        yield unknown(LIMITS, "the lanes' limits are shown to operators")
        return
    outage = told.get("outage")
    if outage:
        advice = "Read-only ends by itself. A blocked address needs an exemption: see docs/operations.md."
        yield wrong(LIMITS, f"every lane waits: {outage['reason']}", advice)
        return
    read = [lane for lane in told["items"] if lane.get("limits_read_at")]
    if not read:
        yield unknown(LIMITS, "no lane at work has asked the wiki for its limits", "Each asks with its first upload.")
        return
    newest = max(lane["limits_read_at"] for lane in read)
    yield well(LIMITS, f"the wiki has told {len(read)} lanes their limits, the last one {ago(newest, visit.now())}")


def api_address(consent_address: str) -> str:
    """Return where the API of the wiki is that has this consent page."""
    parts = urlsplit(consent_address)
    path = parts.path.removesuffix("index.php") + "api.php" if parts.path.endswith("index.php") else API_PATH
    return f"{parts.scheme}://{parts.netloc}{path}"


def _about_state(general: Answer) -> Finding:
    name = general.get("sitename", "the wiki")
    if general.get("readonly"):
        reason = general.get("readonlyreason") or "it does not say why"
        return warning(WIKI, f"{name} is read-only: {reason}", "Uploads wait, and go on by themselves.")
    return well(WIKI, f"{name} ({general.get('generator', 'of an unknown version')}) can be written to")


def _said(response: httpx.Response) -> str:
    page = "text/html" in response.headers.get("content-type", "")
    return response.text.strip()[:200] if page else sentence_of(response)
