"""The other pure modules: slices, batches, words, links, routes, back-off."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Call
from tests.browser.samples import batch, stats, upload


@pytest.mark.parametrize(
    ("items", "sizes"),
    [
        pytest.param(0, [], id="none"),
        pytest.param(18, [18], id="exactly one slice"),
        pytest.param(36, [18, 18], id="an exact multiple leaves no empty slice"),
        pytest.param(40, [18, 18, 4], id="a rest"),
    ],
)
def test_a_slice_holds_at_most_eighteen_items(call: Call, items: int, sizes: list[int]) -> None:
    slices = call("slices", "slicesOf", [{"id": str(number)} for number in range(items)])

    assert [len(each) for each in slices] == sizes


def test_a_slice_fits_into_one_frame_of_api_gateway(call: Call) -> None:
    items = [{"id": str(number), "wikitext": "é" * 5000} for number in range(18)]

    slices = call("slices", "slicesOf", items)

    assert [item for each in slices for item in each] == items
    assert max(len(each) for each in slices) == 2


BATCH_STEPS = """async ([id, steps]) => {
  const batches = await import("/assets/batch.js");
  let batch = batches.emptyBatch(id);
  for (const [step, data] of steps) batch = batches[step](batch, data);
  return { rows: [...batch.rows.values()], counts: batches.countsOf(batch), finished: batches.isFinished(batch) };
}"""


@pytest.fixture
def batch_after(page: Page, site: str) -> Any:
    page.goto(f"{site}/assets/icon.svg")
    return lambda *steps: page.evaluate(BATCH_STEPS, [12, [list(step) for step in steps]])


def test_updates_merge_by_photograph_and_other_batches_are_ignored(batch_after: Any) -> None:
    state = batch_after(
        ("withList", {"batch": batch(12, queued=1), "uploads": [upload(1, "queued", filename="One.jpg")]}),
        ("withRows", [upload(1, "completed"), upload(2, "failed", batch=13)]),
    )

    assert [(row["filename"], row["status"]) for row in state["rows"]] == [("One.jpg", "completed")]
    assert state["finished"]


def test_the_uploads_of_a_large_batch_that_come_later_are_added(batch_after: Any) -> None:
    state = batch_after(
        ("withList", {"batch": batch(12, queued=3), "uploads": [upload(1, "queued", filename="One.jpg", wikitext="")]}),
        ("withMoreRows", {"id": 12, "uploads": [upload(1, "queued", wikitext="whole"), upload(2, "queued")]}),
        ("withMoreRows", {"id": 13, "uploads": [upload(4, "queued")]}),
        ("withMoreRows", {"id": 12, "uploads": [upload(3, "completed")]}),
    )

    assert [row["id"] for row in state["rows"]] == [1, 2, 3]
    assert (state["rows"][0]["filename"], state["rows"][0]["wikitext"]) == ("One.jpg", "whole")
    assert state["counts"]["completed"] == 1


@pytest.mark.parametrize(
    ("messages", "missed"),
    [
        pytest.param([("SUBSCRIBED", 7), ("UPLOADS_UPDATE", 8), ("BATCH_PROGRESS", 9)], [0, 0, 0], id="one by one"),
        pytest.param([("SUBSCRIBED", 7), ("UPLOADS_UPDATE", 9)], [0, 1], id="one is missing"),
        pytest.param([("SUBSCRIBED", 7), ("UPLOADS_UPDATE", 7), ("UPLOADS_UPDATE", 8)], [0, 0, 0], id="one is late"),
        pytest.param([("SUBSCRIBED", 7), ("SUBSCRIBED", 90), ("UPLOADS_UPDATE", 91)], [0, 0, 0], id="another batch"),
        pytest.param([("UPLOADS_UPDATE", 5), ("UPLOADS_UPDATE", None)], [0, 0], id="an answer has none"),
        pytest.param([("SUBSCRIBED", 7), ("BATCHES_LIST", 3), ("BATCHES_LIST", 5)], [0, 0, 1], id="a list of its own"),
    ],
)
def test_a_lost_push_shows_in_the_numbers(page: Page, site: str, messages: list[Any], missed: list[int]) -> None:
    page.goto(f"{site}/assets/icon.svg")
    found = page.evaluate(
        """async (messages) => {
          const { StreamNumbers } = await import("/assets/stream-numbers.js");
          const numbers = new StreamNumbers();
          return messages.map(([type, sequence]) => numbers.misses({ type, sequence: sequence ?? undefined }));
        }""",
        [list(message) for message in messages],
    )

    assert found == [bool(each) for each in missed]


def test_an_older_message_does_not_take_an_end_back(batch_after: Any) -> None:
    rows = [("withRows", [upload(1, "completed", success="http://x/wiki/File:One.jpg")])]
    older = {"batch": batch(12, in_progress=1), "uploads": [upload(1, "in_progress", filename="One.jpg")]}

    row = batch_after(*rows, ("withList", older))["rows"][0]

    assert (row["status"], row["filename"]) == ("completed", "One.jpg")


def test_an_upload_may_go_back_to_waiting_as_long_as_it_has_not_ended(batch_after: Any) -> None:
    state = batch_after(("withRows", [upload(1, "in_progress")]), ("withRows", [upload(1, "queued")]))

    assert state["rows"][0]["status"] == "queued"


def test_counts_are_the_servers_until_all_rows_are_known(batch_after: Any) -> None:
    progress = ("withProgress", {"id": 12, "stats": stats(completed=1, queued=1)})

    assert batch_after(progress)["counts"] == stats(completed=1, queued=1)
    assert batch_after(progress, ("withRows", [upload(1, "completed"), upload(2, "duplicated_sdc_updated")]))[
        "counts"
    ] == stats(completed=1, duplicate=1)


def test_an_empty_batch_is_not_finished_and_one_with_cancelled_uploads_can_be(batch_after: Any) -> None:
    assert not batch_after()["finished"]
    assert batch_after(("withRows", [upload(1, "completed"), upload(2, "cancelled")]))["finished"]


def test_a_partial_list_of_batches_replaces_adds_and_sorts(call: Call) -> None:
    known = {"items": [batch(3, queued=1), batch(1)], "total": 2}
    message = {"partial": True, "data": {"items": [batch(3, completed=1), batch(4)], "total": 3}}

    merged = call("batches", "mergeBatches", known, message)

    assert [each["id"] for each in merged["items"]] == [4, 3, 1]
    assert merged["items"][1]["stats"] == stats(completed=1)
    assert merged["total"] == 3


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        pytest.param(1, "1 s", id="second"),
        pytest.param(59, "59 s", id="under a minute"),
        pytest.param(240, "4 min", id="minutes"),
        pytest.param(3600, "1 h", id="an hour"),
        pytest.param(5460, "1 h 31 min", id="hours"),
        pytest.param(86400, "1 d", id="a day"),
        pytest.param(180000, "2 d 2 h", id="days"),
    ],
)
def test_a_span_of_time_is_as_precise_as_it_matters(call: Call, seconds: int, words: str) -> None:
    assert call("words", "durationWords", seconds) == words


def test_the_expected_end_is_a_time_of_day_and_a_span(page: Page, site: str) -> None:
    page.goto(f"{site}/assets/icon.svg")
    words = page.evaluate(
        """async () => {
          const { finishWords } = await import("/assets/words.js");
          const now = new Date(2026, 10, 21, 14, 28);
          const later = (minutes) => new Date(now.getTime() + minutes * 60_000).toISOString();
          const ends = [later(4), later(24 * 60), later(-0.1), later(-0.2), undefined];
          return ends.map((finish) => finishWords(finish, now));
        }"""
    )

    assert words == [
        "finishes about 14:32, in 4 min",
        "finishes about 2026-11-22, 14:28, in 1 d",
        "finishes any moment",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        pytest.param("https://a.example/x", "https://a.example/x", id="https"),
        pytest.param("http://127.0.0.1:8090/x", "http://127.0.0.1:8090/x", id="http, for the sandbox"),
        pytest.param("javascript:alert(1)", "", id="script"),
        pytest.param("data:text/html,x", "", id="data"),
        pytest.param("//a.example", "", id="relative"),
    ],
)
def test_only_web_addresses_become_links(call: Call, address: str, safe: str) -> None:
    assert call("links", "safeAddress", address) == safe


def test_a_published_file_has_a_small_picture(call: Call) -> None:
    page = "https://commons.wikimedia.org/wiki/File:A_%26_b.jpg"

    assert call("links", "publishedThumbnail", page) == (
        "https://commons.wikimedia.org/wiki/Special:FilePath/A_%26_b.jpg?width=160"
    )
    assert call("links", "lastPart", page) == "File:A & b.jpg"


@pytest.mark.parametrize(
    ("group", "published", "address"),
    [
        pytest.param(
            "a1",
            "https://commons.wikimedia.org/wiki/File:A.jpg",
            "https://editgroups-commons.toolforge.org/b/curator/a1/",
            id="on Commons",
        ),
        pytest.param("a1", "http://127.0.0.1:8090/wiki/File:A.jpg", "", id="in the sandbox"),
        pytest.param("a1", None, "", id="nothing published yet"),
        pytest.param(None, "https://commons.wikimedia.org/wiki/File:A.jpg", "", id="no group"),
    ],
)
def test_the_edits_of_a_batch_on_commons_can_be_looked_at_together(
    call: Call, group: str | None, published: str | None, address: str
) -> None:
    assert call("links", "editGroupAddress", group, published) == address


@pytest.mark.parametrize(
    ("fragment", "route"),
    [
        pytest.param("", {"name": "new"}, id="nothing"),
        pytest.param("#batches", {"name": "batches"}, id="batches"),
        pytest.param("#batch=12", {"name": "batch", "id": 12}, id="one batch"),
        pytest.param("#batch=1e3", {"name": "new"}, id="not a number"),
    ],
)
def test_the_fragment_names_a_part_of_the_page(call: Call, fragment: str, route: dict[str, Any]) -> None:
    assert call("routes", "routeOf", fragment) == route


def test_waits_between_tries_grow_to_half_a_minute_and_differ_between_clients(call: Call) -> None:
    assert [call("backoff", "waitBeforeTry", tries, 1) for tries in (0, 1, 2, 10, 10_000)] == [0.5, 1, 2, 30, 30]
    assert call("backoff", "waitBeforeTry", 3, 0) == 2


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"), (10_485_760, "10.5 MB")],
)
def test_sizes_are_told_in_the_usual_units(call: Call, size: int, expected: str) -> None:
    assert call("words", "bytesWords", size) == expected
