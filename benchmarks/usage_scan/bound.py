"""How soon so many calls can be made at all, under the same limits: no scan can be sooner."""

from collections.abc import Mapping

from curator.foundation.pacing import Window
from curator.usage.scans.lanes.rates import RATES, windows

OF_THE_SANDBOX = {
    "github.core": "github-core",
    "github.search": "github-search",
    "github.graphql": "github-graphql",
    "ecosystems": "ecosystems",
}


def soonest(calls: Mapping[str, int], *, with_reserve: bool) -> float:
    """Return the seconds that these calls take at the least, by the sandbox's names of their resources.

    Args:
        calls: how many of each resource.
        with_reserve: whether a tenth of each limit is left to others, as our lanes do.
    """
    needed = [0.0]
    for name, number in calls.items():
        if name in OF_THE_SANDBOX and number:
            resource = OF_THE_SANDBOX[name]
            rules = windows(resource, heard=None) if with_reserve else RATES[resource]
            needed.append(_seconds(number, rules))
    return max(needed)


def _seconds(number: int, rules: tuple[Window, ...]) -> float:
    """Return when the last of so many calls can begin: each window lets its number pass at once, and then again."""
    last = number - 1
    longest, *shorter = sorted(rules, key=lambda rule: -rule.seconds)
    whole, rest = divmod(last, longest.units)
    within = max((rest // rule.units * rule.seconds for rule in shorter), default=0.0)
    return whole * longest.seconds + within
