"""Which requests are in the audit log, and what is told of them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mangum import Mangum
from moto import mock_aws

from curator.foundation.table import Put, Table
from curator.identity.principals import Principal
from curator.operations.audit.log import AuditFilter, AuditLog
from functions.api.application import create_application
from functions.api.auditing import LARGEST_BODY
from tests.fakes.clock import VirtualClock
from tests.fakes.http_api import browser_for
from tests.fakes.memory_table import AUDITED, MemoryTable
from tests.unit.functions.api_site import API_KEY, SITE, Wiki, log_in, services_of_site
from tests.unit.operations.audit.log_world import operations_table
from tests.unit.uploads.admin_world import AdminWorld, memory_world

ALICE = {"sub": 42, "username": "Alice", "editcount": 50, "rights": ["autoconfirmed"]}
OPERATOR = ALICE | {"sub": 7, "username": "Operator"}


class AuditedSite:
    """A site whose audit log one can look into."""

    def __init__(self, clock: VirtualClock, operations: Table, **more: Any) -> None:
        self.world: AdminWorld = memory_world()[0]
        self.wiki = Wiki()
        self.services = services_of_site(
            MemoryTable(clock), clock, self.wiki, Path(), room=self.world.room, operations=operations, **more
        )
        self.clock = clock
        self.browser = browser_for(Mangum(create_application(self.services), lifespan="off"), SITE)

    @property
    def log(self) -> AuditLog:
        return self.services.audit_log()

    def log_in(self, claims: dict[str, Any]) -> None:
        """Log somebody in; the log is about what they do then."""
        self.wiki.claims = claims
        assert log_in(self.browser).status_code == 307
        self.clock.advance(60)

    def records(self, *, since: float | None = None) -> list[Any]:
        """Return what was recorded after the login, the newest first."""
        return self.log.page(AuditFilter(since=self.clock.now() - 30 if since is None else since))[0]


class DownTable(MemoryTable):
    """A table that takes nothing."""

    def put(self, write: Put) -> None:
        raise ConnectionError("the table is down")


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def site(clock: VirtualClock) -> Iterator[AuditedSite]:
    """Give a site with an audit log in moto."""
    with mock_aws():
        yield AuditedSite(clock, operations_table(clock))


@pytest.fixture
def operator(site: AuditedSite) -> AuditedSite:
    site.log_in(OPERATOR)
    return site


@pytest.fixture
def alice(site: AuditedSite) -> AuditedSite:
    site.log_in(ALICE)
    return site


# scenario realtime-135
def test_a_change_is_recorded_with_who_made_it_and_from_where(operator: AuditedSite) -> None:
    ids = {"ids": [], "password": "x"}
    headers = {"User-Agent": "browser", "X-Correlation-ID": "order-7"}
    reply = operator.browser.post("/api/admin/upload_requests/bulk-cancel?why=test", json=ids, headers=headers)
    assert reply.status_code == 200
    (record,) = operator.records()
    assert record.pop("id").startswith(f"{round(operator.clock.now() * 1_000_000)}-")
    assert record == {
        "timestamp": "2027-01-15T08:01:00.000000Z",
        "user_id": "7",
        "username": "Operator",
        "user_roles": ["admin"],
        "action_type": "POST",
        "resource": "/api/admin/upload_requests/bulk-cancel",
        "outcome": "success",
        "ip_address": "203.0.113.7",
        "user_agent": "browser",
        "request_id": "order-7",
        "request_data": {"query": {"why": "test"}, "body": {"ids": [], "password": "[REDACTED]"}},
        "response_status": 200,
        "error_message": None,
        "duration_ms": 0,
    }


# scenario realtime-135
def test_a_refused_change_is_an_error_with_the_words_of_the_refusal(operator: AuditedSite) -> None:
    operator.browser.put("/api/admin/upload_requests/999", json={"status": "failed"})
    (record,) = operator.records()
    assert (record["outcome"], record["response_status"]) == ("error", 404)
    assert record["error_message"] == "Upload 999 not found"


def test_a_request_of_the_wrong_form_is_an_error_too(operator: AuditedSite) -> None:
    operator.browser.post("/api/admin/retry", json={"upload_ids": "all"})
    (record,) = operator.records()
    assert (record["outcome"], record["response_status"], record["error_message"]) == ("error", 422, None)


# scenario realtime-135
@pytest.mark.parametrize(
    ("path", "words"),
    [
        pytest.param("/api/admin/users", "Forbidden", id="a list"),
        pytest.param("/dashboard", None, id="a page, which is refused in HTML"),
    ],
)
def test_somebody_known_who_may_not_is_recorded_whatever_they_wanted(
    alice: AuditedSite, path: str, words: str | None
) -> None:
    assert alice.browser.get(path).status_code == 403
    (record,) = alice.records()
    assert (record["username"], record["action_type"], record["outcome"]) == ("Alice", "GET", "permission_denied")
    assert record["error_message"] == words


# scenario realtime-135
def test_an_exception_is_recorded_by_its_kind_and_goes_on_its_way(
    operator: AuditedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("consumer secret abc")

    monkeypatch.setattr(type(operator.world.room.uploads), "cancel", broken)
    reply = operator.browser.post("/api/admin/upload_requests/bulk-cancel", json={"ids": [1]})
    assert (reply.status_code, reply.json()) == (500, {"detail": "Internal server error"})
    (record,) = operator.records()
    assert (record["outcome"], record["response_status"], record["error_message"]) == ("error", 500, "RuntimeError")


# scenario realtime-136
def test_a_record_knows_how_long_the_request_took(operator: AuditedSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: Any) -> int:
        operator.clock.advance(2.5)
        return 0

    monkeypatch.setattr(type(operator.world.room.uploads), "cancel", slow)
    operator.browser.post("/api/admin/upload_requests/bulk-cancel", json={"ids": [1]})
    assert operator.records()[0]["duration_ms"] == 2500


# scenario realtime-134
def test_strangers_are_not_in_the_log(site: AuditedSite) -> None:
    site.browser.post("/api/admin/retry", json={})
    site.browser.get("/api/admin/users")
    site.browser.post("/auth/register", headers={"X-API-KEY": "wrong"})
    assert site.records() == []


# scenario realtime-134
def test_who_only_looks_is_not_in_the_log_but_for_operators(alice: AuditedSite, clock: VirtualClock) -> None:
    alice.browser.get("/auth/whoami")
    alice.browser.get("/nothing")
    assert alice.records() == []
    alice.log_in(OPERATOR)
    alice.browser.get("/api/admin/users?filter_text=bob")
    (record,) = alice.records()
    assert (record["resource"], record["request_data"]) == ("/api/admin/users", {"query": {"filter_text": "bob"}})


def test_a_deployment_may_record_all_that_somebody_known_looks_at(clock: VirtualClock) -> None:
    operations = MemoryTable(clock, indexes=AUDITED)
    site = AuditedSite(clock, operations)
    object.__setattr__(site.services, "audits_reads", True)
    site.browser = browser_for(Mangum(create_application(site.services), lifespan="off"), SITE)
    site.log_in(ALICE)
    site.browser.get("/auth/whoami")
    assert [record["resource"] for record in site.records()] == ["/auth/whoami"]


# scenario realtime-134
@pytest.mark.parametrize("path", ["/api/health", "/api/health/", "/metrics", "/api/v1/health", "/api/v1/health/auth"])
def test_excluded_paths_are_not_in_the_log_whoever_asks(clock: VirtualClock, path: str) -> None:
    site = AuditedSite(clock, MemoryTable(clock, indexes=AUDITED))
    object.__setattr__(site.services, "audits_reads", True)
    application = create_application(site.services)
    site.browser = browser_for(Mangum(known(application), lifespan="off"), SITE)
    site.browser.get("/api/v1")
    assert len(site.records()) == 1
    site.browser.get(path)
    assert len(site.records()) == 1


def known(application: Any) -> Callable[..., Any]:
    """Return the application with somebody already known before it, as a middleware outside may have found out."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {})["principal"] = Principal(user_id="42", username="Alice")
        await application(scope, receive, send)

    return serve


def test_logging_in_and_out_is_recorded_without_what_the_wiki_gave(site: AuditedSite) -> None:
    log_in(site.browser)
    site.clock.advance(1)
    site.browser.get("/auth/logout")
    out, came = site.records(since=0.0)
    assert (came["resource"], came["username"], came["response_status"]) == ("/auth/callback", "Alice", 307)
    assert came["request_data"] == {"query": {"oauth_token": "[REDACTED]", "oauth_verifier": "[REDACTED]"}}
    assert (out["resource"], out["username"]) == ("/auth/logout", "Alice")


def test_logging_in_with_the_developers_key_is_recorded_without_the_key(site: AuditedSite) -> None:
    site.browser.post("/auth/register", headers={"X-API-KEY": API_KEY})
    (record,) = site.records()
    assert (record["resource"], record["username"], record["request_data"]) == ("/auth/register", "Developer", None)


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        pytest.param(b"x" * 5000, "image/webp", "image/webp, 5000 bytes", id="a file"),
        pytest.param(b"{broken", "application/json", "application/json, 7 bytes", id="no JSON"),
        pytest.param(b"[" * 5000, "application/json", "application/json, 5000 bytes", id="JSON deep as a well"),
        pytest.param(b" " * (LARGEST_BODY + 1), "application/json", "application/json, 65537 bytes", id="much"),
        pytest.param(b"x", "", "data, 1 bytes", id="of no kind"),
    ],
)
def test_of_what_is_no_small_json_only_kind_and_size_are_told(
    operator: AuditedSite, content: bytes, kind: str, told: str
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    operator.browser.post("/api/admin/retry", content=content, headers=headers)
    assert operator.records()[0]["request_data"] == {"body": told}


# scenario realtime-139
def test_a_request_is_served_though_nobody_can_write_it_down(clock: VirtualClock) -> None:
    site = AuditedSite(clock, DownTable(clock, indexes=AUDITED))
    site.log_in(OPERATOR)
    reply = site.browser.post("/api/admin/upload_requests/bulk-cancel", json={"ids": []})
    assert (reply.status_code, reply.json()) == (200, {"cancelled_count": 0})


# scenario realtime-139
def test_a_request_is_served_though_there_is_no_auditor(clock: VirtualClock, caplog: pytest.LogCaptureFixture) -> None:
    site = AuditedSite(clock, MemoryTable(clock, indexes=AUDITED))

    def none() -> Any:
        raise RuntimeError("no credentials")

    object.__setattr__(site.services, "auditor", none)
    site.browser = browser_for(Mangum(create_application(site.services), lifespan="off"), SITE)
    site.log_in(OPERATOR)
    assert site.browser.get("/api/admin/users").status_code == 200
    assert "a request is not in the audit log" in [record.message for record in caplog.records]


class TestLookingIntoTheLog:
    def test_an_operator_sees_the_newest_first_a_page_at_a_time(self, operator: AuditedSite) -> None:
        for number in range(3):
            operator.clock.advance(1)
            operator.browser.put(f"/api/admin/upload_requests/{number}", json={})
        operator.clock.advance(1)
        reply = operator.browser.get("/api/admin/audit-log?per_page=2&action_type=put")
        body = reply.json()
        assert [row["resource"][-1] for row in body["items"]] == ["2", "1"]
        assert body["meta"] == {
            "page": 1,
            "per_page": 2,
            "total": 3,
            "pages": 2,
            "next_cursor": None,
            "has_more": True,
        }

    def test_a_cursor_goes_on(self, operator: AuditedSite) -> None:
        for number in range(3):
            operator.clock.advance(1)
            operator.browser.put(f"/api/admin/upload_requests/{number}", json={})
        address = "/api/admin/audit-log/users/7"
        first = operator.browser.get(address, params={"per_page": 2, "cursor": ""}).json()
        assert [row["resource"][-1] for row in first["items"]] == ["2", "1"]
        cursor = first["meta"]["next_cursor"]
        second = operator.browser.get(address, params={"per_page": 2, "cursor": cursor}).json()
        assert [row["resource"] for row in second["items"]] == ["/api/admin/upload_requests/0", "/auth/callback"]
        elsewhere = operator.browser.get("/api/admin/audit-log", params={"cursor": cursor})
        assert (elsewhere.status_code, elsewhere.json()["detail"][:21]) == (400, "Invalid cursor format")

    def test_days_are_whole_ones(self, operator: AuditedSite) -> None:
        day = "2027-01-15"
        inside = operator.browser.get(f"/api/admin/audit-log?start_date={day}&end_date={day}").json()
        assert [row["resource"] for row in inside["items"]] == ["/auth/callback"]
        for outside in ("start_date=2027-01-16", "end_date=2027-01-14"):
            assert operator.browser.get(f"/api/admin/audit-log?{outside}").json()["items"] == []

    def test_looking_into_it_is_itself_recorded_as_one_record_by_its_id(self, operator: AuditedSite) -> None:
        (login,) = operator.browser.get("/api/admin/audit-log").json()["items"]
        operator.clock.advance(1)
        assert operator.browser.get(f"/api/admin/audit-log/{login['id']}").json() == login
        assert [row["resource"] for row in operator.records()] == [
            f"/api/admin/audit-log/{login['id']}",
            "/api/admin/audit-log",
        ]

    def test_a_record_that_is_not_there_is_not_found(self, operator: AuditedSite) -> None:
        reply = operator.browser.get("/api/admin/audit-log/1800000000000000-0")
        assert (reply.status_code, reply.json()) == (404, {"detail": "Audit record not found"})

    @pytest.mark.parametrize("query", ["page=0", "per_page=0", "per_page=101", "outcome=maybe", "start_date=1"])
    def test_nonsense_is_refused(self, operator: AuditedSite, query: str) -> None:
        assert operator.browser.get(f"/api/admin/audit-log?{query}").status_code == 422

    @pytest.mark.parametrize("path", ["", "/users/42", "/1800000000000000-0"])
    def test_others_see_nothing_of_it(self, alice: AuditedSite, path: str) -> None:
        reply = alice.browser.get(f"/api/admin/audit-log{path}")
        assert (reply.status_code, reply.json()) == (403, {"detail": "Forbidden"})
