"""GraphQL: several questions in one request, each under an alias, and each with an answer or an error of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from curator.usage.providers.calls import Call
from curator.usage.providers.client import ApiClient
from curator.usage.providers.errors import ProviderDataError, ProviderUnavailableError
from curator.usage.providers.fields import Raw, raw_object, raw_objects

RESOURCE = "github-graphql"
NOT_FOUND = "NOT_FOUND"


@dataclass(frozen=True, slots=True)
class GraphReply:
    """The answers by alias, and the types of the errors by the path to what they are about."""

    data: Raw
    errors: tuple[tuple[tuple[str, ...], str], ...]

    def found(self, alias: str) -> Raw | None:
        """Return what is under an alias; None where there is nothing."""
        value = self.data.get(alias)
        return value if isinstance(value, dict) else None

    def is_missing(self, alias: str) -> bool:
        """Return whether GitHub is certain that there is nothing, rather than unable to say."""
        return any(path == (alias,) and kind == NOT_FOUND for path, kind in self.errors)

    def trouble(self, alias: str) -> str | None:
        """Return the type of an error other than that, anywhere below the alias."""
        about = (kind for path, kind in self.errors if path[:1] == (alias,))
        return next((kind for kind in about if kind != NOT_FOUND), None)


class GraphQl:
    """Asks queries."""

    def __init__(self, client: ApiClient) -> None:
        """Use a client of GitHub's that has a token: nobody else may ask."""
        self._client = client

    def ask(self, query: str, variables: Mapping[str, Any]) -> GraphReply:
        """Return the answers.

        Raises:
            ProviderUnavailableError: GitHub gave up on the whole query, as it does when that takes too long.
            ProviderError: as `ApiClient.ask`.
        """
        call = Call(resource=RESOURCE, path="/graphql", payload={"query": query, "variables": dict(variables)})
        document = self._client.ask(call).json_object()
        errors = tuple((_path(error), str(error.get("type", ""))) for error in raw_objects(document.get("errors")))
        data = document.get("data")
        if isinstance(data, dict):
            return GraphReply(raw_object(data), errors)
        if errors:
            kinds = ", ".join(sorted({kind or "an error" for _, kind in errors}))
            raise ProviderUnavailableError(f"the query came to nothing: {kinds[:200]}")
        raise ProviderDataError("neither data nor errors")


def _path(error: Raw) -> tuple[str, ...]:
    path = error.get("path")
    return tuple(str(step) for step in path) if isinstance(path, list) else ()
