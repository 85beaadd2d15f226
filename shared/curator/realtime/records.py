"""How connections and subscriptions are written as items of the realtime table; `store` says which items there are."""

from curator.foundation.table import PARTITION, SORT, Item, Key
from curator.realtime.connections import LIST_ROWS, Connection, Subscription

CONNECTION_SORT = "CONN"
WATCHER_PREFIX = "CONN#"
MESSAGE_PREFIX = "MESSAGE#"
SLOT_PREFIX = "SUB#"


def connection_item(connection: Connection) -> Item:
    """Return a connection as its item, without its time to live."""
    return {
        **key(connection_partition(connection.connection_id), CONNECTION_SORT),
        "user_id": connection.user_id,
        "username": connection.username,
        "session_key": connection.session_key,
        "connected_at": connection.connected_at,
        "proof_expires_at": connection.expires_at,
        "roles": None if connection.roles is None else list(connection.roles),
        "correlation_id": connection.correlation_id or None,
    }


def topic_partition(topic: str) -> str:
    """Return the partition of all that belongs to a topic."""
    return f"TOPIC#{topic}"


def read_connection(connection_id: str, item: Item) -> Connection:
    """Return the connection an item holds."""
    return Connection(
        connection_id=connection_id,
        user_id=item["user_id"],
        username=item["username"],
        session_key=item["session_key"],
        connected_at=item["connected_at"],
        expires_at=item.get("proof_expires_at"),
        roles=tuple(item["roles"]) if "roles" in item else None,
        correlation_id=item.get("correlation_id", ""),
    )


def read_subscription(connection_id: str, wish: Item) -> Subscription:
    """Return the subscription that a wish, or a watcher's item, holds."""
    return Subscription(
        connection_id=connection_id,
        topic=wish["topic"],
        filter_text=wish.get("filter_text") or "",
        limit=wish.get("limit", LIST_ROWS),
        envelope=wish.get("envelope", "type"),
        away=wish.get("away", False),
    )


def wish_row(subscription: Subscription) -> Item:
    """Return a subscription as it stands among the wishes of a slot."""
    return {
        "topic": subscription.topic,
        "filter_text": subscription.filter_text,
        "limit": subscription.limit,
        "envelope": subscription.envelope,
    }


def connection_partition(connection_id: str) -> str:
    """Return the partition of all that belongs to a connection."""
    return f"CONN#{connection_id}"


def session_partition(session_key: str) -> str:
    """Return the partition of what a session's next socket is given."""
    return f"SESSION#{session_key}"


def slot_key(connection_id: str, slot: str) -> Key:
    """Return the key of what a connection watches in one slot."""
    return key(connection_partition(connection_id), f"{SLOT_PREFIX}{slot}")


def kept_key(session_key: str, slot: str, connection_id: str) -> Key:
    """Return the key of the same, as it is kept for the session's next socket."""
    return key(session_partition(session_key), f"{SLOT_PREFIX}{slot}#{connection_id}")


def watcher_key(topic: str, connection_id: str) -> Key:
    """Return the key of a connection among a topic's watchers."""
    return key(topic_partition(topic), f"{WATCHER_PREFIX}{connection_id}")


def key(partition: str, sort: str) -> Key:
    """Return a key of the table."""
    return {PARTITION: partition, SORT: sort}
