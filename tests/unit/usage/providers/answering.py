"""A provider that says what a test says."""

from collections.abc import Mapping

from curator.usage.providers.models import FoundPackage, ProviderType, RateReport
from curator.usage.providers.provider import NothingSupported
from curator.usage.providers.questions import PackageQuery


class AnsweringProvider(NothingSupported):
    """Answers about packages, or fails as it is told."""

    def __init__(
        self,
        name: str,
        answer: list[FoundPackage] | Exception | None = None,
        *,
        provider_type: ProviderType = ProviderType.AGGREGATOR,
        limits: Mapping[str, RateReport] | None = None,
    ) -> None:
        """Say `answer`; None to know nothing of packages."""
        self.name = name
        self.provider_type = provider_type
        self.answer = answer
        self.limits = dict(limits or {})
        self.asked = 0

    def fetch_packages(self, query: PackageQuery) -> list[FoundPackage]:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return super().fetch_packages(query) if self.answer is None else self.answer

    def health_check(self) -> bool:
        return not isinstance(self.answer, Exception)

    def get_rate_limit_status(self) -> Mapping[str, RateReport]:
        return self.limits
