"""API keys in the identity table; see `rows` for their items."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from curator.foundation.table import (
    PARTITION,
    SORT,
    TTL,
    ConditionFailedError,
    Put,
    Table,
    TransactionConflictError,
    Update,
    Write,
)
from curator.identity.api_keys.models import ApiKey, Held, Listed, Use
from curator.identity.api_keys.rows import (
    ALL,
    END_OF_LIST,
    ROW,
    held_key,
    key_of,
    list_keys,
    list_sort,
    row_key,
    use_key,
    use_of,
)
from curator.identity.errors import KeyConflictError

SHOWN_SECONDS = 90 * 24 * 3600  # for which a key that has ended is still listed
SHOWN_DAYS = 90  # for which calls are counted


class ApiKeyStore:
    """The identity table."""

    def __init__(self, table: Table) -> None:
        """Keep everything in this table."""
        self._table = table

    def get(self, key_id: str) -> ApiKey | None:
        """Return a key, also one that has ended."""
        item = self._table.get(row_key(key_id))
        return key_of(item) if item else None

    def use_of(self, key_id: str) -> Use:
        """Return how a key is used."""
        return use_of(self._table.get(use_key(key_id)) or {})

    def held_by(self, user_id: str) -> Held:
        """Return the counted keys of a user that had not ended when one of them last changed."""
        item = self._table.get(held_key(user_id))
        return dict(item["held"]) if item else {}

    def add(self, key: ApiKey, *, seen: Held, held: Held) -> None:
        """Store a new key; one that is counted on the condition that its user still holds those that were `seen`.

        Raises:
            KeyConflictError: they do not, or the id is taken.
        """
        ends = {} if key.valid_until is None else {TTL: key.valid_until + SHOWN_SECONDS}
        row = {**row_key(key.id), **asdict(key), **ends}
        writes: list[Write] = [
            Put(item=row, condition="attribute_not_exists(PK)"),
            Put(item={**use_key(key.id), "days": {}, **ends}),
            *(Put(item={**place, "id": key.id, **ends}) for place in list_keys(key)),
        ]
        if key.counted:
            writes.append(_holding(key.user_id, seen, held))
        self._transact(writes)

    def revoke(self, key: ApiKey, at: int) -> None:
        """End a key that has not been revoked; raises KeyConflictError for one that has."""
        expiry = {":expiry": at + SHOWN_SECONDS}
        others = (use_key(key.id), *list_keys(key))
        writes: list[Write] = [
            Update(
                key=row_key(key.id),
                expression=f"SET revoked_at = :at, {TTL} = :expiry",
                condition="attribute_exists(PK) AND attribute_not_exists(revoked_at)",
                values={":at": at, **expiry},
            ),
            *(Update(key=one, expression=f"SET {TTL} = :expiry", values=expiry) for one in others),
        ]
        if key.counted:
            writes.append(
                Update(
                    key=held_key(key.user_id),
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
            key=row_key(key.id),
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
            return key_of(self._table.update(write))
        except (ConditionFailedError, TransactionConflictError) as refusal:
            raise KeyConflictError from refusal

    def page(self, user_id: str | None, *, before: ApiKey | None, limit: int) -> list[Listed]:
        """Return keys with their use, the newest first, at most `limit`: one user's, or all for None.

        Those that come after `before` in that order, from the first on for None.
        """
        place = ALL if user_id is None else f"{ALL}#{user_id}"
        end = END_OF_LIST if before is None else list_sort(before)
        found = self._table.query(
            "PK = :place AND SK BETWEEN :first AND :end",
            {":place": place, ":first": f"{ROW}#", ":end": end},
            newest_first=True,
        )  # without a limit, which would count rows, too, whose time has passed and that DynamoDB has yet to remove
        ids = islice((item["id"] for item in found if item[SORT] != end), limit)
        return list(self._listed(list(ids)))

    def count_use(self, key_id: str, calls: Mapping[str, int], at: int) -> None:
        """Add calls by day to a key's use; a key that is gone meanwhile has none."""
        days = {f"#d{place}": day for place, day in enumerate(calls)}
        counts = {f":n{place}": number for place, number in enumerate(calls.values())}
        added = (f"days.{name} = if_not_exists(days.{name}, :none) + :n{place}" for place, name in enumerate(days))
        write = Update(
            key=use_key(key_id),
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
        self._table.update(Update(key=use_key(key_id), expression=expression, names=names))

    def _listed(self, ids: Sequence[str]) -> Iterator[Listed]:
        wanted = [key for one in ids for key in (row_key(one), use_key(one))]
        found = {(item[PARTITION], item[SORT]): item for item in self._table.get_many(wanted)} if wanted else {}
        for one in ids:
            row, use = (found.get((key[PARTITION], key[SORT])) for key in (row_key(one), use_key(one)))
            if row is not None:
                yield Listed(key=key_of(row), use=use_of(use or {}))

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
    return Put(item={**held_key(user_id), "held": dict(held)}, **how)
