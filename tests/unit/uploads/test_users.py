"""Who has begun a batch."""

from dataclasses import replace

import pytest

from curator.uploads.users.store import UserStore
from tests.unit.uploads.admin_world import AdminWorld, memory_world
from tests.unit.uploads.world import ALICE, BOB


@pytest.fixture
def world() -> AdminWorld:
    return memory_world()[0]


def test_whoever_begins_a_batch_is_known_from_then_on(world: AdminWorld) -> None:
    world.service.create_batch(ALICE)
    user = world.uploads.users.get("1")
    assert user is not None
    assert (user.user_id, user.username, user.created_at) == ("1", "Alice", user.updated_at)


def test_a_user_is_listed_once_however_many_batches_they_begin(world: AdminWorld) -> None:
    for user in (ALICE, BOB, ALICE, ALICE):
        world.service.create_batch(user)
    users, total = world.room.lists.users(page=1, limit=10)
    assert ([user.username for user in users], total) == (["Bob", "Alice"], 2)


def test_a_new_name_replaces_the_old_one(world: AdminWorld) -> None:
    world.service.create_batch(ALICE)
    world.clock.advance(60)
    world.service.create_batch(replace(ALICE, username="Alice B"))
    (user,), _ = world.room.lists.users(page=1, limit=10)
    assert user.username == "Alice B"
    assert user.updated_at > user.created_at


def test_two_first_batches_at_the_same_moment_make_one_user(world: AdminWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    users = world.uploads.users
    monkeypatch.setattr(UserStore, "get", lambda _self, _user_id: None)  # each saw nobody
    users.remember("1", "Alice")
    users.remember("1", "Alice")
    assert users.count() == 1


def test_two_new_users_at_the_same_moment_get_a_number_each(world: AdminWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    users = world.uploads.users
    users.remember("1", "Alice")
    counted = [0, 1]  # the second one reads the number of users before the first is stored
    monkeypatch.setattr(UserStore, "count", lambda _self: counted.pop(0))
    users.remember("2", "Bob")
    monkeypatch.undo()
    assert [user.user_id for user in users.newest(first=1, last=2)] == ["2", "1"]
    assert users.count() == 2
