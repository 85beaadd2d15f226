"""Users in the uploads table.

    PK USER#<user>     SK USER       the user
    PK USERS           SK <n>        the n-th user
    PK COUNTER#user    SK COUNTER    how many there are

The numbering is dense: it is written in the transaction that adds the user, so a page of users is a key range.
"""

from collections.abc import Collection

from curator.foundation.clock import Clock, iso_timestamp
from curator.foundation.table import (
    PARTITION,
    SORT,
    ConditionFailedError,
    Item,
    Key,
    Put,
    Table,
    TransactionConflictError,
    Update,
)
from curator.uploads.users.models import User

LISTING = "USERS"
COUNTER: Key = {PARTITION: "COUNTER#user", SORT: "COUNTER"}
CONFLICT_PAUSE = 0.05  # seconds


class UserStore:
    """Remembers and lists users."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the uploads table."""
        self._table = table
        self._clock = clock

    def remember(self, user_id: str, username: str) -> None:
        """Note a user, or their new name; costs one read where both are known."""
        known = self.get(user_id)
        if known is None:
            self._add(user_id, username)
        elif known.username != username:
            self._table.update(
                Update(
                    key=_user_key(user_id),
                    expression="SET username = :username, updated_at = :now",
                    values={":username": username, ":now": iso_timestamp(self._clock.now())},
                )
            )

    def _add(self, user_id: str, username: str) -> None:
        now = iso_timestamp(self._clock.now())
        fresh = "attribute_not_exists(PK)"
        user: Item = {"user_id": user_id, "username": username, "created_at": now, "updated_at": now}
        while True:
            number = self.count() + 1
            try:
                self._table.transact(
                    [
                        Put(item={**_user_key(user_id), **user}, condition=fresh),
                        Put(item={PARTITION: LISTING, SORT: f"{number:012d}", "user_id": user_id}, condition=fresh),
                        Update(key=COUNTER, expression="SET last_id = :number", values={":number": number}),
                    ]
                )
            except ConditionFailedError as error:
                if error.index == 0:
                    return  # the same user was added at this moment
            except TransactionConflictError:
                self._clock.sleep(CONFLICT_PAUSE)  # another user was: take the next number
            else:
                return

    def get(self, user_id: str) -> User | None:
        """Return the user, or None."""
        item = self._table.get(_user_key(user_id))
        return _decode(item) if item else None

    def names(self, user_ids: Collection[str]) -> dict[str, str]:
        """Return the names of those of the users who are known, by id."""
        found = self._table.get_many([_user_key(user_id) for user_id in user_ids])
        return {item["user_id"]: item["username"] for item in found}

    def count(self) -> int:
        """Return how many users there are."""
        item = self._table.get(COUNTER)
        return int(item["last_id"]) if item else 0

    def newest(self, *, first: int, last: int) -> list[User]:
        """Return the users number `first` to `last`, counted from 1 for the oldest, the newest first."""
        if last < first:
            return []
        listed = self._table.query(
            "PK = :users AND SK BETWEEN :first AND :last",
            {":users": LISTING, ":first": f"{first:012d}", ":last": f"{last:012d}"},
            newest_first=True,
        )
        user_ids = [str(item["user_id"]) for item in listed]
        users = {item["user_id"]: _decode(item) for item in self._table.get_many([_user_key(id_) for id_ in user_ids])}
        return [users[user_id] for user_id in user_ids]


def _decode(item: Item) -> User:
    return User(
        user_id=item["user_id"],
        username=item["username"],
        created_at=item["created_at"],
        updated_at=item["updated_at"],
    )


def _user_key(user_id: str) -> Key:
    return {PARTITION: f"USER#{user_id}", SORT: "USER"}
