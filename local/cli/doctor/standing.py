"""Whether what the deployment stands on answers, and whom it takes us for."""

from collections.abc import Iterator

from local.cli.deployment.errors import AnswerError
from local.cli.doctor.findings import Finding, unknown, warning, well, wrong
from local.cli.doctor.visit import Visit
from local.cli.operating import numbers
from local.cli.operating.numbers import HEALTHY

HEALTH, LOGIN, OPERATOR = "health", "login", "operator"
PARTS = {"database": "the tables", "redis": "the table of sessions", "queue": "the queues"}
UNAUTHORIZED = 401


def health(visit: Visit) -> Iterator[Finding]:
    """Look whether tables, queues and sockets answer; raises NotCuratorError."""
    told = numbers.health(visit.api)
    sockets = told.get("websocket") or {}
    down = [words for name, words in PARTS.items() if told.get(name, HEALTHY) != HEALTHY]
    down += ["the sockets"] if sockets.get("status", HEALTHY) != HEALTHY else []
    if down:
        yield wrong(HEALTH, f"{' and '.join(down)} do not answer", "See the log of the function api for the reason.")
    else:
        yield well(
            HEALTH, f"tables, queues and sockets answer; {sockets.get('active_connections', 0)} sockets are open"
        )


def login(visit: Visit) -> Iterator[Finding]:
    """Ask who we are."""
    if visit.place.is_anonymous:
        yield unknown(LOGIN, "nobody is logged in", "Give --token or --session to have more checked.")
        return
    try:
        who = visit.api.get("/auth/whoami")
    except AnswerError as problem:
        proof = "the token" if visit.place.token else "the session"
        advice = "Get a new one: it may have expired." if problem.status == UNAUTHORIZED else "See the log of api."
        yield wrong(LOGIN, f"{proof} does not say who you are: {problem.sentence}", advice)
        return
    visit.username, visit.is_operator = who["username"], who["authorized"]
    yield well(LOGIN, f"you are {visit.username}{', an operator' if visit.is_operator else ''}")


def operators_numbers(visit: Visit) -> Iterator[Finding]:
    """Read what operators see, for the checks that come after."""
    try:
        visit.numbers = numbers.numbers(visit.api)
    except AnswerError as problem:
        yield unknown(OPERATOR, problem.sentence, "Queues, lanes, alarms and what is stuck are shown to operators.")
        return
    failed = [name for name, part in visit.numbers.items() if isinstance(part, dict) and "error" in part]
    if failed:
        told = "; ".join(f"{name} ({visit.numbers[name]['error']})" for name in failed)
        yield warning(OPERATOR, f"the dashboard has no numbers for {told}", "See the log of the function api.")
    else:
        yield well(OPERATOR, "the dashboard has all its numbers")
