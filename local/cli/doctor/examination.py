"""All checks in their order. One that meets trouble says so, and the others are made all the same."""

from collections.abc import Callable, Iterator

from curator.client import CuratorClientError
from local.cli.deployment.errors import CommandError, NotCuratorError, UnreachableError
from local.cli.doctor import operations, reaching, sockets, sources, standing, wiki
from local.cli.doctor.findings import Finding, wrong
from local.cli.doctor.visit import Visit

Check = Callable[[Visit], Iterator[Finding]]

CHECKS: dict[str, Check] = {
    "address": reaching.address,
    "transport": reaching.transport,
    "health": standing.health,
    "clock": reaching.clock,
    "web page": reaching.web_page,
    "login": standing.login,
    "operator": standing.operators_numbers,
    "socket": sockets.socket,
    "wiki consumer": wiki.consumer,
    "wiki": wiki.wiki,
    "limits": wiki.limits,
    "sources": sources.sources,
    "queues": operations.queues,
    "dead letters": operations.dead_letters,
    "alarms": operations.alarms,
    "lanes": operations.lanes,
    "batches": operations.batches,
}
"""By what each looks at, in the order in which it makes sense: later ones use what earlier ones have found out."""

REQUIRED = frozenset({"address", "transport", "health"})
"""Where nothing answers to one of these, or not as Curator does, there is nothing more to examine."""

ADVICE: dict[type[CommandError], str] = {
    UnreachableError: "Is the address right, and is the deployment running?",
    NotCuratorError: "The function api does not run (see its log), or this is another server.",
}


def examine(visit: Visit) -> Iterator[Finding]:
    """Yield what is found, as it is found."""
    for name, check in CHECKS.items():
        try:
            yield from check(visit)
        except (UnreachableError, NotCuratorError) as problem:
            yield wrong(name, str(problem), ADVICE[type(problem)])
            if name in REQUIRED:
                return
        except (CommandError, CuratorClientError) as problem:
            yield wrong(name, str(problem))
        except (KeyError, TypeError, ValueError) as problem:  # whatever answers there does not speak as we know it
            yield wrong(name, f"the answer is not one of Curator's: {type(problem).__name__} {problem}")
