"""Category tools by package: one answer each, however many runs of the fetcher it takes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from curator.categories.lists import READING_SECONDS
from curator.identity.errors import SessionExpiredError
from curator.realtime.packages.numbers import CLIENT
from tests.unit.functions.category_world import USER, CategoryWorld, category_world
from tests.unit.functions.socket_world import Browser

REQUEST_ID = "0c2e4c36-7a4e-4b4a-9d3b-5b1f0a4f7c11"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[CategoryWorld]:
    with category_world(tmp_path) as world:
        yield world


@pytest.fixture
def browser(world: CategoryWorld) -> Browser:
    return world.connect(USER)


def ask(world: CategoryWorld, browser: Browser, name: str, data: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Send a package, let everything be done, and return what came back."""
    browser.send_text(json.dumps({"pkg_id": CLIENT[name], "req_id": REQUEST_ID, "data": data}))
    world.work()
    assert {message["req_id"] for message in browser.received} == {REQUEST_ID}
    return browser.received


def answer(name: str, data: dict[str, Any], status: int = 0) -> dict[str, Any]:
    return {"pkg_id": CLIENT[name], "req_id": REQUEST_ID, "status_code": status, "meta": None, "data": data}


def test_that_no_category_was_deleted_is_an_answer_too(world: CategoryWorld, browser: Browser) -> None:
    read = ask(world, browser, "CHECK_CATEGORIES_DELETED", {"titles": ["Never was"]})
    assert read == [answer("CHECK_CATEGORIES_DELETED", {})]


def test_a_category_is_made(world: CategoryWorld, browser: Browser) -> None:
    read = ask(world, browser, "CREATE_CATEGORY", {"title": "New one", "text": "x"})
    assert read == [answer("CREATE_CATEGORY", {"title": "Category:New_one"})]


def test_files_are_moved_in_several_turns_and_the_last_word_is_the_answer(
    world: CategoryWorld, browser: Browser
) -> None:
    world.limit_edits(5, 60)
    world.put_files(12)
    *news, last = ask(world, browser, "RECATEGORIZE_FILES", {"source": "Old name", "target": "New name"})
    assert len(world.fetches.sent) > 2, "it took more than one turn"
    assert news
    assert all(message.keys() == {"pkg_id", "req_id", "data"} for message in news)
    assert {message["pkg_id"] for message in news} == {1504}
    assert last == answer("RECATEGORIZE_FILES", {"source": "Old name", "count": 12})


def test_who_has_logged_out_meanwhile_is_refused(world: CategoryWorld, browser: Browser) -> None:
    world.log_out(browser)
    read = ask(world, browser, "CREATE_CATEGORY", {"title": "New one", "text": "x"})
    assert read == [answer("CREATE_CATEGORY", {"msg": SessionExpiredError.public_message}, 1)]


def test_a_list_that_is_being_read_is_answered_once_it_is(world: CategoryWorld, browser: Browser) -> None:
    world.wanted = world.keep_list("wanted", lambda: [("A", 1, 2, 4)])
    world.lists.begin_reading("wanted", seconds=20)
    (read,) = ask(world, browser, "FETCH_WANTED_CATEGORIES")
    assert len(world.fetches.sent) > 2, "it was asked for again"
    assert (read["status_code"], read["data"]["total"]) == (0, 1)


def test_a_list_that_takes_too_long_is_refused_once(world: CategoryWorld, browser: Browser) -> None:
    world.wanted = world.keep_list("wanted", list)
    world.lists.begin_reading("wanted", seconds=READING_SECONDS)
    (read,) = ask(world, browser, "FETCH_WANTED_CATEGORIES")
    assert read["status_code"] == 1
    assert read["data"]["msg"].startswith("The list is still being read")
