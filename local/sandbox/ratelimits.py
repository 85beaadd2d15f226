"""Rate limits, held exactly: in no trailing window do more hits pass than the limit allows.

As in MediaWiki's RateLimiter, the most generous group counts and a refused try costs nothing. An account that is not
autoconfirmed yet is held by the newbie limit in place of all groups, and by the limit of its address besides; here
every account has an address of its own.
"""

from collections.abc import Iterable, Mapping

from local.sandbox.clock import Clock
from local.sandbox.store import Store
from local.sandbox.users import ADDRESS, NEWBIE, USER, Limit, SandboxUser

EDIT = "edit"
UPLOAD = "upload"


class LimitExceededError(Exception):
    """The account has no hit left for this action."""

    def __init__(self, user: SandboxUser, action: str) -> None:
        """Name the account and the action whose limit refused."""
        super().__init__(f"{user.name}: {action}")
        self.user = user
        self.action = action


class RateLimiter:
    """Counts hits per account and action."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Count in `store`, by `clock`."""
        self._store = store
        self._clock = clock

    def limits_of(self, user: SandboxUser) -> dict[str, dict[str, Limit]]:
        """Return action → group → limit as userinfo lists them, with changes made while running."""
        if user.is_unlimited:
            return {}
        listed = {action: dict(groups) for action, groups in user.limits.items()}
        for action, limit in self._changed(user).items():
            listed[action] = {NEWBIE if user.is_newbie else USER: limit}
        return listed

    def enforced(self, user: SandboxUser, action: str) -> list[Limit]:
        """Return the limits that all have to be kept; empty for none."""
        groups = self.limits_of(user).get(action, {})
        if user.is_newbie and NEWBIE in groups:
            return [groups[name] for name in (NEWBIE, ADDRESS) if name in groups]
        if not groups:
            return []
        return [max(groups.values(), key=_pace)]

    def effective(self, user: SandboxUser, action: str) -> Limit | None:
        """Return the limit that is met first at a steady pace, or None for none."""
        return min(self.enforced(user, action), key=_pace, default=None)

    def spend(self, user: SandboxUser, actions: Iterable[str], *, what: str) -> None:
        """Count one hit for each action, or for none of them.

        Raises:
            LimitExceededError: one of the limits is reached. Whoever ends the transaction calls `record_refusal`.
        """
        wanted = tuple(actions)
        now = self._clock.now()
        with self._store.transaction() as database:
            for action in wanted:
                if not self._has_room(user, action, now):
                    raise LimitExceededError(user, action)
            rows = [(user.name, action, now, what) for action in wanted]
            database.executemany("INSERT INTO hits VALUES (?, ?, ?, ?)", rows)

    def record_refusal(self, user: SandboxUser, action: str) -> None:
        """Count a refusal, after the refused transaction has been undone."""
        with self._store.transaction() as database:
            database.execute("INSERT INTO refusals VALUES (?, ?, ?)", (user.name, action, self._clock.now()))

    def change(self, user: SandboxUser, limits: Mapping[str, Limit]) -> None:
        """Replace limits of an account while running."""
        with self._store.transaction() as database:
            for action, limit in limits.items():
                row = (user.name, action, limit.hits, limit.seconds)
                database.execute("INSERT OR REPLACE INTO limits VALUES (?, ?, ?, ?)", row)

    def _has_room(self, user: SandboxUser, action: str, now: float) -> bool:
        return all(
            self._used(user, action, since=now - limit.seconds) < limit.hits for limit in self.enforced(user, action)
        )

    def _used(self, user: SandboxUser, action: str, *, since: float) -> int:
        with self._store.transaction() as database:
            row = database.execute(
                "SELECT count(*) AS used FROM hits WHERE username = ? AND action = ? AND at > ?",
                (user.name, action, since),
            ).fetchone()
        return int(row["used"])

    def _changed(self, user: SandboxUser) -> dict[str, Limit]:
        with self._store.transaction() as database:
            rows = database.execute("SELECT * FROM limits WHERE username = ?", (user.name,)).fetchall()
        return {row["action"]: Limit(row["hits"], row["seconds"]) for row in rows}


def _pace(limit: Limit) -> float:
    return limit.hits / limit.seconds
