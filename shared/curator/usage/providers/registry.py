"""The providers there are, by name."""

from curator.usage.providers.models import ProviderType
from curator.usage.providers.provider import Provider


class Registry:
    """Keeps providers in the order they were registered."""

    def __init__(self) -> None:
        """Start with none."""
        self._providers: dict[str, Provider] = {}

    def register(self, provider: Provider) -> None:
        """Add a provider; one of the same name is replaced."""
        self._providers[provider.name] = provider

    def get_provider(self, name: str) -> Provider:
        """Return the provider of this name; raises KeyError."""
        return self._providers[name]

    def get_all_providers(self) -> list[Provider]:
        """Return all of them."""
        return list(self._providers.values())

    def get_providers_by_type(self, provider_type: ProviderType) -> list[Provider]:
        """Return those of one kind."""
        return [one for one in self._providers.values() if one.provider_type is provider_type]

    def find(self, *names: str) -> list[Provider]:
        """Return those of these names that are registered, in this order; some need a key, which may be missing."""
        return [self._providers[name] for name in names if name in self._providers]
