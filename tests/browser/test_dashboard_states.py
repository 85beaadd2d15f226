"""The operators' dashboard in three states, as a browser shows them: quiet, busy, broken. Screenshots are kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from curator.commons.limits import Limit, RateLimits
from curator.images.errors import UndecodableImageError
from curator.operations.dead_letters.models import Cause
from curator.uploads.lanes.lane import Pause
from functions.api.images.room import ImageFacts
from tests.browser.dashboard_page import panel, served
from tests.browser.test_accessibility import COLOURS, NAMELESS, contrast
from tests.unit.functions.dashboard_site import DashboardSite
from tests.unit.images.world import jpeg
from tests.unit.uploads.world import ALICE, BOB

SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
PHONE: ViewportSize = {"width": 390, "height": 844}
SCREEN: ViewportSize = {"width": 1440, "height": 900}
FIFTEEN_A_MINUTE = RateLimits(upload=Limit(hits=15, seconds=60), edit=Limit(hits=90, seconds=60))
CUT_OFF = "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.dataset.key)"
PAIRS = [
    (front, back) for front in ("text", "dim", "green", "amber", "red", "blue", "grey") for back in ("ground", "panel")
]


def quiet() -> DashboardSite:
    return DashboardSite(facts=ImageFacts(dashboard_public=True), public_url="")


def busy() -> DashboardSite:
    """Give a site in the middle of two users' batches, with images that wait and functions at work."""
    site = quiet()
    world = site.uploads
    world.commons.limits |= {"Alice": FIFTEEN_A_MINUTE, "Bob": FIFTEEN_A_MINUTE}
    world.add_batch(ALICE, [f"alice-{number}" for number in range(200)])
    world.add_batch(BOB, [f"bob-{number}" for number in range(80)])
    world.run(until=world.clock.now() + 190)
    for number in range(3):
        site.world.upload(data=jpeg(tail=f"{number}".encode()))
    site.queues.changes = {
        "lanes": {"delayed": 2},
        "uploads": {"waiting": 4, "in_flight": 6, "delayed": 120, "oldest": 42.0},
        "images": {"waiting": 3, "in_flight": 1, "oldest": 7.0},
    }
    site.work("uploader", [0.9] * 95 + [3.0] * 5)
    site.work("pacer", [0.04] * 20)
    site.work("api", [0.03] * 300)
    site.metrics.count("ws_connections_total", 12, status="accepted")
    site.metrics.count("ws_messages_received_total", 340)
    site.metrics.count("ws_messages_sent_total", 2210)
    site.metrics.count("http_requests_total", 300, method="GET", endpoint="/", status_code="200")
    return site


def broken() -> DashboardSite:
    """Give a site where the wiki takes no writes, a queue is old, letters are dead, and a part cannot be shown."""
    site = busy()
    site.uploads.outages.declare(Pause(until=site.world.clock.now() + 1800, reason="the wiki is read-only"))
    site.queues.changes = {**site.queues.changes, "uploads": {"waiting": 90, "oldest": 7200.0}}
    site.queues.changes = {**site.queues.changes, "scans": {"waiting": None, "error": "ReadTimeoutError"}}
    for number in range(1, 4):
        site.give_up(number=number)
    site.give_up("fetches", number=4, cause=Cause.DEFECT, error="KeyError in the fetcher", needs_human=True)
    site.world.run()
    site.world.engine.faults = [UndecodableImageError(public_message="The image cannot be decoded")]
    site.world.upload(data=jpeg(tail=b"bad"))
    site.world.run()
    site.work("uploader", [120.0] * 7, outcome="failed")
    site.work("uploader", [2.0] * 9, outcome="partly")
    site.services.machine.resources = _fail  # type: ignore[method-assign]
    site.dead_letters["scans"].waiting = None
    return site


def _fail() -> dict[str, object]:
    raise OSError("/proc is not there")


STATES = {"quiet": quiet, "busy": busy, "broken": broken}


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def site(state: str) -> DashboardSite:
    return STATES[state]()


@pytest.fixture
def origin(site: DashboardSite) -> Iterator[str]:
    with served(site.application) as origin:
        yield origin


def show(page: Page, origin: str, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    page.goto(f"{origin}/dashboard")
    expect(page.locator("main .panel")).not_to_have_count(0)


def row(page: Page, title: str, text: str) -> Locator:
    return panel(page, title).locator("tbody tr", has_text=text)


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
def test_a_state_is_readable(page: Page, origin: str, state: str, size: ViewportSize) -> None:
    show(page, origin, size)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    device = "phone" if size is PHONE else "screen"
    page.screenshot(path=SCREENSHOTS / f"dashboard-{state}-{device}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(NAMELESS) == []
    assert page.locator("dd:has-text('cannot be shown')").count() == 0


@pytest.mark.parametrize("state", ["quiet"], indirect=True)
def test_when_nothing_happens_nothing_needs_anybody(page: Page, origin: str) -> None:
    show(page, origin, SCREEN)
    expect(page.locator("#state")).to_have_text("Nothing needs you")
    expect(page.locator("#attention")).to_be_hidden()
    expect(panel(page, "Dead Letters")).to_contain_text("No dead letters")
    assert page.locator(".panel .down, .panel .degraded").count() == 0


@pytest.mark.parametrize("state", ["busy"], indirect=True)
def test_work_that_goes_on_is_no_trouble(page: Page, origin: str, site: DashboardSite) -> None:
    show(page, origin, SCREEN)
    expect(page.locator("#state")).to_have_text("Nothing needs you")
    alice = row(page, "Lanes", "Alice")
    expect(alice).to_contain_text("at work" if site.uploads.lanes.load("1").flying else "waits for its turn")
    expect(alice).to_contain_text("/15 in 1 min (limit 15 uploads)")
    expect(alice.locator("td").nth(5)).to_contain_text(r"min")
    expect(row(page, "Queues", "uploads").locator("td")).to_have_text(["uploads", "4", "6", "120", "42 s"])
    expect(row(page, "Functions", "uploader").locator("td").nth(5)).to_have_text("1 s")
    expect(row(page, "Uploads", "Bob")).to_contain_text("queued")


@pytest.mark.parametrize("state", ["broken"], indirect=True)
def test_what_is_broken_is_said_in_sentences_at_the_top(page: Page, origin: str) -> None:
    show(page, origin, SCREEN)
    said = page.locator("#concerns")
    for sentence in (
        "the wiki is read-only",
        "a message of the queue uploads is 120 min old",
        "the queue scans does not answer (ReadTimeoutError)",
        "3 dead letters of uploads",
        "1 dead letter of fetches, 1 for you to decide",
    ):
        expect(said).to_contain_text(sentence)
    expect(page.locator("#state")).to_have_class("down")
    expect(page).to_have_title("(6) Curator dashboard")
    expect(row(page, "Functions", "uploader").locator(".failed")).to_have_text("7")
    expect(panel(page, "System Resources")).to_contain_text("OSError")
    expect(row(page, "Failures by Cause", "The image cannot be decoded")).to_contain_text("1")


@pytest.mark.parametrize("state", ["broken"], indirect=True)
def test_an_operator_replays_with_a_click_and_says_why(page: Page, origin: str, site: DashboardSite) -> None:
    log_in(page, origin, site)
    show(page, origin, SCREEN)
    page.get_by_role("button", name="Replay dead letters of uploads").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Why now")).to_be_focused()
    dialog.get_by_label("Which letters").select_option(label="throttled (3)")
    dialog.get_by_role("button", name="Replay").click()
    expect(dialog).to_be_visible()  # a reason is needed
    dialog.get_by_label("Why now").fill("AWS has stopped throttling us")
    dialog.get_by_role("button", name="Replay").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#said")).to_have_text("The replay of uploads was asked for.")
    expect(row(page, "Dead Letters", "AWS has stopped throttling us")).to_contain_text("Operator")
    (replay,) = site.services.replays().newest(limit=5)[0]
    assert replay.wish.selection.as_asked() == {"causes": ["throttled"]}
    assert [body["replay_id"] for body, _ in site.replays_queue.sent] == [replay.id]


@pytest.mark.parametrize("state", ["quiet"], indirect=True)
def test_letters_that_nobody_has_read_yet_can_be_replayed_too(page: Page, origin: str, site: DashboardSite) -> None:
    site.dead_letters["images"].waiting = 2
    show(page, origin, SCREEN)
    page.get_by_role("button", name="Replay dead letters of images").click()
    expect(page.get_by_label("Which letters").locator("option")).to_have_text(["all 2"])


@pytest.mark.parametrize("state", ["broken"], indirect=True)
def test_a_refused_replay_says_why_and_can_be_tried_again(page: Page, origin: str, site: DashboardSite) -> None:
    show(page, origin, PHONE)
    page.get_by_role("button", name="Replay this letter of fetches").click()
    page.get_by_label("Why now").fill("to see")
    page.get_by_role("dialog").get_by_role("button", name="Replay").click()
    expect(page.locator("#replay-refusal")).to_have_text("Forbidden")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert site.replays_queue.sent == []
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize("state", ["broken"], indirect=True)
def test_the_focus_stays_where_it_was_when_the_numbers_are_new(page: Page, origin: str) -> None:
    page.clock.install()
    show(page, origin, SCREEN)
    button = page.get_by_role("button", name="Replay dead letters of uploads")
    button.focus()
    page.evaluate("document.querySelector('main .panel').dataset.old = 'yes'")
    page.clock.run_for(5000)
    expect(page.locator("[data-old]")).to_have_count(0)
    expect(button).to_be_focused()


@pytest.mark.parametrize("state", ["quiet"], indirect=True)
def test_text_stands_out_from_its_surface(page: Page, origin: str) -> None:
    show(page, origin, SCREEN)
    weak = [pair for pair in PAIRS if contrast(*page.evaluate(COLOURS, list(pair))) < 4.5]
    assert weak == []  # WCAG 2.2, success criterion 1.4.3, level AA


def log_in(page: Page, origin: str, site: DashboardSite) -> None:
    """Let the browser have the cookie of an operator who is logged in."""
    name, _, value = site.session_of("Operator")["Cookie"].partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": origin}])
