"""The dashboard: who sees it, and what it says when something is broken."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from functions.api.dashboard import sections
from functions.api.dashboard.guarding import Section
from functions.api.images.queues import Depth
from functions.api.images.room import ImageFacts
from tests.unit.functions.dashboard_site import PANELS, DashboardSite
from tests.unit.functions.images_site import CAROL
from tests.unit.images.world import ALICE, BOB, POISON, jpeg

SECTIONS = [
    "system",
    "database",
    "redis",
    "celery",
    "processing",
    "storage",
    "rate_limits",
    "errors",
    "configuration",
]
OURS = [
    "queues",
    "dead_letters",
    "lanes",
    "uploads",
    "failures",
    "functions",
    "connections",
    "callers",
    "settings",
]
PAGE = Path(sections.__file__).parent / "page"
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in PAGE.glob("*.js")}
SCRIPT = SCRIPTS["dashboard.js"]


@pytest.fixture
def site() -> DashboardSite:
    return DashboardSite()


def dashboard_of(site: DashboardSite) -> Any:
    response = site.get("/dashboard/data", CAROL)
    assert response.status_code == 200
    return response.json()


# scenario images-6
def test_the_dashboard_is_a_page_for_operators(site: DashboardSite) -> None:
    response = site.get("/dashboard", CAROL)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Failed to Load Dashboard" in response.text


# scenario images-6
@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/data", "/dashboard/", "/dashboard/data/"])
def test_others_do_not_see_it(site: DashboardSite, path: str) -> None:
    assert site.get(path).status_code == 401
    assert site.get(path, ALICE).status_code == 403
    assert site.client.get(path, headers=site.session_of("Alice")).status_code == 403
    assert site.client.get(path, headers=site.session_of("Operator")).status_code == 200


def test_who_is_not_logged_in_is_shown_where(site: DashboardSite) -> None:
    response = site.get("/dashboard")
    assert 'href="/auth/login"' in response.text
    assert response.headers["Content-Type"].startswith("text/html")


def test_a_deployment_may_show_it_to_everybody() -> None:
    site = DashboardSite(facts=ImageFacts(dashboard_public=True))
    assert site.get("/dashboard").status_code == site.get("/dashboard/data").status_code == 200


class Loaded(HTMLParser):
    """Collects what a page loads, and what it does by itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if tag in {"script", "link"}:
            self.loads.append(str(found.get("src") or found.get("href")))
        self.inline += [name for name in found if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        if self.lasttag in {"script", "style"} and data.strip():
            self.inline.append(data)


def test_the_page_loads_what_the_policy_allows(site: DashboardSite) -> None:
    page = Loaded(site.get("/dashboard", CAROL).text)
    assert page.inline == []
    own = [path for path in page.loads if path.startswith("/dashboard/")]
    assert len(own) == 2
    for path in own:
        assert site.get(path).status_code == 200
    assert site.get("/dashboard/assets/../routes.py").status_code == 404
    assert site.get("/dashboard/assets/nothing.js").status_code == 404


# scenario images-2
def test_what_state_is_kept_in_can_be_reached(site: DashboardSite) -> None:
    assert site.upload().status_code == 202, "storage takes a file"
    numbers = dashboard_of(site)
    assert (numbers["database"]["status"], numbers["database"]["connection_ok"]) == ("healthy", True)
    assert numbers["database"]["tables"].keys() == {"processing_jobs", "image_upload_events", "upload_rate_limits"}
    assert (numbers["redis"]["connected"], numbers["redis"]["queue_lengths"]["celery"]) == (True, 0)


# scenario images-6
def test_the_panels_stand_in_their_order() -> None:
    assert re.findall(r'^  \["([A-Z][\w ]+)", "\w+", \w+\.\w+', SCRIPT, re.MULTILINE) == PANELS
    assert "EVERY_SECONDS = 5" in SCRIPT


def test_the_page_writes_nothing_as_html() -> None:
    for script in SCRIPTS.values():
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function", script)


def test_everything_that_the_page_imports_is_served(site: DashboardSite) -> None:
    imported = {name for script in SCRIPTS.values() for name in re.findall(r'from "\./([\w.-]+)"', script)}
    assert imported == SCRIPTS.keys() - {"dashboard.js"}
    for name in imported:
        assert site.get(f"/dashboard/assets/{name}").headers["Content-Type"].startswith("text/javascript")


# scenario images-6
def test_the_numbers_have_nine_parts_and_the_paths_that_scripts_ask_for(site: DashboardSite) -> None:
    site.upload()
    site.world.run()
    site.finished(data=jpeg(tail=POISON))
    site.upload(BOB)
    site.depths.depth, site.depths.dead = (
        Depth(waiting=3, in_flight=2, delayed=1),
        Depth(waiting=4, in_flight=0, delayed=0),
    )
    numbers = dashboard_of(site)
    assert list(numbers) == [*SECTIONS, *OURS, "attention"]
    assert numbers["celery"]["workers"]["active"] == 0
    assert numbers["errors"]["error_summary"] == {"last_hour": 1, "last_24h": 1, "total": 1}
    assert numbers["redis"]["queue_lengths"] == {"celery": 3, "dlq": 4}
    assert (numbers["redis"]["status"], numbers["redis"]["connected"]) == ("healthy", True)
    assert numbers["celery"]["tasks"]["active"] == 2
    assert numbers["celery"]["tasks"]["scheduled"] == 1
    assert numbers["celery"]["status"] == "degraded", "messages wait, and nobody works"
    assert numbers["database"]["size_mb"] == 3.0
    assert numbers["database"]["tables"]["processing_jobs"] == 3
    assert numbers["database"]["recent_activity"]["last_job_created"] == "2027-01-15T08:00:00.000000Z"
    assert numbers["processing"]["jobs_by_status"] == {"completed": 1, "failed": 1, "pending": 1}
    assert numbers["processing"]["performance"]["last_hour"]["total"] == 3
    assert len(numbers["processing"]["recent_jobs"]) == 3
    assert numbers["storage"]["total_images"] == 1
    assert numbers["storage"]["tables"] == {"uploads": 3.0}
    assert numbers["rate_limits"] == {
        "users_near_limit": [],
        "total_active_windows": 2,
        "max_uploads_per_hour": 50,
    }
    assert numbers["errors"]["recent_failures"][0]["error"] == "The image cannot be decoded"
    assert numbers["configuration"]["image_sizes"]["original"] == 4096


def test_workers_are_well_while_nothing_waits(site: DashboardSite) -> None:
    assert dashboard_of(site)["celery"]["status"] == "healthy"
    claimed = site.world.processor
    site.upload()
    site.world.engine.faults = [_Hanging()]
    with pytest.raises(_Hanging):
        claimed.process(site.world.statistics.recent(1)[0].image_id)
    numbers = dashboard_of(site)
    assert numbers["celery"]["workers"]["active"] == 1
    assert numbers["processing"]["recent_jobs"][0]["status"] == "processing"
    site.world.clock.advance(7)
    assert dashboard_of(site)["processing"]["recent_jobs"][0]["processing_time_seconds"] == 7.0


class _Hanging(BaseException):
    """The worker is killed in the middle."""


def test_who_is_near_the_limit_of_this_hour_is_shown(site: DashboardSite) -> None:
    for _ in range(39):
        site.announce()
    assert dashboard_of(site)["rate_limits"]["users_near_limit"] == []
    site.announce()
    assert dashboard_of(site)["rate_limits"]["users_near_limit"] == [
        {
            "user_id": "alice",
            "count": 40,
            "limit": 50,
            "window_start": "2027-01-15T08:00:00.000000Z",
            "percent_used": 80.0,
        }
    ]
    site.world.clock.advance(3600)
    assert dashboard_of(site)["rate_limits"]["users_near_limit"] == []


# scenario images-6
def test_a_part_that_fails_leaves_the_others_alone(site: DashboardSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    site.depths.fault = TimeoutError("secret.example")
    monkeypatch.setattr(site.world.table, "get_many", fail)
    monkeypatch.setattr(site.services.machine, "resources", fail)
    numbers = dashboard_of(site)
    assert list(numbers) == [*SECTIONS, *OURS, "attention"]
    assert numbers["redis"] == {"status": "down", "connected": False, "error": "TimeoutError"}
    assert numbers["celery"] == {"status": "down", "error": "TimeoutError"}
    assert numbers["database"] == {"status": "down", "connection_ok": False, "error": "RuntimeError"}
    assert numbers["processing"] == {"error": "RuntimeError"}
    assert numbers["system"]["resources"] == {"error": "RuntimeError"}
    assert numbers["configuration"]["webp_quality"] == 85
    assert "secret" not in json.dumps(numbers)


# scenario images-6
@pytest.mark.parametrize("name", SECTIONS + OURS)
def test_each_part_may_fail(site: DashboardSite, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def fail(_: object) -> Any:
        raise KeyError("secret")

    broken = Section(show=fail, when_down=sections.SECTIONS[name].when_down)
    monkeypatch.setattr(sections, "SECTIONS", {**sections.SECTIONS, name: broken})
    numbers = dashboard_of(site)
    assert numbers[name]["error"] == "KeyError"
    assert f"{name}: cannot be shown (KeyError)" in [one["text"] for one in numbers["attention"]]
    assert [other for other in SECTIONS + OURS if "error" in numbers[other]] == [name]
