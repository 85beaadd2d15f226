"""Connections and subscriptions in the realtime table.

    PK CONN#<id>       SK CONN             the connection
    PK CONN#<id>       SK MESSAGE#<id>     a message that has been answered
    PK CONN#<id>       SK SUB#<slot>       its wishes (none: it watches nothing any more), requested_at in milliseconds
    PK TOPIC#<topic>   SK CONN#<id>        who watches a topic, and at how many uploads they were told of its end;
                                           for ten minutes after a socket's end that it is away
    PK SESSION#<key>   SK SUB#<slot>#<id>  the wishes again, for the session's next socket, and whether this one ended

Every item expires with the longest life a connection can have, so that one whose end nobody reported is forgotten;
wishes are kept a little longer, and as little after an end that was reported. For as long as somebody is away who may
come back, what they watch is pushed and logged as if they were there; that their row is still there is the proof that
nothing happened unseen.
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
    Put,
    Table,
    TransactionConflictError,
    Update,
    Write,
)
from curator.realtime.audiences.store import AudienceStore
from curator.realtime.connections import (
    MAX_CONNECTION_SECONDS,
    MAX_RESUMED_BATCHES,
    RESUME_SECONDS,
    Connection,
    Slot,
    Subscription,
    room_of,
    room_slot,
)
from curator.realtime.errors import DeliveryFailedError
from curator.realtime.records import (
    CONNECTION_SORT,
    MESSAGE_PREFIX,
    SLOT_PREFIX,
    WATCHER_PREFIX,
    connection_item,
    connection_partition,
    kept_key,
    key,
    read_connection,
    read_subscription,
    session_partition,
    slot_key,
    topic_partition,
    watcher_key,
    wish_row,
)

SLOT_ATTEMPTS = 5
CONFLICT_PAUSE_SECONDS = 0.05
RESUMED: dict[str, int] = {Slot.BATCH: MAX_RESUMED_BATCHES, Slot.LIST: 1}  # two lists would be mixed up by the client


class ConnectionStore:
    """The realtime table."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Keep everything in this table."""
        self._table = table
        self._clock = clock
        self._audiences = AudienceStore(table, clock)

    def add(self, connection: Connection) -> None:
        """Store a new connection."""
        item = {**connection_item(connection), TTL: self._expiry()}
        self._audiences.add(connection.connection_id, connection.user_id)
        self._table.put(Put(item=item))

    def find(self, connection_id: str) -> Connection | None:
        """Return a connection, or None."""
        item = self._table.get(key(connection_partition(connection_id), CONNECTION_SORT))
        return read_connection(connection_id, item) if item else None

    def remove(self, connection_id: str) -> None:
        """Forget a connection and all it watches, and keep its wishes for the session's next socket.

        Forgetting one that is not there is no error.
        """
        rows = list(self._table.query("PK = :connection", {":connection": connection_partition(connection_id)}))
        whose = next((row for row in rows if row[SORT] == CONNECTION_SORT), {})
        for row in rows:
            slot = row[SORT].removeprefix(SLOT_PREFIX)
            if row.get("wishes") and slot in RESUMED and whose.get("session_key"):
                self._table.put(Put(item=self._kept(whose["session_key"], slot, connection_id, row, ended=True)))
            for wish in row.get("wishes", []):
                self._leave(read_subscription(connection_id, wish), row["requested_at"], whose.get("user_id"))
        if whose:
            self._audiences.remove(connection_id, whose["user_id"])
        for row in sorted(rows, key=lambda row: row[SORT] == CONNECTION_SORT):  # the last to go says whose all was
            self._table.delete(Delete(key=key(row[PARTITION], row[SORT])))

    def _leave(self, subscription: Subscription, since: int, user_id: str | None) -> None:
        """Note that a watcher is away; without knowing whose it was, nobody could come back to it."""
        if user_id is None:
            self._table.delete(Delete(key=watcher_key(subscription.topic, subscription.connection_id)))
            return
        until = int(self._clock.now()) + RESUME_SECONDS
        self._table.put(Put(item={**self._watcher(subscription, since), "away": True, "user_id": user_id, TTL: until}))

    def count(self) -> int:
        """Return how many sockets are open; this reads a line for each of them."""
        return sum(1 for _ in self._audiences.everybody())

    def everybody(self) -> Iterator[str]:
        """Yield the ids of all connections."""
        return self._audiences.everybody()

    def of_user(self, user_id: str) -> Iterator[str]:
        """Yield the ids of a user's connections."""
        return self._audiences.of_user(user_id)

    def rooms(self, connection_id: str) -> list[str]:
        """Return the rooms a connection is in."""
        found = self._table.query(
            "PK = :connection AND begins_with(SK, :rooms)",
            {":connection": connection_partition(connection_id), ":rooms": f"{SLOT_PREFIX}{room_slot('')}"},
        )
        return [room_of(wish["topic"]) or "" for item in found for wish in item["wishes"]]

    def claim_message(self, connection_id: str, message_id: str) -> bool:
        """Whether nobody else answers this message; nobody will."""
        item = {**key(connection_partition(connection_id), f"{MESSAGE_PREFIX}{message_id}"), TTL: self._expiry()}
        try:
            self._table.put(Put(item=item, condition="attribute_not_exists(PK)"))
        except ConditionFailedError:
            return False
        return True

    def subscribe(
        self, subscription: Subscription, slot: str, *, requested_at: int, session_key: str | None = None
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

    def unsubscribe(self, connection_id: str, slot: str, *, requested_at: int, session_key: str | None = None) -> None:
        """Watch nothing any more; the slot remembers when, so that an earlier wish served late does not count."""
        self._fill(connection_id, slot, [], requested_at, session_key)

    def subscribers(self, topic: str) -> Iterator[Subscription]:
        """Yield everybody who watches a topic and is there."""
        return (one for one in self.listeners(topic) if not one.away)

    def listeners(self, topic: str) -> Iterator[Subscription]:
        """Yield everybody who watches a topic, and those who are away and may come back to it."""
        found = self._table.query(
            "PK = :topic AND begins_with(SK, :prefix)",
            {":topic": topic_partition(topic), ":prefix": WATCHER_PREFIX},
        )
        for item in found:
            yield read_subscription(item["connection_id"], {**item, "topic": topic})

    def watched_until_now(self, subscription: Subscription, *, since: int, user_id: str) -> bool:
        """Whether a socket of this user's has watched this without a break, whether or not it is still there.

        If so, all that has happened since then has been pushed, and logged.

        Args:
            subscription: which socket watched what.
            since: when the wish was received, in milliseconds; a later one of the same socket may follow a break.
            user_id: whose socket it has to be.
        """
        item = self._table.get(watcher_key(subscription.topic, subscription.connection_id))
        if item is None or (item.get("filter_text") or "", item.get("since")) != (subscription.filter_text, since):
            return False
        if item.get("away"):
            return bool(item["user_id"] == user_id)
        connection = self.find(subscription.connection_id)
        return connection is not None and connection.user_id == user_id

    def forget_away(self, subscription: Subscription) -> None:
        """Forget that a socket's watcher is away: they are back by another one."""
        key = watcher_key(subscription.topic, subscription.connection_id)
        try:
            self._table.delete(Delete(key=key, condition="away = :yes", values={":yes": True}))
        except ConditionFailedError:
            return  # it is still there, or forgotten already

    def claim_completion(self, subscription: Subscription, *, total: int) -> bool:
        """Whether the subscriber is still to be told that all `total` uploads have ended; nobody else will be told so.

        A batch that grows after its end ends once more, and that is told, too.
        """
        try:
            self._table.update(
                Update(
                    key=watcher_key(subscription.topic, subscription.connection_id),
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
        key = watcher_key(subscription.topic, subscription.connection_id)
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
            resumed = [read_subscription(connection.connection_id, wish) for wish in list(latest.values())[:most]]
            opened_at = connection.connected_at * 1000
            if resumed and self._fill(connection.connection_id, slot, resumed, opened_at, connection.session_key):
                granted += resumed
        for item in kept:
            if item["ended"]:
                self._table.delete(Delete(key=key(item[PARTITION], item[SORT])))
        return granted

    def _kept_items(self, session_key: str) -> Iterator[Item]:
        return self._table.query("PK = :session", {":session": session_partition(session_key)})

    def _fill(
        self,
        connection_id: str,
        slot: str,
        wishes: Sequence[Subscription],
        requested_at: int,
        session_key: str | None,
    ) -> bool:
        for attempt in range(SLOT_ATTEMPTS):
            before = self._table.get(slot_key(connection_id, slot)) or {}
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
        slot: str,
        wishes: Sequence[Subscription],
        before: Item,
        requested_at: int,
        session_key: str | None,
    ) -> list[Write]:
        noted = {
            **slot_key(connection_id, slot),
            "wishes": [wish_row(one) for one in wishes],
            "requested_at": requested_at,
            TTL: self._expiry(),
        }
        unchanged = "requested_at = :before" if before else "attribute_not_exists(PK)"
        values = {":before": before["requested_at"]} if before else None
        writes: list[Write] = [Put(item=noted, condition=unchanged, values=values)]
        topics = {one.topic for one in wishes}
        writes += [
            Delete(key=watcher_key(wish["topic"], connection_id))
            for wish in before.get("wishes", [])
            if wish["topic"] not in topics
        ]
        writes += [Put(item=self._watcher(one, requested_at)) for one in wishes]
        if session_key and wishes:
            writes.append(Put(item=self._kept(session_key, slot, connection_id, noted, ended=False)))
        elif session_key:
            writes.append(Delete(key=kept_key(session_key, slot, connection_id)))
        return writes

    def _watcher(self, subscription: Subscription, since: int) -> Item:
        return {
            **watcher_key(subscription.topic, subscription.connection_id),
            "connection_id": subscription.connection_id,
            "filter_text": subscription.filter_text or None,
            "limit": subscription.limit,
            "envelope": subscription.envelope,
            "since": since,
            TTL: self._expiry(),
        }

    def _kept(self, session_key: str, slot: str, connection_id: str, noted: Item, *, ended: bool) -> Item:
        return {
            **kept_key(session_key, slot, connection_id),
            "slot": str(slot),
            "wishes": noted["wishes"],
            "requested_at": noted["requested_at"],
            "ended": ended,
            TTL: (int(self._clock.now()) if ended else self._expiry()) + RESUME_SECONDS,
        }

    def _expiry(self) -> int:
        return int(self._clock.now()) + MAX_CONNECTION_SECONDS
