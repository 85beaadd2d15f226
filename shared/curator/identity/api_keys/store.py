"""API keys in the identity table. The only place that knows these keys.

PK                  SK                    attributes
APIKEY#<id>         KEY                   digest, last_four, name, tier, rate_limit, counted, user_id, username,
                                          created_at, valid_until, rotated_at, previous_digest, previous_until,
                                          revoked_at
APIKEY#<id>         USE                   last_used_at, days: a map of how many calls by day
APIKEYS             KEY#<created>#<id>    id: of all keys, by age
APIKEYS#<user id>   KEY#<created>#<id>    id: of one user's
APIKEYS#<user id>   HELD                  held: the counted keys of a user that may still open something, a map from id
                                          to the first moment that is too late, 0 for none

A key that ends by itself or is revoked stays on show for a while, then the TTL (`expires_at`) removes its rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from curator.foundation.table import (
    PARTITION,
    SORT,
    TTL,
    ConditionFailedError,
    Item,
    Key,
    Put,
    Table,
    TransactionConflictError,
    Update,
    Write,
)
from curator.identity.api_keys.models import ApiKey, Held, Listed, Use
from curator.identity.api_keys.tiers import Tier
from curator.identity.errors import KeyConflictError

SHOWN_SECONDS = 90 * 24 * 3600  # for which a key that has ended is still listed
SHOWN_DAYS = 90  # for which calls are counted
ALL = "APIKEYS"
ROW, USE, HELD = "KEY", "USE", "HELD"  # sort keys, the first also begins those of lists
END_OF_LIST = "KEY#~"  # sorts after all rows of a list


class ApiKeyStore:
    """The identity table."""

    def __init__(self, table: Table) -> None:
        """Keep everything in this table."""
        self._table = table

    def get(self, key_id: str) -> ApiKey | None:
        """Return a key, also one that has ended."""
        item = self._table.get(_row_key(key_id))
        return _key_of(item) if item else None

    def use_of(self, key_id: str) -> Use:
        """Return how a key is used."""
        return _use_of(self._table.get(_use_key(key_id)) or {})

    def held_by(self, user_id: str) -> Held:
        """Return the counted keys of a user that had not ended when one of them last changed."""
        item = self._table.get(_held_key(user_id))
        return dict(item["held"]) if item else {}

    def add(self, key: ApiKey, *, seen: Held, held: Held) -> None:
        """Store a new key; one that is counted on the condition that its user still holds those that were `seen`.

        Raises:
            KeyConflictError: they do not, or the id is taken.
        """
        ends = {} if key.valid_until is None else {TTL: key.valid_until + SHOWN_SECONDS}
        row = {**_row_key(key.id), **asdict(key), **ends}
        writes: list[Write] = [
            Put(item=row, condition="attribute_not_exists(PK)"),
            Put(item={**_use_key(key.id), "days": {}, **ends}),
            *(Put(item={**place, "id": key.id, **ends}) for place in _list_keys(key)),
        ]
        if key.counted:
            writes.append(_holding(key.user_id, seen, held))
        self._transact(writes)

    def revoke(self, key: ApiKey, at: int) -> None:
        """End a key that has not been revoked; raises KeyConflictError for one that has."""
        expiry = {":expiry": at + SHOWN_SECONDS}
        others = (_use_key(key.id), *_list_keys(key))
        writes: list[Write] = [
            Update(
                key=_row_key(key.id),
                expression=f"SET revoked_at = :at, {TTL} = :expiry",
                condition="attribute_exists(PK) AND attribute_not_exists(revoked_at)",
                values={":at": at, **expiry},
            ),
            *(Update(key=one, expression=f"SET {TTL} = :expiry", values=expiry) for one in others),
        ]
        if key.counted:
            writes.append(
                Update(
                    key=_held_key(key.user_id),
                    expression="REMOVE held.#id",
                    condition="attribute_exists(held)",
                    names={"#id": key.id},
                )
            )
        self._transact(writes)

    def replace_text(self, key: ApiKey, *, digest: str, last_four: str, at: int, previous_until: int) -> ApiKey:
        """Give a key another text, and return it; the one it has counts until `previous_until`.

        Raises:
            KeyConflictError: it has another text by now, or is revoked.
        """
        write = Update(
            key=_row_key(key.id),
            expression=(
                "SET digest = :digest, last_four = :last, rotated_at = :at, "
                "previous_digest = :previous, previous_until = :until"
            ),
            condition="digest = :previous AND attribute_not_exists(revoked_at)",
            values={
                ":digest": digest,
                ":last": last_four,
                ":at": at,
                ":previous": key.digest,
                ":until": previous_until,
            },
        )
        try:
            return _key_of(self._table.update(write))
        except ConditionFailedError as refusal:
            raise KeyConflictError from refusal

    def page(self, user_id: str | None, *, before: ApiKey | None, limit: int) -> list[Listed]:
        """Return keys with their use, the newest first, at most `limit`: one user's, or all for None.

        Those that come after `before` in that order, from the first on for None.
        """
        place = ALL if user_id is None else f"{ALL}#{user_id}"
        end = END_OF_LIST if before is None else _list_sort(before)
        found = self._table.query(
            "PK = :place AND SK BETWEEN :first AND :end",
            {":place": place, ":first": f"{ROW}#", ":end": end},
            limit=limit + 1,
            newest_first=True,
        )
        ids = [item["id"] for item in found if item[SORT] != end][:limit]
        return list(self._listed(ids))

    def count_use(self, key_id: str, calls: Mapping[str, int], at: int) -> None:
        """Add calls by day to a key's use; a key that is gone meanwhile has none."""
        days = {f"#d{place}": day for place, day in enumerate(calls)}
        counts = {f":n{place}": number for place, number in enumerate(calls.values())}
        added = (f"days.{name} = if_not_exists(days.{name}, :none) + :n{place}" for place, name in enumerate(days))
        write = Update(
            key=_use_key(key_id),
            expression=f"SET last_used_at = :at, {', '.join(added)}",
            condition="attribute_exists(days)",
            names=days,
            values={":at": at, ":none": 0, **counts},
        )
        try:
            item = self._table.update(write)
        except ConditionFailedError:
            return
        if len(item["days"]) > SHOWN_DAYS:
            self._forget_days(key_id, sorted(item["days"])[:-SHOWN_DAYS])

    def _forget_days(self, key_id: str, days: Sequence[str]) -> None:
        names = {f"#d{place}": day for place, day in enumerate(days)}
        expression = "REMOVE " + ", ".join(f"days.{name}" for name in names)
        self._table.update(Update(key=_use_key(key_id), expression=expression, names=names))

    def _listed(self, ids: Sequence[str]) -> Iterator[Listed]:
        wanted = [key for one in ids for key in (_row_key(one), _use_key(one))]
        found = {(item[PARTITION], item[SORT]): item for item in self._table.get_many(wanted)} if wanted else {}
        for one in ids:
            row, use = (found.get((key[PARTITION], key[SORT])) for key in (_row_key(one), _use_key(one)))
            if row is not None:
                yield Listed(key=_key_of(row), use=_use_of(use or {}))

    def _transact(self, writes: Sequence[Write]) -> None:
        try:
            self._table.transact(writes)
        except (ConditionFailedError, TransactionConflictError) as refusal:
            raise KeyConflictError from refusal


def _holding(user_id: str, seen: Held, held: Held) -> Put:
    """Return the write of what a user holds, where they hold what was seen."""
    known = {"condition": "held = :seen", "values": {":seen": dict(seen)}}
    unknown = {"condition": "attribute_not_exists(PK) OR held = :seen", "values": {":seen": {}}}
    how: dict[str, Any] = known if seen else unknown
    return Put(item={**_held_key(user_id), "held": dict(held)}, **how)


def _key_of(item: Item) -> ApiKey:
    return ApiKey(
        id=item["id"],
        digest=item["digest"],
        last_four=item["last_four"],
        name=item["name"],
        tier=Tier(item["tier"]),
        user_id=item["user_id"],
        username=item["username"],
        created_at=item["created_at"],
        rate_limit=item.get("rate_limit"),
        counted=item["counted"],
        valid_until=item.get("valid_until"),
        rotated_at=item.get("rotated_at"),
        previous_digest=item.get("previous_digest"),
        previous_until=item.get("previous_until"),
        revoked_at=item.get("revoked_at"),
    )


def _use_of(item: Item) -> Use:
    return Use(last_used_at=item.get("last_used_at"), calls=dict(item.get("days", {})))


def _row_key(key_id: str) -> Key:
    return {PARTITION: f"APIKEY#{key_id}", SORT: ROW}


def _use_key(key_id: str) -> Key:
    return {PARTITION: f"APIKEY#{key_id}", SORT: USE}


def _held_key(user_id: str) -> Key:
    return {PARTITION: f"{ALL}#{user_id}", SORT: HELD}


def _list_keys(key: ApiKey) -> tuple[Key, Key]:
    sort = _list_sort(key)
    return {PARTITION: ALL, SORT: sort}, {PARTITION: f"{ALL}#{key.user_id}", SORT: sort}


def _list_sort(key: ApiKey) -> str:
    return f"{ROW}#{key.created_at:011d}#{key.id}"
