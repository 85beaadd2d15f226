"""The gateway to one DynamoDB table: plain Python values in, plain Python values out.

It adds no model of its own. What it does add: numbers come back as int or float, a failed condition is an exception
that carries the item as it was found, transactions say which of their writes was refused, and items whose TTL has
passed are not returned (DynamoDB deletes them up to 48 hours late).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from curator.foundation.attributes import decode, encode
from curator.foundation.clock import Clock
from curator.foundation.metrics import timing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]
Key = dict[str, str]

PARTITION = "PK"
SORT = "SK"
TTL = "expires_at"
MAX_BATCH_GET = 100  # DynamoDB: keys per BatchGetItem
MAX_TRANSACTION = 100  # DynamoDB: writes per TransactWriteItems


class ConditionFailedError(Exception):
    """A conditional write was refused. `item` is the item as it stood, or None where there was none."""

    def __init__(self, item: Item | None, index: int = 0) -> None:
        """Carry what was found; `index` is the refused write's place in its transaction."""
        super().__init__("condition failed")
        self.item = item
        self.index = index


class TransactionConflictError(Exception):
    """Another write touched an item of the transaction at the same moment; trying again is safe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Write a whole item."""

    item: Item
    condition: str | None = None
    names: Mapping[str, str] | None = None
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Change attributes of an item by an update expression."""

    key: Key
    expression: str
    condition: str | None = None
    names: Mapping[str, str] | None = None
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Remove an item."""

    key: Key
    condition: str | None = None
    names: Mapping[str, str] | None = None
    values: Mapping[str, Any] | None = None


Write = Put | Update | Delete


class Table:
    """One table. All reads are strongly consistent unless they go through an index."""

    def __init__(self, client: "Callable[[], DynamoDBClient]", name: str, clock: Clock) -> None:
        """Remember the table; the client is made at the first request."""
        self._client = client
        self.name = name
        self._clock = clock

    def get(self, key: Key) -> Item | None:
        """Return the item, or None where there is none or its time has passed."""
        with _asking("get"):
            reply = self._client().get_item(TableName=self.name, Key=encode(key), ConsistentRead=True)
        item = reply.get("Item")
        return self._alive(decode(item)) if item else None

    def get_many(self, keys: Sequence[Key]) -> list[Item]:
        """Return the items that exist, in no particular order."""
        found: list[Item] = []
        for start in range(0, len(keys), MAX_BATCH_GET):
            wanted: Any = [encode(key) for key in keys[start : start + MAX_BATCH_GET]]
            while wanted:
                keys_of_table: Any = {self.name: {"Keys": wanted, "ConsistentRead": True}}
                with _asking("get_many"):
                    reply = self._client().batch_get_item(RequestItems=keys_of_table)
                found.extend(decode(item) for item in reply["Responses"].get(self.name, []))
                unprocessed: dict[str, Any] = dict(reply["UnprocessedKeys"])
                wanted = unprocessed[self.name]["Keys"] if self.name in unprocessed else []
        return [item for item in found if self._alive(item)]

    def query(
        self,
        condition: str,
        values: Mapping[str, Any],
        *,
        index: str | None = None,
        names: Mapping[str, str] | None = None,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[Item]:
        """Yield the items of one key range in sort order, page after page, at most `limit` of them."""
        request: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": encode(values),
            "ScanIndexForward": not newest_first,
            **({"ConsistentRead": True} if index is None else {"IndexName": index}),
            **({"ExpressionAttributeNames": dict(names)} if names else {}),
        }
        for page in self._pages(request, limit):
            items = (self._alive(decode(raw)) for raw in page)
            yield from (item for item in items if item is not None)

    def _pages(self, request: dict[str, Any], limit: int | None) -> Iterator[list[Any]]:
        left = limit
        while left is None or left > 0:
            if left is not None:
                request["Limit"] = left
            with _asking("query"):
                reply = self._client().query(**request)
            yield reply["Items"]
            if left is not None:
                left -= len(reply["Items"])
            if "LastEvaluatedKey" not in reply:
                return
            request["ExclusiveStartKey"] = reply["LastEvaluatedKey"]

    def put(self, write: Put) -> None:
        """Write a whole item; raises ConditionFailedError."""
        with _refusals(), _asking("put"):
            self._client().put_item(TableName=self.name, **_arguments(write))

    def update(self, write: Update) -> Item:
        """Change an item and return it as it now stands; raises ConditionFailedError."""
        with _refusals(), _asking("update"):
            reply = self._client().update_item(TableName=self.name, ReturnValues="ALL_NEW", **_arguments(write))
        return decode(reply["Attributes"])

    def delete(self, write: Delete) -> None:
        """Remove an item; removing one that is not there is no error. Raises ConditionFailedError."""
        with _refusals(), _asking("delete"):
            self._client().delete_item(TableName=self.name, **_arguments(write))

    def transact(self, writes: Sequence[Write]) -> None:
        """Apply all writes or none.

        Raises:
            ConditionFailedError: with the index of the first refused write and the item it found.
            TransactionConflictError: another request held one of the items.
        """
        if len(writes) > MAX_TRANSACTION:
            raise ValueError(f"a transaction takes {MAX_TRANSACTION} writes at most, not {len(writes)}")
        with _refusals(), _asking("transact"):
            self._client().transact_write_items(
                TransactItems=[
                    {type(write).__name__: {"TableName": self.name, **_arguments(write)}}  # type: ignore[misc]
                    for write in writes
                ]
            )

    def _alive(self, item: Item) -> Item | None:
        expires = item.get(TTL)
        return None if expires is not None and expires <= self._clock.now() else item


def _asking(operation: str) -> AbstractContextManager[None]:
    """Time a request, for the metrics."""
    return timing.table(operation, _error_type)


def _error_type(error: Exception) -> str | None:
    """Return what is wrong with a request, or None where a condition was refused, as whoever set it expects."""
    if not isinstance(error, ClientError):
        return type(error).__name__
    code = error.response["Error"]["Code"]
    reasons: Any = error.response.get("CancellationReasons", [])
    refused = code == "ConditionalCheckFailedException" or any(
        reason.get("Code") == "ConditionalCheckFailed" for reason in reasons
    )
    return None if refused else code


class _refusals:  # noqa: N801 - reads as a statement: `with _refusals():`
    """Turns DynamoDB's refusals into this module's exceptions."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if not isinstance(error, ClientError):
            return
        code = error.response["Error"]["Code"]
        reply: Any = error.response
        if code == "ConditionalCheckFailedException":
            raise ConditionFailedError(decode(reply["Item"]) if reply.get("Item") else None) from error
        if code == "TransactionConflictException":
            raise TransactionConflictError from error
        if code == "TransactionCanceledException":
            _raise_cancellation(reply.get("CancellationReasons", []), error)


def _raise_cancellation(reasons: Sequence[Mapping[str, Any]], error: ClientError) -> None:
    for index, reason in enumerate(reasons):
        if reason.get("Code") == "ConditionalCheckFailed":
            found = reason.get("Item")
            raise ConditionFailedError(decode(found) if found else None, index) from error
    if any(reason.get("Code") == "TransactionConflict" for reason in reasons):
        raise TransactionConflictError from error


def _arguments(write: Write) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    match write:
        case Put():
            arguments["Item"] = encode(write.item)
        case Update():
            arguments["Key"] = encode(write.key)
            arguments["UpdateExpression"] = write.expression
        case Delete():
            arguments["Key"] = encode(write.key)
    if write.condition:
        arguments["ConditionExpression"] = write.condition
        arguments["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    if write.names:
        arguments["ExpressionAttributeNames"] = dict(write.names)
    if write.values:
        arguments["ExpressionAttributeValues"] = encode(write.values)
    return arguments
