"""What a query costs, before it is executed.

Source: docs.github.com, "Rate limits and query limits for the GraphQL API": every connection needs `first` or `last`,
1 to 100; a query may name 500,000 nodes; it costs the requests that its connections stand for, divided by 100, and at
least 1.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

CONNECTIONS = frozenset({"repositories", "search"})
MOST_NODES = 500_000
MOST_A_PAGE = 100


class QueryTooLargeError(Exception):
    """A query that GitHub does not execute.

    Attributes:
        type: GitHub's code of the error.
    """

    def __init__(self, kind: str, message: str) -> None:
        """Name the code and the message."""
        super().__init__(message)
        self.type = kind


@dataclass(frozen=True, slots=True)
class Cost:
    """Points, and nodes that may come back."""

    points: int
    nodes: int


def cost_of(document: DocumentNode, variables: Mapping[str, Any]) -> Cost:
    """Return what a query costs.

    Raises:
        QueryTooLargeError: a connection has no size or too large a one, or there are too many nodes.
    """
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    counts = [count for each in operations for count in _connections(each.selection_set, fragments, variables, 1)]
    nodes = sum(parents * size for parents, size in counts)
    if nodes > MOST_NODES:
        message = (
            f"This query requests up to {nodes:,} possible nodes which exceeds the maximum limit of {MOST_NODES:,}."
        )
        raise QueryTooLargeError("MAX_NODE_LIMIT_EXCEEDED", message)
    requests = sum(parents for parents, _ in counts)
    return Cost(points=max(1, round(requests / 100)), nodes=nodes)


def _connections(
    selection: SelectionSetNode | None,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
    parents: int,
) -> Iterator[tuple[int, int]]:
    """Yield for every connection how many objects have it, and how many nodes it gives each."""
    for each in selection.selections if selection else ():
        if isinstance(each, FragmentSpreadNode):
            yield from _connections(fragments[each.name.value].selection_set, fragments, variables, parents)
        elif isinstance(each, InlineFragmentNode):
            yield from _connections(each.selection_set, fragments, variables, parents)
        elif isinstance(each, FieldNode):
            inside = parents
            if each.name.value in CONNECTIONS:
                size = _size(each, variables)
                yield parents, size
                inside = parents * size
            yield from _connections(each.selection_set, fragments, variables, inside)


def _size(field: FieldNode, variables: Mapping[str, Any]) -> int:
    for argument in field.arguments:
        if argument.name.value in {"first", "last"}:
            value = argument.value
            size = variables.get(value.name.value) if isinstance(value, VariableNode) else _literal(value)
            if isinstance(size, int) and 1 <= size <= MOST_A_PAGE:
                return size
            message = (
                f"Requesting {size} records on the `{field.name.value}` connection exceeds the `{argument.name.value}` "
                f"limit of {MOST_A_PAGE} records."
            )
            raise QueryTooLargeError("EXCESSIVE_PAGINATION", message)
    message = f"You must provide a `first` or `last` value to properly paginate the `{field.name.value}` connection."
    raise QueryTooLargeError("MISSING_PAGINATION_BOUNDARIES", message)


def _literal(value: Any) -> int | None:
    return int(value.value) if isinstance(value, IntValueNode) else None
