"""What is remembered of the outside service's answers, for whom, and for how long."""

import pytest

from curator.foundation.table import Table
from curator.identity.authorisation.cache import HERE_ANSWERS, HERE_SECONDS, Lifetimes, PermissionCache
from curator.identity.authorisation.questions import Question
from curator.identity.authorisation.store import PermissionStore
from curator.identity.errors import StoreUnreachableError
from tests.fakes.clock import VirtualClock
from tests.unit.identity.authorisation.broken_tables import TroubledTable, in_threads

READ, UPLOAD, DELETE = "image:read", "image:upload", "image:delete"
ALICE = Question("org-1", "alice", UPLOAD)


def cache_on(table: Table, clock: VirtualClock) -> PermissionCache:
    """Return the cache of a new instance of the function."""
    return PermissionCache(PermissionStore(table), clock, Lifetimes())


@pytest.fixture
def cache(table: Table, clock: VirtualClock) -> PermissionCache:
    return cache_on(table, clock)


@pytest.fixture
def elsewhere(table: Table, clock: VirtualClock) -> PermissionCache:
    return cache_on(table, clock)


def lifetime_of(permission: str, *, allowed: bool) -> int:
    """Return for how many seconds an answer is kept, by trying."""
    clock = VirtualClock()
    table = TroubledTable(clock)
    asked = Question("org-1", "alice", permission)
    cache_on(table, clock).set(asked, allowed=allowed)
    seconds = 0
    while cache_on(table, clock).get(asked) is not None:
        clock.advance(1)
        seconds += 1
    return seconds


# scenario images-75
# scenario images-76
@pytest.mark.parametrize("allowed", [True, False])
def test_an_answer_is_remembered_here_and_on_other_instances(
    cache: PermissionCache, elsewhere: PermissionCache, allowed: bool
) -> None:
    cache.set(ALICE, allowed=allowed)
    assert cache.get(ALICE) is allowed
    assert elsewhere.get(ALICE) is allowed


# scenario images-77
def test_what_was_never_asked_is_not_known(cache: PermissionCache) -> None:
    assert cache.get(ALICE) is None


# scenario images-78
# scenario images-79
# scenario images-80
@pytest.mark.parametrize(
    "other",
    [
        pytest.param(ALICE._replace(org_id="org-2"), id="organisation"),
        pytest.param(ALICE._replace(user_id="bob"), id="user"),
        pytest.param(ALICE._replace(permission=READ), id="permission"),
    ],
)
def test_an_answer_is_about_one_organisation_user_and_permission(
    cache: PermissionCache, elsewhere: PermissionCache, other: Question
) -> None:
    cache.set(ALICE, allowed=True)
    assert cache.get(other) is None
    assert elsewhere.get(other) is None
    cache.set(other, allowed=False)
    assert (elsewhere.get(ALICE), elsewhere.get(other)) == (True, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Question("a", "b#c", UPLOAD), Question("a#b", "c", UPLOAD)),
        (Question("a", "b%23c", UPLOAD), Question("a", "b#c", UPLOAD)),
        (Question("a%", "23b", UPLOAD), Question("a#", "b", UPLOAD)),
    ],
    ids=["separator", "escape", "escape over two parts"],
)
def test_nobody_gets_another_ones_permissions_by_the_letters_of_their_name(
    cache: PermissionCache, elsewhere: PermissionCache, one: Question, other: Question
) -> None:
    cache.set(one, allowed=True)
    assert elsewhere.get(other) is None
    assert elsewhere.invalidate_user(other.org_id, other.user_id) == 0


# scenario images-81
def test_an_answer_is_forgotten_when_its_time_is_over(
    cache: PermissionCache, elsewhere: PermissionCache, clock: VirtualClock
) -> None:
    cache.set(ALICE, allowed=True)
    clock.advance(59)
    assert (cache.get(ALICE), elsewhere.get(ALICE)) == (True, True)
    clock.advance(1)
    assert (cache.get(ALICE), elsewhere.get(ALICE)) == (None, None)


def test_an_answer_may_have_a_time_of_its_own(
    cache: PermissionCache, elsewhere: PermissionCache, clock: VirtualClock
) -> None:
    cache.set(ALICE, allowed=False, lifetime=2)
    clock.advance(1)
    assert elsewhere.get(ALICE) is False
    clock.advance(1)
    assert (cache.get(ALICE), elsewhere.get(ALICE)) == (None, None)


# scenario images-82
def test_one_answer_can_be_forgotten(cache: PermissionCache, elsewhere: PermissionCache) -> None:
    cache.set(ALICE, allowed=True)
    cache.set(ALICE._replace(permission=READ), allowed=True)
    cache.delete_permission(ALICE)
    assert (cache.get(ALICE), elsewhere.get(ALICE)) == (None, None)
    assert cache.get(ALICE._replace(permission=READ)) is True


# scenario images-83
def test_all_answers_about_a_user_can_be_forgotten_and_nobody_elses(
    cache: PermissionCache, elsewhere: PermissionCache
) -> None:
    others = [ALICE._replace(user_id="alice2"), ALICE._replace(org_id="org-2"), ALICE._replace(user_id="bob")]
    for question in (ALICE, ALICE._replace(permission=READ), ALICE._replace(permission=DELETE), *others):
        cache.set(question, allowed=True)
    assert cache.invalidate_user("org-1", "alice") == 3
    for instance in (cache, elsewhere):
        assert [instance.get(ALICE._replace(permission=verb)) for verb in (READ, UPLOAD, DELETE)] == [None] * 3
        assert [instance.get(other) for other in others] == [True] * 3
    assert cache.invalidate_user("org-1", "alice") == 0


# scenario images-84
# scenario images-85
# scenario images-86
# scenario images-87
@pytest.mark.parametrize(
    ("permission", "allowed", "seconds"),
    [
        *((f"image:{verb}", True, 300) for verb in ("read", "list", "view", "get")),
        *((f"image:{verb}", True, 60) for verb in ("upload", "write", "create", "reads", "")),
        *((permission, True, 30) for permission in ("image:admin", "org:admin", "image:delete", "image:purge")),
        *((permission, False, 120) for permission in (READ, UPLOAD, DELETE, "org:admin")),
        ("image:upload:group:7", True, 60),
        ("image:read:group:admin", True, 300),
        ("read", True, 60),
        ("admin:upload", True, 60),
    ],
)
def test_an_answer_is_kept_the_shorter_the_more_it_allows(permission: str, allowed: bool, seconds: int) -> None:
    assert lifetime_of(permission, allowed=allowed) == seconds


# scenario images-88
def test_where_an_answer_is_kept(cache: PermissionCache, table: Table, clock: VirtualClock) -> None:
    cache.set(ALICE, allowed=True)
    assert table.get({"PK": "PERM#org-1#alice", "SK": "image:upload"}) == {
        "PK": "PERM#org-1#alice",
        "SK": "image:upload",
        "allowed": True,
        "expires_at": clock.now() + 60,
    }


# scenario images-89
def test_many_may_remember_at_once(clock: VirtualClock) -> None:
    table = TroubledTable(clock)
    cache = cache_on(table, clock)
    asked = [Question("org-1", f"user-{number % 5}", f"image:verb-{number}") for number in range(40)]
    in_threads(40, lambda number: cache.set(asked[number], allowed=number % 2 == 0))
    fresh = cache_on(table, clock)
    assert [fresh.get(question) for question in asked] == [number % 2 == 0 for number in range(40)]
    assert [cache.get(question) for question in asked] == [number % 2 == 0 for number in range(40)]


def test_what_was_just_looked_up_is_not_looked_up_again(clock: VirtualClock) -> None:
    table = TroubledTable(clock)
    cache_on(table, clock).set(ALICE, allowed=True)
    cache = cache_on(table, clock)
    assert [cache.get(ALICE) for _ in range(3)] == [True] * 3
    assert table.operations.requests["get"] == 1
    clock.advance(HERE_SECONDS)
    assert cache.get(ALICE) is True
    assert table.operations.requests["get"] == 2


def test_what_another_instance_forgot_counts_here_for_a_moment_only(
    cache: PermissionCache, elsewhere: PermissionCache, clock: VirtualClock
) -> None:
    cache.set(ALICE, allowed=True)
    elsewhere.invalidate_user("org-1", "alice")
    assert cache.get(ALICE) is True
    clock.advance(HERE_SECONDS)
    assert cache.get(ALICE) is None


def test_what_is_known_here_does_not_outgrow_the_memory(clock: VirtualClock) -> None:
    table = TroubledTable(clock)
    cache = cache_on(table, clock)
    for number in range(HERE_ANSWERS + 1):
        cache.set(Question("org-1", str(number), UPLOAD), allowed=True)
        assert cache.get(Question("org-1", "0", UPLOAD)) is True  # in use all the time
    assert table.operations.requests["get"] == 0
    assert cache.get(Question("org-1", "1", UPLOAD)) is True  # gave way, and is in the table
    assert table.operations.requests["get"] == 1


def test_a_table_that_does_not_answer_knows_nothing_and_stops_nothing(
    clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    table = TroubledTable(clock)
    cache_on(table, clock).set(ALICE, allowed=True)
    table.break_down()
    cache = cache_on(table, clock)
    assert cache.get(ALICE) is None
    cache.set(ALICE, allowed=True)
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
    assert cache.get(ALICE) is True  # for a moment, here
    clock.advance(HERE_SECONDS)
    assert cache.get(ALICE) is None


def test_who_wants_an_answer_forgotten_is_told_that_it_was_not(clock: VirtualClock) -> None:
    table = TroubledTable(clock)
    cache = cache_on(table, clock)
    cache.set(ALICE, allowed=True)
    table.writes = False
    with pytest.raises(StoreUnreachableError):
        cache.invalidate_user("org-1", "alice")
    with pytest.raises(StoreUnreachableError):
        cache.delete_permission(ALICE)
