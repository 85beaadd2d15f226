"""What each provider allows, per token and resource.

GitHub: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api and
https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api; ecosyste.ms: its API's
front page; Libraries.io: https://libraries.io/api. deps.dev names no number; ours is modest.
"""

from math import ceil

from curator.foundation.pacing import Window
from curator.usage.scans.limits import RESERVE

HOUR, MINUTE = 3600.0, 60.0  # seconds

STORE = "store"  # work that asks no provider

# The first window of each is the one that a provider's headers speak of.
RATES = {
    "github-core": (Window(5000, HOUR), Window(900, MINUTE)),
    "github-search": (Window(30, MINUTE),),
    "github-code-search": (Window(10, MINUTE),),
    "github-graphql": (Window(5000, HOUR), Window(2000, MINUTE)),
    "ecosystems": (Window(5000, HOUR),),
    "libraries-io": (Window(60, MINUTE),),
    "deps-dev": (Window(600, MINUTE),),
    STORE: (),
}


def windows(resource: str, *, heard: int | None) -> tuple[Window, ...]:
    """Return the windows that a lane of this resource obeys, less what is left to others.

    Args:
        resource: the part of the lane's id before its colon; one that is not known raises KeyError.
        heard: the limit that the provider itself has told of, which counts instead of the documented one.
    """
    rules = RATES[resource]
    if heard is not None and rules:
        rules = (Window(heard, rules[0].seconds), *rules[1:])
    return tuple(Window(spendable(rule.units), rule.seconds) for rule in rules)


def spendable(units: int) -> int:
    """Return how many of so many are ours to spend."""
    return max(1, units - ceil(units * RESERVE))


def lane_of(resource: str, token: int = 0) -> str:
    """Return the id of the lane of a resource and the provider's token of this number."""
    return f"{resource}:{token}"


def resource_of(lane: str) -> str:
    """Return the resource of a lane."""
    return lane.partition(":")[0]


def token_of(lane: str) -> int:
    """Return the number of a lane's token."""
    return int(lane.partition(":")[2])
