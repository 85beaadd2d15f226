"""The category tools as a client has them: the reference's scenarios 100 to 102, 105 and 106, end to end in process."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from curator.categories.lists import FRESH_SECONDS, READING_SECONDS, Row
from curator.identity.errors import SessionExpiredError
from curator.realtime import frames
from functions.fetcher.moves import HOLD_SECONDS
from functions.websocket.handlers.categories import MAX_TITLES
from local.sandbox.items import all_items
from tests.unit.functions.category_world import USER, CategoryWorld, CrashError, category_world
from tests.unit.functions.socket_world import Browser

WANTED: list[Row] = [(f"Wanted_{number:03}", 1, 2, 100 - number % 90) for number in range(150)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[CategoryWorld]:
    with category_world(tmp_path) as world:
        yield world


@pytest.fixture
def browser(world: CategoryWorld) -> Browser:
    return world.connect(USER)


def ask(world: CategoryWorld, browser: Browser, type_name: str, data: Any = None) -> list[dict[str, Any]]:
    """Send a message, let everything be done, and return what came back."""
    before = len(browser.received)
    browser.send(type_name, data)
    world.work()
    for message in browser.received[before:]:
        assert frames.fits(message)
    return browser.received[before:]


def move(world: CategoryWorld, browser: Browser, **change: str) -> list[dict[str, Any]]:
    return ask(world, browser, "RECATEGORIZE_FILES", {"source": "Old_name", "target": "New_name"} | change)


def refusal(text: str) -> list[dict[str, Any]]:
    return [{"type": "ERROR", "data": text}]


def response(source: str, count: int) -> dict[str, Any]:
    return {"type": "RECATEGORIZE_FILES_RESPONSE", "data": {"source": source, "count": count}}


# scenario 100
def test_only_deleted_titles_are_named(world: CategoryWorld, browser: Browser) -> None:
    world.put_page("Category:Gone for good", "x")
    world.delete_page("Category:Gone for good")
    titles = ["Never was", "Gone_for_good", "Old name"]
    (answer,) = ask(world, browser, "CHECK_CATEGORIES_DELETED", {"titles": titles})
    assert answer == {"type": "CATEGORIES_DELETED_RESPONSE", "data": {"deleted": ["Gone_for_good"]}}


# scenario 100
def test_silence_says_that_nothing_was_deleted(world: CategoryWorld, browser: Browser) -> None:
    assert ask(world, browser, "CHECK_CATEGORIES_DELETED", {"titles": ["Never was"]}) == []
    assert ask(world, browser, "CHECK_CATEGORIES_DELETED", {"titles": []}) == []


def test_too_many_titles_are_refused_with_their_number(world: CategoryWorld, browser: Browser) -> None:
    titles = [f"C{number}" for number in range(MAX_TITLES + 1)]
    expected = "At most 100 categories can be checked at once, not 101"
    assert ask(world, browser, "CHECK_CATEGORIES_DELETED", {"titles": titles}) == refusal(expected)
    assert ask(world, browser, "CHECK_CATEGORIES_DELETED", {"titles": titles[1:]}) == []


# scenario 101
def test_a_created_category_is_named_with_underscores(world: CategoryWorld, browser: Browser) -> None:
    wish = {"title": "Streets in Zürich", "text": "[[Category:Streets]]"}
    (answer,) = ask(world, browser, "CREATE_CATEGORY", wish)
    assert answer == {"type": "CATEGORY_CREATED_RESPONSE", "data": {"title": "Category:Streets_in_Zürich"}}
    assert world.text_of("Category:Streets in Zürich") == "[[Category:Streets]]"


# scenario 101
def test_a_category_that_is_there_already_counts_as_created_and_stays_as_it_is(
    world: CategoryWorld, browser: Browser
) -> None:
    world.put_page("Category:Old", "as it was")
    (answer,) = ask(world, browser, "CREATE_CATEGORY", {"title": "Old", "text": "another text"})
    assert answer["type"] == "CATEGORY_CREATED_RESPONSE"
    assert world.text_of("Category:Old") == "as it was"


# scenario 101
def test_another_refusal_is_told_in_the_wikis_own_words(world: CategoryWorld, browser: Browser) -> None:
    world.break_wiki(kind="edit", behaviour="api_error", code="protectedpage", info="This page is protected.")
    assert ask(world, browser, "CREATE_CATEGORY", {"title": "A", "text": "x"}) == refusal("This page is protected.")


def test_a_wiki_that_cannot_be_reached_is_told_in_our_words(world: CategoryWorld, browser: Browser) -> None:
    world.break_wiki(kind="edit", behaviour="http", status=503, times=None)
    answer = ask(world, browser, "CREATE_CATEGORY", {"title": "A", "text": "x"})
    assert answer == refusal("Wikimedia Commons cannot be reached at the moment")


# scenario 102
def test_an_item_gets_the_statement_and_the_link(world: CategoryWorld, browser: Browser) -> None:
    wish = {"title": "Foo_bar", "text": "x", "wikidata_qid": "Q64"}
    (answer,) = ask(world, browser, "CREATE_CATEGORY", wish)
    assert answer["data"] == {"title": "Category:Foo_bar"}
    item = all_items(world.wiki.sandbox)["Q64"]
    assert item["claims"]["P373"][0]["mainsnak"]["datavalue"]["value"] == "Foo bar"
    assert item["sitelinks"]["commonswiki"]["title"] == "Category:Foo bar"


# scenario 102
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": "wbeditentity", "behaviour": "api_error", "code": "failed-save"}, id="refused"),
        pytest.param({"kind": "wbgetentities", "behaviour": "http", "status": 503, "times": None}, id="down"),
    ],
)
def test_a_wikidata_that_fails_changes_nothing_about_the_answer(
    world: CategoryWorld, browser: Browser, fault: dict[str, Any]
) -> None:
    world.break_wiki(**fault)
    (answer,) = ask(world, browser, "CREATE_CATEGORY", {"title": "Foo", "text": "x", "wikidata_qid": "Q64"})
    assert answer["type"] == "CATEGORY_CREATED_RESPONSE"
    assert all_items(world.wiki.sandbox) == {}


# scenario 105
def test_files_are_moved_with_news_on_the_way_and_counted_at_the_end(world: CategoryWorld, browser: Browser) -> None:
    world.put_files(7)
    world.put_page("File:By a template.jpg", "{{Puts it into|[[Category:Old name]]}}")
    world.limit_edits(4, 6)  # two of ours in six seconds, so that it takes a while
    *news, last = move(world, browser)
    assert last == response("Old_name", 8)
    assert {message["type"] for message in news} == {"RECATEGORIZE_FILES_PROGRESS"}
    assert [message["data"]["done"] for message in news] == sorted({message["data"]["done"] for message in news})
    assert news[-1]["data"] | {"done": 0, "changed": 0} == {"source": "Old_name", "done": 0, "changed": 0, "failed": 0}
    assert (world.files_in("Category:Old name"), world.files_in("Category:New name")) == (0, 8)
    assert world.text_of("File:Old name 003.jpg") == "{{Information}}\n[[Category:New name|003]]"


# scenario 105
def test_an_empty_category_is_moved_at_once(world: CategoryWorld, browser: Browser) -> None:
    assert move(world, browser) == [response("Old_name", 0)]


# scenario 105
def test_pages_that_cannot_be_saved_are_not_counted(world: CategoryWorld, browser: Browser) -> None:
    world.put_files(5)
    world.break_wiki(kind="edit", behaviour="api_error", code="protectedpage", skip=1, times=2)
    *_, last = move(world, browser)
    assert last == response("Old_name", 3)
    assert world.files_in("Category:Old name") == 2


# scenario 105
def test_a_save_whose_answer_got_lost_is_counted(world: CategoryWorld, browser: Browser) -> None:
    world.put_files(3)
    world.break_wiki(kind="edit", behaviour="succeed_then_timeout", skip=1)
    *_, last = move(world, browser)
    assert last == response("Old_name", 3)


# scenario 103
def test_more_files_than_one_part_of_the_list_holds_are_all_moved(world: CategoryWorld, browser: Browser) -> None:
    world.put_files(123)
    *_, last = move(world, browser)
    assert last == response("Old_name", 123)


# scenario 103
def test_members_that_cannot_be_listed_are_an_error(world: CategoryWorld, browser: Browser) -> None:
    fault = {"kind": "query.categorymembers", "behaviour": "api_error", "code": "invalidcategory"}
    world.break_wiki(**fault, info="The category name you entered is not valid.")
    assert move(world, browser) == refusal("The category name you entered is not valid.")


def test_the_users_limit_is_never_met_however_small_it_is(world: CategoryWorld, browser: Browser) -> None:
    world.put_files(25)
    world.limit_edits(6, 60)
    began = world.clock.now()
    *_, last = move(world, browser)
    assert last == response("Old_name", 25)
    assert world.refusals() == 0
    assert world.clock.now() - began == pytest.approx(8 * 62, abs=30)  # three a minute, with what the limiter adds


def test_two_moves_of_one_user_share_their_pace(world: CategoryWorld, browser: Browser) -> None:
    world.put_files(8)
    world.put_files(8, category="Other name")
    world.limit_edits(6, 60)
    browser.send("RECATEGORIZE_FILES", {"source": "Other name", "target": "New name"})
    messages = move(world, browser)
    assert [message["data"]["count"] for message in messages if "count" in message["data"]] == [8, 8]
    assert world.refusals() == 0
    assert world.files_in("Category:New name") == 16


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": "edit", "behaviour": "api_error", "code": "ratelimited"}, id="ratelimited"),
        pytest.param({"kind": "edit", "behaviour": "api_error", "code": "maxlag"}, id="maxlag"),
        pytest.param({"kind": "edit", "behaviour": "http", "status": 429, "retry_after": 40}, id="429"),
        pytest.param({"kind": "query.userinfo", "behaviour": "http", "status": 503}, id="no limits"),
    ],
)
def test_a_wiki_that_asks_to_wait_is_waited_for(world: CategoryWorld, browser: Browser, fault: dict[str, Any]) -> None:
    world.put_files(4)
    world.break_wiki(**fault, times=3)
    *_, last = move(world, browser)
    assert last == response("Old_name", 4)


def test_the_count_survives_a_worker_that_was_lost(world: CategoryWorld, browser: Browser) -> None:
    world.put_files(9)
    browser.send("RECATEGORIZE_FILES", {"source": "Old name", "target": "New name"})
    message = world.fetches.receive()
    assert message is not None
    lose_the_worker_at_its_second_news(world)
    with pytest.raises(CrashError):
        world.answer(message)
    moved = world.files_in("Category:New name")
    assert 0 < moved < 9
    world.clock.advance(HOLD_SECONDS)
    world.answer(message)  # the queue delivers it again
    world.work()
    assert browser.received[-1] == response("Old name", 9)
    assert world.files_in("Category:New name") == 9


def lose_the_worker_at_its_second_news(world: CategoryWorld) -> None:
    """Let time pass with every edit, so that there is news, and end the worker when there is for the second time."""
    post, news = world.post.post, []
    save = world.wiki.sandbox.wiki.save

    def crash(connection_id: str, message: dict[str, Any]) -> None:
        news.append(message)
        if len(news) == 2:
            raise CrashError
        post(connection_id, message)

    def slow_save(*args: Any, **named: Any) -> Any:
        world.clock.advance(0.4)
        return save(*args, **named)

    world.post.post = crash  # type: ignore[method-assign]
    world.wiki.sandbox.wiki.save = slow_save  # type: ignore[method-assign]


def test_a_message_that_comes_twice_is_done_once(world: CategoryWorld, browser: Browser) -> None:
    world.put_files(3)
    browser.send("RECATEGORIZE_FILES", {"source": "Old name", "target": "New name"})
    (message, _) = world.fetches.sent[-1]
    world.work()
    told = len(browser.received)
    world.put_files(1)
    world.answer(message)
    assert len(browser.received) == told
    assert world.files_in("Category:Old name") == 1


def test_a_move_goes_on_when_the_client_has_left(world: CategoryWorld, browser: Browser) -> None:
    world.put_files(3)
    browser.send("RECATEGORIZE_FILES", {"source": "Old name", "target": "New name"})
    world.post.gone.add(browser.connection_id)
    world.work()
    assert browser.received == []
    assert world.files_in("Category:New name") == 3


@pytest.mark.parametrize(
    ("type_name", "data"),
    [
        ("CHECK_CATEGORIES_DELETED", {"titles": ["A"]}),
        ("CREATE_CATEGORY", {"title": "A", "text": "x"}),
        ("RECATEGORIZE_FILES", {"source": "Old name", "target": "New name"}),
    ],
)
def test_who_has_logged_out_meanwhile_changes_nothing(
    world: CategoryWorld, browser: Browser, type_name: str, data: dict[str, Any]
) -> None:
    world.put_files(1)
    world.log_out(browser)
    assert ask(world, browser, type_name, data) == refusal(SessionExpiredError.public_message)
    assert world.wiki.sandbox.wiki.page("Category:A") is None
    assert world.files_in("Category:Old name") == 1


def test_logging_out_ends_a_move_after_the_turn_it_has(world: CategoryWorld, browser: Browser) -> None:
    world.put_files(5)
    world.limit_edits(4, 60)
    browser.send("RECATEGORIZE_FILES", {"source": "Old name", "target": "New name"})
    message = world.fetches.receive()
    assert message is not None
    world.answer(message)
    world.log_out(browser)
    world.work()
    assert browser.received[-1] == refusal(SessionExpiredError.public_message)[0]
    assert world.files_in("Category:New name") == 2


@pytest.mark.parametrize("target", ["Old name", "Category:old_name", " Old_name"])
def test_files_are_not_moved_to_where_they_are(world: CategoryWorld, browser: Browser, target: str) -> None:
    assert move(world, browser, target=target) == refusal("The files are in this category already")


def test_no_message_in_the_queue_holds_a_token(world: CategoryWorld, browser: Browser) -> None:
    world.put_files(3)
    world.limit_edits(2, 30)
    move(world, browser)
    ask(world, browser, "CREATE_CATEGORY", {"title": "A", "text": "x"})
    ask(world, browser, "CHECK_CATEGORIES_DELETED", {"titles": ["A"]})
    sent = json.dumps([message for message, _ in world.fetches.sent])
    assert len(world.fetches.sent) > 4  # moves hand over
    assert f"token of {USER.username}" not in sent


# scenario 106
def test_wanted_categories_come_by_the_hundred_with_what_they_hold(world: CategoryWorld, browser: Browser) -> None:
    world.wanted = world.keep_list("wanted", lambda: WANTED)
    (first,) = ask(world, browser, "FETCH_WANTED_CATEGORIES")
    assert first["type"] == "WANTED_CATEGORIES_RESPONSE"
    assert (len(first["data"]["items"]), first["data"]["total"]) == (100, 150)
    assert first["data"]["items"][0] == {"title": "Wanted_000", "subcats": 1, "files": 2, "pages": 97, "total": 100}
    (second,) = ask(world, browser, "FETCH_WANTED_CATEGORIES", {"offset": 100})
    assert [item["title"] for item in second["data"]["items"]] == [row[0] for row in WANTED[100:]]
    (third,) = ask(world, browser, "FETCH_WANTED_CATEGORIES", {"filter": "wanted 14"})
    assert (len(third["data"]["items"]), third["data"]["total"]) == (10, 10)


# scenario 106
def test_what_was_created_or_moved_through_us_is_wanted_no_more(world: CategoryWorld, browser: Browser) -> None:
    world.wanted = world.keep_list("wanted", lambda: [("Foo_bar", 0, 1, 1), ("Old_name", 0, 1, 1), ("Stays", 0, 1, 1)])
    ask(world, browser, "CREATE_CATEGORY", {"title": "foo bar", "text": "x"})
    move(world, browser)
    (answer,) = ask(world, browser, "FETCH_WANTED_CATEGORIES")
    assert [item["title"] for item in answer["data"]["items"]] == ["Stays"]
    assert answer["data"]["total"] == 1


# scenario 106
def test_red_links_come_with_a_page_that_has_them(world: CategoryWorld, browser: Browser) -> None:
    world.red_links = world.keep_list("red-links", lambda: [("Missing_one", "User:Alice/Plans")])
    (answer,) = ask(world, browser, "FETCH_REDLINKS")
    assert answer["type"] == "REDLINKS_RESPONSE"
    assert answer["data"]["items"] == [{"title": "Missing_one", "linked_from": "User:Alice/Plans"}]


@pytest.mark.parametrize("type_name", ["FETCH_WANTED_CATEGORIES", "FETCH_REDLINKS"])
def test_without_a_database_there_are_no_lists(world: CategoryWorld, browser: Browser, type_name: str) -> None:
    expected = "This Curator has no access to Commons' database, which this list is read from"
    assert ask(world, browser, type_name) == refusal(expected)


def test_an_old_list_is_shown_with_its_age_before_it_is_read_anew(world: CategoryWorld, browser: Browser) -> None:
    rows: list[Sequence[Any]] = [("Before", 0, 1, 1)]
    world.wanted = world.keep_list("wanted", lambda: [tuple(row) for row in rows])
    (first,) = ask(world, browser, "FETCH_WANTED_CATEGORIES")
    rows[0] = ("After", 0, 1, 1)
    world.clock.advance(FRESH_SECONDS)
    (old,) = ask(world, browser, "FETCH_WANTED_CATEGORIES")
    assert old == first
    (new,) = ask(world, browser, "FETCH_WANTED_CATEGORIES")
    assert new["data"]["items"][0]["title"] == "After"
    assert new["data"]["updated_at"] > old["data"]["updated_at"]


def test_who_comes_while_the_list_is_being_read_is_answered_when_it_is_there(
    world: CategoryWorld, browser: Browser
) -> None:
    world.wanted = world.keep_list("wanted", lambda: WANTED)
    world.lists.begin_reading("wanted", seconds=16)  # by another worker, which gets lost
    (answer,) = ask(world, browser, "FETCH_WANTED_CATEGORIES")
    assert answer["data"]["total"] == 150


def test_a_list_that_takes_too_long_is_an_error(world: CategoryWorld, browser: Browser) -> None:
    world.wanted = world.keep_list("wanted", lambda: WANTED)
    world.lists.begin_reading("wanted", seconds=READING_SECONDS)
    expected = "The list is still being read from Commons' database, please try again in a minute"
    assert ask(world, browser, "FETCH_WANTED_CATEGORIES") == refusal(expected)


def test_a_page_of_the_longest_titles_still_fits_into_a_frame(world: CategoryWorld, browser: Browser) -> None:
    rows: list[Row] = [(f"{number:03}" + "ü" * 126, 9_999_999, 9_999_999, 99_999_999) for number in range(100)]
    world.wanted = world.keep_list("wanted", lambda: rows)
    (answer,) = ask(world, browser, "FETCH_WANTED_CATEGORIES")
    assert 80 < len(answer["data"]["items"]) < 100
    assert answer["data"]["total"] == 100
