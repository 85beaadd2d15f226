"""The category tools on a real MediaWiki: its log of deletions, its lists of members, its rate limiter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from curator.categories.mover import Mover
from curator.categories.moves import Move
from curator.commons.categories import (
    MEMBERS_PER_REQUEST,
    Moved,
    create_category,
    deleted_categories,
    files_in_category,
    recategorise_file,
)
from curator.commons.pages import read_page
from curator.foundation.clock import SystemClock
from local.mediawiki.wiki import MediaWiki
from tests.wiki.people import Person, client_of, person

SOURCE, TARGET = "Old name", "New name"


@pytest.fixture
def robot(wiki: MediaWiki) -> Person:
    """Give an account without limits."""
    return person(wiki, "Robot")


@dataclass
class Rows:
    saved: list[Move] = field(default_factory=list)

    def save(self, move: Move) -> None:
        self.saved.append(move)


def put_files(who: Person, count: int, *, text: str = "[[Category:Old_name|{number:03}]]") -> None:
    for number in range(count):
        title = f"File:Number {number:03}.jpg"
        who.client.post({"action": "edit"}, {"title": title, "text": text.format(number=number)})


def members(who: Person, category: str) -> list[str]:
    found: list[str] = []
    begin: str | None = None
    while True:
        part = files_in_category(who.client, category, begin=begin)
        found += [member.title for member in part.files]
        if part.next_from is None:
            return found
        begin = part.next_from


def turns(who: Person, *, seconds: Iterator[float] | Sequence[float]) -> Move:
    """Move everything, in turns of these many seconds; return the move at its end."""
    rows, clock = Rows(), SystemClock()
    move = Move(id="m", source=SOURCE, target=TARGET)
    edits: tuple[float, ...] = ()
    for length in seconds:
        stop = Mover(rows, clock).turn(
            move, who.client, edits=edits, until=clock.now() + length, tell=lambda _move: None
        )
        assert stop.problem is None, stop.problem
        if stop.delay is None:
            return stop.move
        clock.sleep(stop.delay)
        move, edits = rows.saved[-1], stop.edits  # as the next worker finds it
    raise AssertionError("the move does not end")


# scenario 100
def test_a_deleted_category_is_found_in_the_log_even_if_it_is_there_again(uploader: Person, admin: Person) -> None:
    create_category(uploader.client, "Gone", text="x")
    create_category(uploader.client, "Back again", text="x")
    create_category(uploader.client, "There", text="x")
    for title in ("Category:Gone", "Category:Back again"):
        admin.client.post({"action": "delete"}, {"title": title, "reason": "a test"})
    create_category(uploader.client, "Back again", text="y")
    titles = ["Gone", "Back_again", "There", "Never was", "Nothing[can be called this", "|"]
    assert deleted_categories(uploader.client, titles) == ["Gone", "Back_again"]


# scenario 101
def test_a_category_is_made_once(uploader: Person) -> None:
    assert create_category(uploader.client, "foo bar", text="first") == "Category:foo_bar"
    assert create_category(uploader.client, "Foo_bar", text="second") == "Category:Foo_bar"
    page = read_page(uploader.client, "Category:Foo bar")
    assert page is not None
    assert page.text == "first"


# scenario 103
# scenario 105
def test_files_are_all_moved_although_the_list_shrinks_while_it_is_read(robot: Person) -> None:
    count = 2 * MEMBERS_PER_REQUEST + 7
    put_files(robot, count)
    before = members(robot, SOURCE)
    assert len(before) == count
    done = turns(robot, seconds=[1.0] * 100)  # cut short again and again
    assert (done.done, done.changed, done.failed) == (count, count, 0)
    assert members(robot, SOURCE) == []
    assert members(robot, TARGET) == before  # sort keys stayed


# scenario 104
# scenario 105
def test_what_a_template_puts_there_stays_and_a_protected_page_stops_nothing(robot: Person, admin: Person) -> None:
    put_files(robot, 3)
    admin.client.post({"action": "edit"}, {"title": "Template:Puts it there", "text": "[[Category:Old name]]"})
    robot.client.post({"action": "edit"}, {"title": "File:By template.jpg", "text": "{{Puts it there}}"})
    admin.client.post({"action": "protect"}, {"title": "File:Number 001.jpg", "protections": "edit=sysop"})
    done = turns(robot, seconds=[60.0])
    assert (done.done, done.changed, done.failed) == (4, 2, 1)
    assert sorted(members(robot, SOURCE)) == ["File:By template.jpg", "File:Number 001.jpg"]
    assert recategorise_file(robot.client, "File:Missing.jpg", source=SOURCE, target=TARGET) is Moved.UNCHANGED


def test_the_real_limiter_refuses_nothing(wiki: MediaWiki, robot: Person) -> None:
    put_files(robot, 10)
    wiki.limit({"edit": {"user": (6, 3)}})
    token = wiki.grant("Ordinary")
    ordinary = Person("Ordinary", token, client_of(wiki, token, "Ordinary", clock=SystemClock()))
    done = turns(ordinary, seconds=[60.0] * 10)
    assert (done.changed, done.refusals, wiki.refusals()) == (10, 0, 0)
