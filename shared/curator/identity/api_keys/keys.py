"""What people do with their keys: make, list, rotate and revoke them.

    active ──▶ expired     when `valid_until` comes
       └─────▶ revoked     for good

Everybody makes free keys for themselves, a few at a time. Operators make keys of every tier, as many as they like, and
see and end everybody's. Whoever asks for a key that is not theirs is told that there is none.
"""

from collections.abc import Callable
from typing import Protocol

from curator.foundation.clock import Clock
from curator.foundation.ids import random_token
from curator.identity.api_keys.models import ApiKey, Held, Listed, NewText, Status, Use
from curator.identity.api_keys.texts import LAST, Digests, may_be_id, random_key_id, text_of
from curator.identity.api_keys.tiers import Tier
from curator.identity.errors import (
    KeyConflictError,
    KeyEndedError,
    NoSuchKeyError,
    OperatorsGiveError,
    TooManyKeysError,
)
from curator.identity.principals import Principal

OWN_KEYS = 5  # that somebody who is no operator may have at a time
GRACE_SECONDS = 24 * 3600  # for which the text before a rotation still counts
TRIES = 3  # each one that fails means that the same person changed their keys at that moment


class KeyRows(Protocol):
    """Where keys are kept; `store` keeps them in DynamoDB."""

    def get(self, key_id: str) -> ApiKey | None:
        """Return a key, also one that has ended."""

    def use_of(self, key_id: str) -> Use:
        """Return how a key is used."""

    def held_by(self, user_id: str) -> Held:
        """Return the counted keys of a user that had not ended when one of them last changed."""

    def add(self, key: ApiKey, *, seen: Held, held: Held) -> None:
        """Store a new key, a counted one if its user still holds what was `seen`; raises KeyConflictError."""

    def revoke(self, key: ApiKey, at: int) -> None:
        """End a key; raises KeyConflictError for one that was ended before."""

    def replace_text(self, key: ApiKey, *, digest: str, last_four: str, at: int, previous_until: int) -> ApiKey:
        """Give a key another text, and return it; raises KeyConflictError if it changed meanwhile."""

    def page(self, user_id: str | None, *, before: ApiKey | None, limit: int) -> list[Listed]:
        """Return keys, the newest first: one user's or all, from the first or after `before`."""


class ApiKeys:
    """The keys that somebody may see and change; `asker` is who wants to, by login or bearer token."""

    def __init__(
        self,
        rows: KeyRows,
        digests: Callable[[], Digests],
        clock: Clock,
        *,
        new_id: Callable[[], str] = random_key_id,
        new_secret: Callable[[], str] = random_token,
    ) -> None:
        """Keep keys in `rows`; `digests` is called when the first text is made."""
        self._rows = rows
        self._digests = digests
        self._clock = clock
        self._new_id = new_id
        self._new_secret = new_secret

    def create(
        self,
        asker: Principal,
        *,
        name: str,
        tier: Tier = Tier.FREE,
        rate_limit: int | None = None,
        valid_until: int | None = None,
    ) -> NewText:
        """Make a key.

        Args:
            asker: whom the key will prove.
            name: for its holder to tell it from others.
            tier: what it is worth.
            rate_limit: calls a minute, instead of the tier's.
            valid_until: the first moment that is too late, in seconds since the epoch; None for no end.

        Raises:
            OperatorsGiveError: somebody else than an operator wants a higher tier or a limit of their own.
            TooManyKeysError: they have as many as they may.
            KeyConflictError: they change their keys elsewhere all the time.
        """
        if not asker.is_admin and (tier is not Tier.FREE or rate_limit is not None):
            raise OperatorsGiveError
        for left in reversed(range(TRIES)):
            made = self._made(asker, name=name, tier=tier, rate_limit=rate_limit, valid_until=valid_until)
            try:
                self._add(made.key)
            except KeyConflictError:
                if not left:
                    raise
            else:
                break
        return made

    def page(
        self, asker: Principal, *, everybodys: bool = False, after: str | None = None, limit: int
    ) -> tuple[list[Listed], str | None]:
        """Return keys, the newest first, and the id to go on after, None at the end.

        Raises:
            OperatorsGiveError: somebody else than an operator wants to see everybody's.
            NoSuchKeyError: there is no key `after` which to go on.
        """
        if everybodys and not asker.is_admin:
            raise OperatorsGiveError(public_message="Only operators see other people's keys")
        before = None if after is None else self.find(asker, after)
        found = self._rows.page(None if everybodys else asker.user_id, before=before, limit=limit + 1)
        return found[:limit], found[limit - 1].key.id if len(found) > limit else None

    def find(self, asker: Principal, key_id: str) -> ApiKey:
        """Return a key; raises NoSuchKeyError."""
        key = self._rows.get(key_id) if may_be_id(key_id) else None
        if key is None or not (asker.is_admin or key.user_id == asker.user_id):
            raise NoSuchKeyError
        return key

    def use(self, asker: Principal, key_id: str) -> Listed:
        """Return a key and how it is used; raises NoSuchKeyError."""
        key = self.find(asker, key_id)
        return Listed(key=key, use=self._rows.use_of(key.id))

    def use_of(self, key: ApiKey) -> Use:
        """Return how a key is used that was found before."""
        return self._rows.use_of(key.id)

    def revoke(self, asker: Principal, key_id: str) -> ApiKey:
        """End a key at once, and return it; one that was revoked before stays as it is. Raises NoSuchKeyError."""
        key = self.find(asker, key_id)
        if key.revoked_at is None:
            try:
                self._rows.revoke(key, int(self._clock.now()))
            except KeyConflictError:
                if self.find(asker, key_id).revoked_at is None:
                    raise
        return self.find(asker, key_id)

    def rotate(self, asker: Principal, key_id: str) -> NewText:
        """Give a key another text; the one it has counts for another day, the one before that no more.

        Raises:
            NoSuchKeyError: there is none.
            KeyEndedError: it is expired or revoked.
            KeyConflictError: somebody else rotates or revokes it at this moment.
        """
        key, now = self.find(asker, key_id), int(self._clock.now())
        if key.status(now) is not Status.ACTIVE:
            raise KeyEndedError
        text = text_of(key.id, self._new_secret())
        changed = self._rows.replace_text(
            key,
            digest=self._digests().of(text),
            last_four=text[-LAST:],
            at=now,
            previous_until=now + GRACE_SECONDS,
        )
        return NewText(key=changed, text=text)

    def _made(
        self, asker: Principal, *, name: str, tier: Tier, rate_limit: int | None, valid_until: int | None
    ) -> NewText:
        key_id = self._new_id()
        text = text_of(key_id, self._new_secret())
        key = ApiKey(
            id=key_id,
            digest=self._digests().of(text),
            last_four=text[-LAST:],
            name=name,
            tier=tier,
            user_id=asker.user_id,
            username=asker.username,
            created_at=int(self._clock.now()),
            rate_limit=rate_limit,
            counted=not asker.is_admin,
            valid_until=valid_until,
        )
        return NewText(key=key, text=text)

    def _add(self, key: ApiKey) -> None:
        if not key.counted:
            self._rows.add(key, seen={}, held={})
            return
        seen = self._rows.held_by(key.user_id)
        held = {one: until for one, until in seen.items() if not until or until > key.created_at}
        if len(held) >= OWN_KEYS:
            raise TooManyKeysError(OWN_KEYS)
        self._rows.add(key, seen=seen, held={**held, key.id: key.valid_until or 0})
