"""A turn of a move against what a wiki may answer: refusals, ends, and what is remembered for the next turn."""

from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from curator.categories.mover import Mover, Stop
from curator.categories.moves import MAX_REFUSALS, Move
from curator.commons.errors import CommonsError
from tests.fakes.recorded_wiki import Answer, RecordedWiki

MOVE = Move(id="m", source="Old_name", target="New name")
UNLIMITED: dict[str, Any] = {"query": {"userinfo": {"ratelimits": {}, "rights": ["noratelimit"]}}}
SAVED = "edit_create"


def one_edit_in(seconds: int) -> dict[str, Any]:
    return {"query": {"userinfo": {"ratelimits": {"edit": {"user": {"hits": 2, "seconds": seconds}}}, "rights": []}}}


def members(*ids: int, go_on: str | None = None) -> dict[str, Any]:
    found = [{"pageid": one, "ns": 6, "title": f"File:{one}.jpg"} for one in ids]
    return {"query": {"categorymembers": found}} | ({"continue": {"cmcontinue": go_on}} if go_on else {})


def page(text: str = "[[Category:Old name]]") -> dict[str, Any]:
    revisions = [{"revid": 7, "slots": {"main": {"content": text}}}]
    return {"query": {"pages": [{"title": "File:1.jpg", "revisions": revisions}]}}


@dataclass
class Rows:
    saved: list[Move] = field(default_factory=list)

    def save(self, move: Move) -> None:
        self.saved.append(move)


def turn(
    *answers: Answer, move: Move = MOVE, seconds: float = 60.0, edits: tuple[float, ...] = ()
) -> tuple[Stop, RecordedWiki, list[Move]]:
    """Return how a turn ended, the wiki it met, and the news."""
    wiki, rows, news = RecordedWiki(*answers), Rows(), list[Move]()
    mover = Mover(rows, wiki.clock)
    stop = mover.turn(move, wiki.client(), edits=edits, until=wiki.clock.now() + seconds, tell=news.append)
    assert not rows.saved or rows.saved[-1] == stop.move or stop.problem
    return stop, wiki, news


# scenario 105
def test_only_changed_files_are_counted() -> None:
    refused = {"error": {"code": "abusefilter-disallowed", "info": "…"}}
    stop, wiki, _ = turn(
        UNLIMITED, members(1, 2, 3, 4), page(), SAVED, page("by a template"), page(), refused, page(), SAVED
    )
    assert (stop.delay, stop.problem) == (None, None)
    assert (stop.move.done, stop.move.changed, stop.move.failed) == (4, 2, 1)
    assert wiki.answers == []


# scenario 105
def test_an_empty_category_moves_nothing() -> None:
    stop, _, news = turn(UNLIMITED, members())
    assert (stop.delay, stop.problem, stop.move.changed, news) == (None, None, 0, [])


# scenario 103
def test_every_part_of_the_list_is_moved() -> None:
    stop, wiki, _ = turn(UNLIMITED, members(1, go_on="file|2"), page(), SAVED, members(2), page(), SAVED)
    assert stop.move.changed == 2
    asked = [seen.params.get("cmcontinue") for seen in wiki.requests if seen.params.get("list") == "categorymembers"]
    assert asked == [None, "file|2"]


def test_the_next_turn_goes_on_where_this_one_stopped() -> None:
    move = Move(id="m", source="Old_name", target="New name", begin="file|2", tried=(3,), done=7, changed=6, failed=1)
    stop, wiki, _ = turn(UNLIMITED, members(3, 4), page(), SAVED, move=move)
    assert wiki.requests[1].params["cmcontinue"] == "file|2"
    assert (stop.move.done, stop.move.changed, stop.move.failed) == (8, 7, 1)


def test_nothing_is_begun_when_the_time_is_over() -> None:
    stop, wiki, _ = turn(UNLIMITED, members(1, 2), seconds=0.0)
    assert (stop.delay, stop.move.done) == (0.0, 0)
    assert wiki.answers == []


def test_a_short_wait_for_the_next_edit_is_slept() -> None:
    stop, wiki, _ = turn(one_edit_in(4), members(1, 2), page(), SAVED, page(), SAVED)
    assert stop.move.changed == 2
    assert wiki.clock.sleeps == [pytest.approx(4 * 31 / 30)]


def test_a_long_wait_for_the_next_edit_is_left_to_the_queue() -> None:
    stop, wiki, _ = turn(one_edit_in(60), members(1, 2), page(), SAVED)
    assert stop.delay == pytest.approx(62)
    assert stop.move.changed == 1
    assert wiki.clock.sleeps == []
    assert len(stop.edits) == 1


def test_edits_of_an_earlier_turn_count() -> None:
    stop, wiki, _ = turn(one_edit_in(60), members(1), edits=(RecordedWiki().clock.now() - 10,))
    assert stop.delay == pytest.approx(52)
    assert wiki.answers == []


@pytest.mark.parametrize(
    ("answer", "delay"),
    [
        pytest.param("rl_edit0", 15, id="ratelimited"),
        pytest.param("maxlag", 5, id="maxlag, with its Retry-After"),
        pytest.param(httpx.Response(429, headers={"retry-after": "77"}), 77, id="429, with its Retry-After"),
        pytest.param(httpx.Response(429, headers={"retry-after": "86400"}), 900, id="longer than a message can wait"),
        pytest.param("readonly_edit", 15, id="readonly"),
    ],
)
def test_the_wiki_that_asks_to_wait_is_asked_again_later(answer: Answer, delay: float) -> None:
    stop, wiki, _ = turn(UNLIMITED, members(1, 2), page(), SAVED, page(), answer)
    assert (stop.delay, stop.problem) == (delay, None)
    assert (stop.move.changed, stop.move.failed, stop.move.refusals) == (1, 0, 1)
    assert wiki.answers == []


def test_a_wiki_that_cannot_be_reached_for_its_list_is_asked_again_later() -> None:
    stop, _, _ = turn(UNLIMITED, *[httpx.Response(503)] * 3)
    assert (stop.delay, stop.move.refusals) == (15, 1)


def test_patience_has_an_end() -> None:
    tired = Move(id="m", source="A", target="B", refusals=MAX_REFUSALS)
    stop, _, _ = turn(UNLIMITED, members(1), page("[[Category:A]]"), "rl_edit0", move=tired)
    assert stop.delay is None
    assert stop.problem is not None
    assert stop.problem.code == "ratelimited"


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([{"error": {"code": "invalidcategory", "info": "Not a category."}}], id="no such list"),
        pytest.param([members(1), page(), "oauth_bad_token"], id="grant revoked"),
        pytest.param([members(1), page(), "permissiondenied"], id="no right"),
    ],
)
def test_what_waiting_does_not_help_ends_the_move_and_keeps_the_pace(answers: list[Answer]) -> None:
    stop, wiki, _ = turn(one_edit_in(60), *answers, edits=(1.0,))
    assert stop.delay is None
    assert isinstance(stop.problem, CommonsError)
    assert stop.edits == (1.0,)
    assert wiki.answers == []


def test_news_come_at_most_once_a_second() -> None:
    pages = [page("by a template")] * 5
    _, _, news = turn(UNLIMITED, members(*range(5)), *pages)
    assert [move.done for move in news] == [1]  # the virtual clock stands still


def test_news_of_the_turn_before_count() -> None:
    now = RecordedWiki().clock.now()
    recent = Move(id="m", source="Old_name", target="New name", done=3, told_at=now - 0.5)
    _, _, news = turn(UNLIMITED, members(1), page(), SAVED, move=recent)
    assert news == []
