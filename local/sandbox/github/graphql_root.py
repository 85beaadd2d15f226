"""The fields that a GraphQL query begins with."""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from local.sandbox.github.asking import GithubError
from local.sandbox.github.graphql_cost import Cost
from local.sandbox.github.graphql_objects import connection, find_repository, owner_node, repository_node
from local.sandbox.github.search import find
from local.sandbox.github.shapes import moment
from local.sandbox.windows import Balance
from local.sandbox.world.owners import ORGANIZATION, USER
from local.sandbox.world.world import World

REACH = 1_000  # results of one search


class NamedError(GraphQLError):
    """An error that GitHub gives a type."""

    def __init__(self, kind: str, message: str) -> None:
        """Name the type and the message."""
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Root:
    """The fields of the query itself, each resolved by the method of its name in GraphQL."""

    world: World
    cost: Cost
    balance: Balance

    def fields(self) -> dict[str, Any]:
        """Return what the query may ask for."""
        return {
            "rateLimit": self._rate_limit,
            "repository": self._repository,
            "repositoryOwner": lambda _info, *, login: self._owner(login, "Organization or User"),
            "organization": lambda _info, *, login: self._owner(login, ORGANIZATION),
            "user": lambda _info, *, login: self._owner(login, USER),
            "viewer": {"__typename": USER, "login": "sandbox", "id": "U_sandbox"},
            "node": self._node_by_id,
            "nodes": lambda _info, *, ids: [self._node(each) for each in ids],
            "search": self._search,
        }

    def _rate_limit(self, _info: Any, **_: Any) -> dict[str, Any]:
        return {
            "cost": self.cost.points,
            "nodeCount": self.cost.nodes,
            "limit": self.balance.limit,
            "remaining": self.balance.remaining,
            "used": self.balance.used,
            "resetAt": moment(self.balance.reset_at),
        }

    def _repository(self, _info: Any, *, owner: str, name: str, followRenames: bool = True) -> dict[str, Any]:  # noqa: N803
        found = find_repository(self.world, owner, name)
        moved = found is not None and found.full_name.lower() != f"{owner}/{name}".lower()
        if found is None or (moved and not followRenames):
            raise NamedError("NOT_FOUND", f"Could not resolve to a Repository with the name '{owner}/{name}'.")
        return repository_node(self.world, found)

    def _owner(self, login: str, kind: str) -> dict[str, Any] | None:
        found = self.world.owner(login)
        if found is not None and found.kind in kind:
            return owner_node(self.world, found)
        if kind in {ORGANIZATION, USER}:
            raise NamedError(
                "NOT_FOUND",
                f"Could not resolve to {'an' if kind[0] == 'O' else 'a'} {kind} with the login of '{login}'.",
            )
        return None  # of `repositoryOwner` GitHub says nothing more

    def _node_by_id(self, _info: Any, *, id: str) -> dict[str, Any]:  # noqa: A002 - GitHub's name for it
        return self._node(id)

    def _node(self, node_id: str) -> dict[str, Any]:
        for repository in self.world.repositories:
            if repository.node_id == node_id and not repository.gone and repository.oddity != "blocked":
                return repository_node(self.world, repository)
        for owner in self.world.owners:
            if owner.node_id == node_id:
                return owner_node(self.world, owner)
        raise NamedError("NOT_FOUND", f"Could not resolve to a node with the global id of '{node_id}'")

    def _search(self, _info: Any, *, query: str, type: str, **arguments: Any) -> dict[str, Any]:  # noqa: A002
        try:
            found = find(self.world, query) if type == "REPOSITORY" else []
        except GithubError as error:
            raise GraphQLError(str(error)) from error
        page = connection([repository_node(self.world, each) for each in found[:REACH]], arguments)
        return {**page, "repositoryCount": len(found), "userCount": 0}
