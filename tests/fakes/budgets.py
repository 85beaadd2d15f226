"""A provider's budget that a test reads."""

from collections import Counter
from collections.abc import Mapping

from curator.usage.providers.errors import BudgetExhaustedError
from curator.usage.providers.models import RateReport


class MemoryBudget:
    """Counts what is spent, and refuses what goes beyond a resource's limit."""

    def __init__(self, limits: Mapping[str, int] | None = None, *, retry_at: float | None = None) -> None:
        """Allow so many points of each resource, of those that are not named any number."""
        self.limits = dict(limits or {})
        self.retry_at = retry_at
        self.spent: Counter[str] = Counter()
        self.reports: list[tuple[str, RateReport]] = []

    def spend(self, resource: str, points: int = 1) -> None:
        if resource in self.limits and self.spent[resource] + points > self.limits[resource]:
            raise BudgetExhaustedError(f"nothing left of {resource}", retry_at=self.retry_at)
        self.spent[resource] += points

    def returned(self, resource: str, points: int = 1) -> None:
        self.spent[resource] -= points

    def heard(self, resource: str, report: RateReport) -> None:
        self.reports.append((resource, report))
