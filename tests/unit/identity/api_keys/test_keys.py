"""What people do with their keys."""

from dataclasses import replace
from itertools import chain

import pytest

from curator.foundation.errors import CuratorError
from curator.foundation.table import Item, TransactionConflictError
from curator.identity.api_keys.keys import OWN_KEYS, ApiKeys
from curator.identity.api_keys.models import ApiKey, Held, Status
from curator.identity.api_keys.store import SHOWN_SECONDS
from curator.identity.api_keys.texts import parts_of
from curator.identity.api_keys.tiers import Tier, calls_per_minute
from curator.identity.errors import (
    KeyConflictError,
    KeyEndedError,
    NoSuchKeyError,
    OperatorsGiveError,
    TooManyKeysError,
)
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.unit.identity.api_keys.conftest import ALICE, BOB, DIGESTS, OPERATOR, Desk

DAY = 24 * 3600


def names(desk: Desk, **how: object) -> list[str]:
    found, _ = desk.keys.page(ALICE, limit=50, **how)  # type: ignore[arg-type]
    return [one.key.name for one in found]


# scenario usage-69
def test_each_tier_has_its_calls_a_minute_and_a_key_may_have_its_own() -> None:
    assert [calls_per_minute(tier) for tier in Tier] == [60, 600, 6000]
    key = ApiKey(
        id="0", digest="", last_four="", name="", tier=Tier.STANDARD, user_id="", username="", created_at=0
    )  # fmt: skip
    assert key.calls_per_minute == 600
    assert replace(key, rate_limit=7).calls_per_minute == 7


def test_a_new_keys_text_is_its_id_and_256_random_bits(each_desk: Desk) -> None:
    made, other = each_desk.key(), each_desk.key()
    parts = parts_of(made.text)
    assert parts is not None
    assert (parts.key_id, len(parts.secret), made.text[:8]) == (made.key.id, 43, "curator_")
    assert made.text[-4:] == made.key.last_four
    assert made.text != other.text
    assert each_desk.keys.find(ALICE, made.key.id) == made.key


# scenario usage-71
def test_of_a_keys_text_neither_the_table_nor_its_own_description_has_more_than_four_characters(desk: Desk) -> None:
    made = desk.key()
    rotated = desk.keys.rotate(ALICE, made.key.id)
    for text in (made.text, rotated.text):
        desk.reader.proof(text)
        parts = parts_of(text)
        assert parts is not None
        shown = " ".join([*map(str, rows_of(desk)), repr(made), str(made), repr(rotated)])
        assert parts.secret not in shown
        assert parts.secret[-4:] in shown
        assert DIGESTS.of(text) in str(rows_of(desk))
        assert DIGESTS.of(text) not in f"{made!r} {rotated!r}"


def rows_of(desk: Desk) -> list[Item]:
    """Return all that stands in the table."""
    assert isinstance(desk.table, MemoryTable)
    partitions = ("APIKEYS", "APIKEYS#alice", *(f"APIKEY#{one.key.id}" for one in desk.keys.page(ALICE, limit=50)[0]))
    return list(chain.from_iterable(desk.table.query("PK = :pk", {":pk": one}) for one in partitions))


def test_only_operators_give_a_tier_or_a_limit(desk: Desk) -> None:
    for how in ({"tier": Tier.STANDARD}, {"tier": Tier.PREMIUM}, {"rate_limit": 60}):
        with pytest.raises(OperatorsGiveError) as refused:
            desk.keys.create(ALICE, name="a key", **how)
        assert refused.value.status == 403
        assert desk.keys.create(OPERATOR, name="a key", **how).key.calls_per_minute > 0


def test_somebody_has_five_keys_at_a_time_and_operators_as_many_as_they_like(each_desk: Desk) -> None:
    first = each_desk.key().key
    for _ in range(OWN_KEYS - 1):
        each_desk.key()
    with pytest.raises(TooManyKeysError) as refused:
        each_desk.key()
    assert (refused.value.status, refused.value.public_message) == (
        409,
        "At most 5 API keys at a time, revoke one first",
    )
    assert each_desk.key(BOB).key.user_id == "bob"
    each_desk.keys.revoke(ALICE, first.id)
    assert each_desk.key(name="the sixth").key.name == "the sixth"
    for _ in range(OWN_KEYS + 1):
        each_desk.key(OPERATOR)


def test_a_key_that_has_expired_makes_room(each_desk: Desk) -> None:
    soon = int(each_desk.clock.now()) + DAY
    for _ in range(OWN_KEYS):
        each_desk.keys.create(ALICE, name="for a day", valid_until=soon)
    with pytest.raises(TooManyKeysError):
        each_desk.key()
    each_desk.clock.advance(DAY)
    assert each_desk.key(name="the next").key.name == "the next"


class Busy(MemoryTable):
    """A table on which the same person makes another key just before."""

    def __init__(self, clock: VirtualClock, times: int) -> None:
        super().__init__(clock)
        self.times = times
        self.desk: Desk | None = None

    def transact(self, writes) -> None:  # type: ignore[no-untyped-def] # as the gateway's
        if self.desk is not None and self.times:
            self.times -= 1
            desk, self.desk = self.desk, None
            desk.key(name="from elsewhere")
            self.desk = desk
        super().transact(writes)


def test_two_keys_made_at_once_never_come_to_more_than_five(clock: VirtualClock) -> None:
    table = Busy(clock, times=1)
    desk = Desk(table, clock)
    for _ in range(OWN_KEYS - 1):
        desk.key()
    table.desk = desk
    with pytest.raises(TooManyKeysError):
        desk.key(name="too late")
    assert sorted(names(desk)) == [*["a key"] * (OWN_KEYS - 1), "from elsewhere"]


def test_who_makes_keys_at_several_places_all_the_time_is_asked_to_try_again(clock: VirtualClock) -> None:
    table = Busy(clock, times=3)
    desk = Desk(table, clock)
    table.desk = desk
    with pytest.raises(KeyConflictError) as refused:
        desk.key(name="too late")
    assert refused.value.status == 409
    assert names(desk) == ["from elsewhere"] * 3


def test_keys_are_listed_a_page_at_a_time_the_newest_first(each_desk: Desk) -> None:
    for number in range(5):
        each_desk.key(name=f"key {number}")
        each_desk.clock.advance(1)
    each_desk.key(BOB)
    page, following = each_desk.keys.page(ALICE, limit=2)
    assert ([one.key.name for one in page], following) == (["key 4", "key 3"], page[1].key.id)
    assert names(each_desk, after=following) == ["key 2", "key 1", "key 0"]
    assert each_desk.keys.page(ALICE, limit=5)[1] is None
    assert each_desk.keys.page(BOB, limit=5)[0][0].use.last_used_at is None


def test_operators_see_everybodys_keys_and_nobody_else_does(each_desk: Desk) -> None:
    for maker in (ALICE, BOB, OPERATOR):
        each_desk.key(maker)
        each_desk.clock.advance(1)
    found, _ = each_desk.keys.page(OPERATOR, everybodys=True, limit=50)
    assert [one.key.username for one in found] == ["Operator", "Bob", "Alice"]
    assert [one.key.username for one in each_desk.keys.page(OPERATOR, limit=50)[0]] == ["Operator"]
    assert each_desk.keys.page(OPERATOR, everybodys=True, after=found[0].key.id, limit=1)[0] == [found[1]]
    with pytest.raises(OperatorsGiveError):
        each_desk.keys.page(BOB, everybodys=True, limit=50)


@pytest.mark.parametrize("verb", ["find", "use", "revoke", "rotate"])
def test_somebody_elses_key_is_as_if_there_were_none(desk: Desk, verb: str) -> None:
    key_id = desk.key().key.id
    for asker, one in ((BOB, key_id), (ALICE, "00000000"), (ALICE, "no id"), (OPERATOR, "KEY#~"), (ALICE, "")):
        with pytest.raises(NoSuchKeyError) as refused:
            getattr(desk.keys, verb)(asker, one)
        assert (refused.value.status, refused.value.public_message) == (404, "API key not found")
    getattr(desk.keys, verb)(OPERATOR, key_id)


def test_a_key_is_revoked_once_and_for_good(each_desk: Desk) -> None:
    made = each_desk.key()
    ended = each_desk.keys.revoke(ALICE, made.key.id)
    assert ended.status(each_desk.clock.now()) is Status.REVOKED
    each_desk.clock.advance(10)
    assert each_desk.keys.revoke(ALICE, made.key.id) == ended
    with pytest.raises(KeyEndedError):
        each_desk.keys.rotate(ALICE, made.key.id)


def test_what_has_ended_is_shown_for_ninety_days(each_desk: Desk) -> None:
    now = int(each_desk.clock.now())
    each_desk.keys.create(ALICE, name="expires", valid_until=now + DAY)
    each_desk.keys.revoke(ALICE, each_desk.key(name="revoked").key.id)
    each_desk.key(name="stays")
    each_desk.clock.advance(SHOWN_SECONDS - 1)
    assert sorted(names(each_desk)) == ["expires", "revoked", "stays"]
    each_desk.clock.advance(DAY + 1)
    assert names(each_desk) == ["stays"]


def test_rows_that_dynamodb_has_yet_to_remove_end_no_page(each_desk: Desk) -> None:
    each_desk.key(name="stays")
    for _ in range(3):
        each_desk.clock.advance(1)
        each_desk.keys.create(ALICE, name="for a day", valid_until=int(each_desk.clock.now()) + DAY)
    each_desk.clock.advance(SHOWN_SECONDS + DAY + 1)
    found, following = each_desk.keys.page(ALICE, limit=1)
    assert ([one.key.name for one in found], following) == (["stays"], None)


def test_of_two_rotations_at_once_one_is_refused(desk: Desk) -> None:
    seen = desk.key().key
    desk.keys.rotate(ALICE, seen.id)

    class Late(type(desk.store)):  # type: ignore[misc]
        def get(self, key_id: str) -> ApiKey:
            return seen

    late = ApiKeys(Late(desk.table), lambda: DIGESTS, desk.clock)
    with pytest.raises(KeyConflictError):
        late.rotate(ALICE, seen.id)


def test_a_rotation_while_the_key_is_revoked_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = desk.key()

    def held_by_a_transaction(_: object) -> Item:
        raise TransactionConflictError

    monkeypatch.setattr(desk.table, "update", held_by_a_transaction)
    with pytest.raises(KeyConflictError):
        desk.keys.rotate(ALICE, made.key.id)


def test_a_key_that_expires_cannot_be_rotated_into_a_longer_life(desk: Desk) -> None:
    made = desk.keys.create(ALICE, name="for a day", valid_until=int(desk.clock.now()) + DAY)
    assert desk.keys.rotate(ALICE, made.key.id).key.valid_until == made.key.valid_until
    desk.clock.advance(DAY)
    with pytest.raises(KeyEndedError):
        desk.keys.rotate(ALICE, made.key.id)


def test_no_two_keys_have_one_id(desk: Desk) -> None:
    ids = iter(["aaaaaaaa", "aaaaaaaa", "bbbbbbbb"])
    keys = ApiKeys(desk.store, lambda: DIGESTS, desk.clock, new_id=lambda: next(ids))
    assert keys.create(ALICE, name="first").key.id == "aaaaaaaa"
    assert keys.create(BOB, name="second").key.id == "bbbbbbbb"


def test_no_refusal_is_an_error_of_ours() -> None:
    for problem in (TooManyKeysError(5), NoSuchKeyError(), KeyEndedError(), KeyConflictError(), OperatorsGiveError()):
        assert isinstance(problem, CuratorError)
        assert problem.status < 500


def test_what_a_user_holds_is_kept_apart_from_their_lists(desk: Desk) -> None:
    made = desk.key()
    held: Held = desk.store.held_by("alice")
    assert held == {made.key.id: 0}
    assert desk.store.held_by("bob") == {}
