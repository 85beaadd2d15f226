"""What the dashboard tells of the system: queues, dead letters, functions, sockets, callers, settings."""

from collections.abc import Mapping

from curator.foundation.metrics.tallies import Tallies
from curator.operations.dead_letters.views import letter_row, queue_row
from curator.operations.metrics.invocations import FAILED, PARTLY
from curator.operations.overview.functions import FunctionState, function_states
from curator.operations.overview.queues import QueueState
from curator.operations.replays.views import replay_row
from functions.api.dashboard.guarding import Reply
from functions.api.dashboard.room import FUNCTIONS
from functions.api.images.health import seconds
from functions.api.services import Services

LETTERS = 20  # shown, the oldest of all queues
REPLAYS = 5  # shown, the newest


def queues(services: Services) -> Reply:
    """Return how much waits, and since when."""
    states = services.dashboard().queues.look()
    answering = [state for state in states if not state.error]
    whole = "healthy" if len(answering) == len(states) else "degraded"
    return {"status": whole if answering else "down", "items": [_queue_row(state) for state in states]}


def dead_letters(services: Services) -> Reply:
    """Return what was given up, by queue and cause, the oldest of it, and the newest replays."""
    listed = services.dead_letters()
    found = listed.queues()
    lost = any(queue.open or queue.not_read for queue in found)
    letters = listed.page(limit=LETTERS)[0] if lost else []
    return {
        "status": "degraded" if lost else "healthy",
        "queues": [queue_row(queue) for queue in found],
        "letters": [letter_row(letter) for letter in letters],
        "replays": [replay_row(replay) for replay in services.replays().newest(limit=REPLAYS)[0]],
    }


def functions(services: Services) -> Reply:
    """Return how often each function was called, how that ended and how long it took, since counting began."""
    return {"items": [_function_row(state) for state in function_states(FUNCTIONS, services.counted())]}


def connections(services: Services) -> Reply:
    """Return how many sockets are open, and what went over them since counting began."""
    counted = services.counted()
    return {
        "open": services.dashboard().open_sockets(),
        "opened_total": _by_label(counted, "ws_connections_total"),
        "messages_received": _sum(counted, "ws_messages_received_total"),
        "messages_sent": _sum(counted, "ws_messages_sent_total"),
        "broadcast_errors": _sum(counted, "ws_broadcast_errors_total"),
    }


def callers(services: Services) -> Reply:
    """Return how many calls were over a limit since counting began, and how many of these could not be judged."""
    counted = services.counted()
    return {
        "refused": _by_label(counted, "rate_limit_hits_total"),
        "not_judged": _by_label(counted, "rate_limit_errors_total"),
        "http": {str(status): count for status, count in _statuses(counted).items()},
    }


def settings(services: Services) -> Reply:
    """Return what this deployment is set to."""
    return {group: dict(values) for group, values in services.dashboard().settings.items()}


def _queue_row(state: QueueState) -> Reply:
    return {
        "queue": state.queue.name,
        "function": state.queue.function,
        "waiting": state.waiting,
        "in_flight": state.in_flight,
        "delayed": state.delayed,
        "oldest_seconds": state.oldest,
        "error": state.error or None,
    }


def _function_row(state: FunctionState) -> Reply:
    return {
        "function": state.name,
        "invocations": state.invocations,
        "failed": state.ended.get(FAILED, 0),
        "partly": state.ended.get(PARTLY, 0),
        "average_seconds": None if state.average is None else round(state.average, 2),
        "p95_seconds": seconds(state.p95),
    }


def _by_label(counted: Tallies, name: str) -> dict[str, int]:
    """Return a counter's counts by its only label."""
    return {"".join(series.labels): int(tally.value) for series, tally in sorted(counted) if series.name == name}


def _sum(counted: Tallies, name: str) -> int:
    return sum(int(tally.value) for series, tally in counted if series.name == name)


def _statuses(counted: Tallies) -> Mapping[str, int]:
    """Return how many HTTP replies had a status of each hundred, as `2xx`."""
    found: dict[str, int] = {}
    for series, tally in counted:
        if series.name == "http_requests_total":
            hundred = f"{series.named_labels()['status_code'][:1]}xx"
            found[hundred] = found.get(hundred, 0) + int(tally.value)
    return dict(sorted(found.items()))
