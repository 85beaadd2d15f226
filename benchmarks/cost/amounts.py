"""How much of each thing that AWS charges for, and what that comes to."""

from collections import Counter
from collections.abc import Mapping

from benchmarks.cost.prices import FREE, PRICES

Amounts = Counter[str]  # by the names in `prices.PRICES`; not whole numbers all


class UnpricedError(Exception):
    """Something was counted that the list of prices does not know."""


def priced(amounts: Mapping[str, float]) -> dict[str, float]:
    """Return the dollars of each amount, the dearest first; raises UnpricedError."""
    unknown = sorted(amounts.keys() - PRICES.keys() - FREE)
    if unknown:
        raise UnpricedError(", ".join(unknown))
    dollars = {name: amount * PRICES.get(name, 0.0) for name, amount in amounts.items()}
    return dict(sorted(dollars.items(), key=lambda item: -item[1]))


def total(amounts: Mapping[str, float]) -> float:
    """Return what all of it costs, in dollars."""
    return sum(priced(amounts).values())
