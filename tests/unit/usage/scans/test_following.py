"""Which tasks follow from others, and in which lanes they wait."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from curator.usage.providers.limits import BATCH
from curator.usage.scans.work.following import Following

IDS = [f"id-{number}" for number in range(2 * BATCH + 1)]


def test_repositories_are_looked_at_again_fifty_in_a_call() -> None:
    tasks = list(Following().rechecks(IDS))
    assert [len(task.question["ids"]) for task in tasks] == [BATCH, BATCH, 1]
    assert {task.lane for task in tasks} == {"github-graphql:0"}


def test_batches_that_begin_alike_and_differ_both_wait() -> None:
    following = Following()
    react, next_, vue = (PackageKey(Ecosystem.NPM, name) for name in ("react", "next", "vue"))
    for batches in (
        [*following.rechecks(["a", "b"]), *following.rechecks(["a", "c"]), *following.rechecks(["a"])],
        [*following.enrich(["a", "b"]), *following.enrich(["a", "c"]), *following.enrich(["a"])],
        [*following.describe([next_, react]), *following.describe([next_, vue]), *following.describe([next_])],
    ):
        assert len({task.id for task in batches}) == 3
    assert [task.id for task in following.rechecks(["a", "b"])] == [task.id for task in following.rechecks(["a", "b"])]


def test_without_a_token_there_is_no_graphql_and_each_is_asked_for_by_itself() -> None:
    alone = Following(lambda: 0)
    tasks = list(alone.rechecks(IDS))
    assert [task.question["ids"] for task in tasks] == [[one] for one in IDS]
    assert {task.lane for task in tasks} == {"github-core:0"}
    assert alone.parse("a").also == ()


def test_work_is_spread_over_all_tokens_and_the_same_work_always_goes_to_the_same() -> None:
    following = Following(lambda: 3)
    lanes = [following.parse(one).lane for one in IDS]
    assert set(lanes) == {"github-core:0", "github-core:1", "github-core:2"}
    assert lanes == [following.parse(one).lane for one in IDS]


def test_a_name_that_is_too_long_for_a_key_is_told_apart_all_the_same() -> None:
    following = Following()
    names = ["ä" * 255, "ä" * 254 + "ö"]
    first, second = (following.discover(PackageKey(Ecosystem.GO, name)) for name in names)
    assert first.id != second.id
    assert len(first.id.encode()) < 400


def test_a_repository_whose_tip_is_known_needs_a_call_less() -> None:
    following = Following()
    assert following.parse("a", commit="c" * 40).units == following.parse("a").units - 1
