"""Connections and subscriptions in the realtime table.

    PK CONN#<id>       SK CONN             the connection
    PK CONN#<id>       SK MESSAGE#<id>     a message that has been answered
    PK CONN#<id>       SK SUB#<slot>       its wishes (none: it watches nothing any more), requested_at in milliseconds
    PK TOPIC#<topic>   SK CONN#<id>        who watches a topic, and at how many uploads they were told of its end
    PK SESSION#<key>   SK SUB#<slot>#<id>  the wishes again, for the session's next socket, and whether this one ended

Every item expires with the longest life a connection can have, so that one whose end nobody reported is forgotten;
wishes are kept a little longer, and as little after an end that was reported.
"""

from collections.abc import Iterator, Sequence

from curator.foundation.clock import Clock
from curator.foundation.table import (
    PARTITION,
    SORT,
    TTL,
    ConditionFailedError,
    Delete,
    Item,
    Key,
    Put,
    Table,
    TransactionConflictError,
    Update,
    Write,
)
from curator.realtime.connections import (
    LIST_ROWS,
    MAX_CONNECTION_SECONDS,
    MAX_RESUMED_BATCHES,
    RESUME_SECONDS,
    Connection,
    Slot,
    Subscription,
)
from curator.realtime.errors import DeliveryFailedError

CONNECTION_SORT = "CONN"
WATCHER_PREFIX = "CONN#"
MESSAGE_PREFIX = "MESSAGE#"
SLOT_PREFIX = "SUB#"
SLOT_ATTEMPTS = 5
CONFLICT_PAUSE_SECONDS = 0.05
RESUMED = {Slot.BATCH: MAX_RESUMED_BATCHES, Slot.LIST: 1}  # two lists would be mixed up by the client


class ConnectionStore:
    """The realtime table."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Keep everything in this table."""
        self._table = table
        self._clock = clock

    def add(self, connection: Connection) -> None:
        """Store a new connection."""
        item = {
            **_key(_partition(connection.connection_id), CONNECTION_SORT),
            "user_id": connection.user_id,
            "username": connection.username,
            "session_key": connection.session_key,
            "connected_at": connection.connected_at,
            TTL: self._expiry(),
        }
        self._table.put(Put(item=item))

    def find(self, connection_id: str) -> Connection | None:
        """Return a connection, or None."""
        item = self._table.get(_key(_partition(connection_id), CONNECTION_SORT))
        return _connection(connection_id, item) if item else None

    def remove(self, connection_id: str) -> None:
        """Forget a connection and all it watches, and keep its wishes for the session's next socket.

        Forgetting one that is not there is no error.
        """
        rows = list(self._table.query("PK = :connection", {":connection": _partition(connection_id)}))
        session_key = next((row["session_key"] for row in rows if row[SORT] == CONNECTION_SORT), "")
        for row in rows:
            if row.get("wishes") and session_key:
                slot = Slot(row[SORT].removeprefix(SLOT_PREFIX))
                self._table.put(Put(item=self._kept(session_key, slot, connection_id, row, ended=True)))
            for wish in row.get("wishes", []):
                self._table.delete(Delete(key=_watcher_key(wish["topic"], connection_id)))
        for row in rows:
            self._table.delete(Delete(key=_key(row[PARTITION], row[SORT])))

    def claim_message(self, connection_id: str, message_id: str) -> bool:
        """Whether nobody else answers this message; nobody will."""
        item = {**_key(_partition(connection_id), f"{MESSAGE_PREFIX}{message_id}"), TTL: self._expiry()}
        try:
            self._table.put(Put(item=item, condition="attribute_not_exists(PK)"))
        except ConditionFailedError:
            return False
        return True

    def subscribe(
        self, subscription: Subscription, slot: Slot, *, requested_at: int, session_key: str | None = None
    ) -> bool:
        """Watch a topic instead of what the slot watched before.

        Args:
            subscription: who watches what.
            slot: which of the connection's slots.
            requested_at: when the wish was received, in milliseconds; an earlier one than the slot's is ignored.
            session_key: of the session for whose next socket the wish is kept.

        Returns:
            Whether the wish was granted.
        """
        return self._fill(subscription.connection_id, slot, [subscription], requested_at, session_key)

    def unsubscribe(self, connection_id: str, slot: Slot, *, requested_at: int, session_key: str | None = None) -> None:
        """Watch nothing any more; the slot remembers when, so that an earlier wish served late does not count."""
        self._fill(connection_id, slot, [], requested_at, session_key)

    def subscribers(self, topic: str) -> Iterator[Subscription]:
        """Yield everybody who watches a topic."""
        found = self._table.query(
            "PK = :topic AND begins_with(SK, :prefix)",
            {":topic": topic_partition(topic), ":prefix": WATCHER_PREFIX},
        )
        for item in found:
            yield _subscription(item["connection_id"], {**item, "topic": topic})

    def claim_completion(self, subscription: Subscription, *, total: int) -> bool:
        """Whether the subscriber is still to be told that all `total` uploads have ended; nobody else will be told so.

        A batch that grows after its end ends once more, and that is told, too.
        """
        try:
            self._table.update(
                Update(
                    key=_watcher_key(subscription.topic, subscription.connection_id),
                    expression="SET told_total = :total",
                    condition="attribute_exists(PK) AND (attribute_not_exists(told_total) OR told_total < :total)",
                    values={":total": total},
                )
            )
        except ConditionFailedError:
            return False
        return True

    def return_completion(self, subscription: Subscription) -> None:
        """Undo a claim whose message could not be sent."""
        key = _watcher_key(subscription.topic, subscription.connection_id)
        try:
            self._table.update(Update(key=key, expression="REMOVE told_total", condition="attribute_exists(PK)"))
        except ConditionFailedError:
            return  # they do not watch any more

    def has_kept_wishes(self, session_key: str) -> bool:
        """Whether earlier sockets of the session watched something."""
        return any(True for _ in self._kept_items(session_key))

    def resume(self, connection: Connection) -> list[Subscription]:
        """Give a connection what earlier sockets of its session watched, and return that.

        What the connection itself has asked for meanwhile stays as it is. Calling this again changes nothing.
        """
        kept = sorted(self._kept_items(connection.session_key), key=lambda item: -item["requested_at"])
        granted: list[Subscription] = []
        for slot, most in RESUMED.items():
            latest: dict[str, Item] = {}
            for wish in (wish for item in kept if item["slot"] == slot for wish in item["wishes"]):
                latest.setdefault(wish["topic"], wish)
            resumed = [_subscription(connection.connection_id, wish) for wish in list(latest.values())[:most]]
            opened_at = connection.connected_at * 1000
            if resumed and self._fill(connection.connection_id, slot, resumed, opened_at, connection.session_key):
                granted += resumed
        for item in kept:
            if item["ended"]:
                self._table.delete(Delete(key=_key(item[PARTITION], item[SORT])))
        return granted

    def _kept_items(self, session_key: str) -> Iterator[Item]:
        return self._table.query("PK = :session", {":session": _session_partition(session_key)})

    def _fill(
        self,
        connection_id: str,
        slot: Slot,
        wishes: Sequence[Subscription],
        requested_at: int,
        session_key: str | None,
    ) -> bool:
        for attempt in range(SLOT_ATTEMPTS):
            before = self._table.get(_slot_key(connection_id, slot)) or {}
            if before.get("requested_at", 0) > requested_at:
                return False
            try:
                self._table.transact(self._writes(connection_id, slot, wishes, before, requested_at, session_key))
            except (ConditionFailedError, TransactionConflictError):
                self._clock.sleep(CONFLICT_PAUSE_SECONDS * attempt)  # another message of the same socket: look again
            else:
                return True
        raise DeliveryFailedError(f"{connection_id}: the {slot} slot stays contended")

    def _writes(
        self,
        connection_id: str,
        slot: Slot,
        wishes: Sequence[Subscription],
        before: Item,
        requested_at: int,
        session_key: str | None,
    ) -> list[Write]:
        noted = {
            **_slot_key(connection_id, slot),
            "wishes": [{"topic": one.topic, "filter_text": one.filter_text, "limit": one.limit} for one in wishes],
            "requested_at": requested_at,
            TTL: self._expiry(),
        }
        unchanged = "requested_at = :before" if before else "attribute_not_exists(PK)"
        values = {":before": before["requested_at"]} if before else None
        writes: list[Write] = [Put(item=noted, condition=unchanged, values=values)]
        topics = {one.topic for one in wishes}
        writes += [
            Delete(key=_watcher_key(wish["topic"], connection_id))
            for wish in before.get("wishes", [])
            if wish["topic"] not in topics
        ]
        writes += [Put(item=self._watcher(one)) for one in wishes]
        if session_key and wishes:
            writes.append(Put(item=self._kept(session_key, slot, connection_id, noted, ended=False)))
        elif session_key:
            writes.append(Delete(key=_kept_key(session_key, slot, connection_id)))
        return writes

    def _watcher(self, subscription: Subscription) -> Item:
        return {
            **_watcher_key(subscription.topic, subscription.connection_id),
            "connection_id": subscription.connection_id,
            "filter_text": subscription.filter_text or None,
            "limit": subscription.limit,
            TTL: self._expiry(),
        }

    def _kept(self, session_key: str, slot: Slot, connection_id: str, noted: Item, *, ended: bool) -> Item:
        return {
            **_kept_key(session_key, slot, connection_id),
            "slot": str(slot),
            "wishes": noted["wishes"],
            "requested_at": noted["requested_at"],
            "ended": ended,
            TTL: (int(self._clock.now()) if ended else self._expiry()) + RESUME_SECONDS,
        }

    def _expiry(self) -> int:
        return int(self._clock.now()) + MAX_CONNECTION_SECONDS


def topic_partition(topic: str) -> str:
    """Return the partition of all that belongs to a topic."""
    return f"TOPIC#{topic}"


def _connection(connection_id: str, item: Item) -> Connection:
    return Connection(
        connection_id=connection_id,
        user_id=item["user_id"],
        username=item["username"],
        session_key=item["session_key"],
        connected_at=item["connected_at"],
    )


def _subscription(connection_id: str, wish: Item) -> Subscription:
    return Subscription(
        connection_id=connection_id,
        topic=wish["topic"],
        filter_text=wish.get("filter_text") or "",
        limit=wish.get("limit", LIST_ROWS),
    )


def _partition(connection_id: str) -> str:
    return f"CONN#{connection_id}"


def _session_partition(session_key: str) -> str:
    return f"SESSION#{session_key}"


def _slot_key(connection_id: str, slot: Slot) -> Key:
    return _key(_partition(connection_id), f"{SLOT_PREFIX}{slot}")


def _kept_key(session_key: str, slot: Slot, connection_id: str) -> Key:
    return _key(_session_partition(session_key), f"{SLOT_PREFIX}{slot}#{connection_id}")


def _watcher_key(topic: str, connection_id: str) -> Key:
    return _key(topic_partition(topic), f"{WATCHER_PREFIX}{connection_id}")


def _key(partition: str, sort: str) -> Key:
    return {PARTITION: partition, SORT: sort}
