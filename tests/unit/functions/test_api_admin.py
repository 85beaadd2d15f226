"""`/api/admin/*` over HTTP."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from curator.uploads.models import UploadStatus
from curator.uploads.presets.models import PresetDraft
from tests.unit.functions.api_site import Wiki, browser_of_site, log_in
from tests.unit.uploads.admin_world import AdminWorld, memory_world
from tests.unit.uploads.world import ALICE, BOB

ROUTES = [
    ("GET", "/api/admin/batches"),
    ("GET", "/api/admin/users"),
    ("GET", "/api/admin/upload_requests"),
    ("GET", "/api/admin/presets"),
    ("GET", "/api/admin/failed_uploads"),
    ("PUT", "/api/admin/upload_requests/1"),
    ("POST", "/api/admin/upload_requests/bulk-cancel"),
    ("POST", "/api/admin/upload_requests/bulk-fail"),
    ("POST", "/api/admin/retry"),
]
UPLOADS = "/api/admin/upload_requests"


@pytest.fixture
def uploads() -> AdminWorld:
    return memory_world()[0]


@pytest.fixture
def visitor(uploads: AdminWorld, wiki: Wiki, first_page: Path) -> Iterator[httpx.Client]:
    """Give a browser in which nobody is logged in."""
    with browser_of_site(uploads.table, uploads.clock, wiki, first_page, room=uploads.room) as browser:
        yield browser


@pytest.fixture
def operator(visitor: httpx.Client, wiki: Wiki) -> httpx.Client:
    """Give a browser in which the operator is logged in."""
    wiki.claims |= {"username": "Operator", "sub": 9}
    log_in(visitor)
    return visitor


def keys(response: httpx.Response) -> list[str]:
    return [row["key"] for row in response.json()["items"]]


# scenario 10
@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[f"{method} {path}" for method, path in ROUTES])
@pytest.mark.parametrize("logged_in", [True, False], ids=["user", "anonymous"])
def test_nobody_but_an_operator_gets_in(visitor: httpx.Client, logged_in: bool, method: str, path: str) -> None:
    if logged_in:
        log_in(visitor)
    response = visitor.request(method, path, json={"ids": [1], "upload_ids": [1], "status": "failed"})
    assert (response.status_code, response.json()) == (403, {"detail": "Forbidden"})


# scenario 10
@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[f"{method} {path}" for method, path in ROUTES])
def test_the_guard_stands_before_validation(visitor: httpx.Client, method: str, path: str) -> None:
    response = visitor.request(method, path, params={"page": "zero"}, content=b"{not json")
    assert (response.status_code, response.json()) == (403, {"detail": "Forbidden"})


def test_a_made_up_session_is_nobodys(visitor: httpx.Client) -> None:
    assert visitor.get(UPLOADS, headers={"Cookie": "session=made-up"}).status_code == 403


# scenario 9
@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "GET"])
@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=1000001", "limit=0", "limit=101", "page=1.5"])
def test_a_page_that_cannot_be_is_refused(operator: httpx.Client, path: str, query: str) -> None:
    response = operator.get(f"{path}?{query}")
    assert response.status_code == 422
    (problem,) = response.json()["detail"]
    assert {"type", "loc", "msg", "input"} <= problem.keys()
    assert problem["loc"] == ["query", query.partition("=")[0]]


# scenario 11
def test_batches_are_listed_in_pages_with_their_nulls(operator: httpx.Client, uploads: AdminWorld) -> None:
    for user in (ALICE, BOB, ALICE):
        uploads.add_batch(user, ["1"])
    first = operator.get("/api/admin/batches", params={"limit": 2}).json()
    assert ([row["id"] for row in first["items"]], first["total"]) == ([3, 2], 3)
    second = operator.get("/api/admin/batches", params={"limit": 2, "page": 2}).json()
    assert second["items"] == [
        {
            "id": 1,
            "created_at": "2027-01-15T08:00:00.000000Z",
            "updated_at": "2027-01-15T08:00:00.000000Z",
            "edit_group_id": "000000000000",
            "username": "Alice",
            "userid": "1",
            "stats": {
                "cancelled": 0,
                "completed": 0,
                "duplicate": 0,
                "failed": 0,
                "in_progress": 0,
                "queued": 1,
                "total": 1,
            },
            "finish_at": None,
            "paused": None,
        }
    ]
    found = operator.get("/api/admin/batches", params={"filter_text": "BOB"}).json()
    assert ([row["id"] for row in found["items"]], found["total"]) == ([2], 1)


# scenario 12
def test_users_are_plain_objects(operator: httpx.Client, uploads: AdminWorld) -> None:
    uploads.service.create_batch(ALICE)
    moment = "2027-01-15T08:00:00.000000Z"
    assert operator.get("/api/admin/users").json() == {
        "items": [{"userid": "1", "username": "Alice", "created_at": moment, "updated_at": moment}],
        "total": 1,
    }


# scenario 11
def test_presets_are_listed_with_their_owner_and_their_nulls(operator: httpx.Client, uploads: AdminWorld) -> None:
    uploads.presets.save("1", PresetDraft(handler="mapillary", title="Street", title_template="", is_default=True))
    moment = "2027-01-15T08:00:00.000000Z"
    assert operator.get("/api/admin/presets", params={"filter_text": "stre"}).json() == {
        "items": [
            {
                "id": 1,
                "userid": "1",
                "handler": "mapillary",
                "title": "Street",
                "title_template": "",
                "labels": None,
                "categories": None,
                "exclude_from_date_category": False,
                "is_default": True,
                "created_at": moment,
                "updated_at": moment,
            }
        ],
        "total": 1,
    }


# scenario 11
# scenario 25
def test_uploads_are_listed_with_their_texts_and_nulls_and_without_a_token(
    operator: httpx.Client, uploads: AdminWorld
) -> None:
    uploads.add_batch(ALICE, ["a", "b"])
    response = operator.get(UPLOADS, params={"limit": 1})
    assert response.json()["total"] == 2
    (row,) = response.json()["items"]
    assert {name for name, value in row.items() if value is None} == {
        "result",
        "error",
        "success",
        "sha1",
        "waited",
        "worked",
    }
    assert (row["id"], row["batchid"], row["userid"], row["status"]) == (2, 1, "1", "queued")
    assert (row["key"], row["image_id"], row["handler"], row["filename"]) == ("b", "b", "fake", "Photo b.jpg")
    assert (row["wikitext"], row["labels"]) == ("== b ==", {"language": "en", "value": "Photo b"})
    assert row["copyright_override"] is False
    assert "token" not in response.text


# scenario 13
def test_repeated_status_parameters_are_alternatives(operator: httpx.Client, uploads: AdminWorld) -> None:
    uploads.add_batch(ALICE, ["done"])
    uploads.run()
    uploads.room.uploads.fail(uploads.ids(uploads.add_batch(ALICE, ["failed"])))
    uploads.add_batch(ALICE, ["waiting"])
    assert keys(operator.get(f"{UPLOADS}?status=failed&status=completed")) == ["failed", "done"]
    assert keys(operator.get(f"{UPLOADS}?status=queued&filter_text=WAIT")) == ["waiting"]
    assert operator.get(f"{UPLOADS}?status=nothing").status_code == 422


# scenario 13
def test_days_are_utc_and_both_count(operator: httpx.Client, uploads: AdminWorld) -> None:
    batch = uploads.service.create_batch(ALICE)
    first = datetime.fromtimestamp(uploads.clock.now(), UTC).date()
    for day in range(4):
        uploads.add_slice(ALICE, batch.id, [str(day)], slice_id=day)
        uploads.clock.advance(86400)
    second, third = (str(first + timedelta(days=days)) for days in (1, 2))
    assert keys(operator.get(f"{UPLOADS}?date_from={second}&date_to={third}")) == ["2", "1"]
    assert keys(operator.get(f"{UPLOADS}?date_to={first}")) == ["0"]
    for query in ("date_from=yesterday", "date_to=2026-02-30", "date_from=0", "date_to=1767225600", "date_to="):
        assert operator.get(f"{UPLOADS}?{query}").status_code == 422


# scenario 14
def test_one_field_is_changed_and_stays(operator: httpx.Client, uploads: AdminWorld) -> None:
    uploads.add_batch(ALICE, ["a"])
    response = operator.put(f"{UPLOADS}/1", json={"filename": "Another.jpg"})
    assert (response.status_code, response.json()) == (200, {"message": "Upload 1 changed"})
    assert operator.get(UPLOADS).json()["items"][0]["filename"] == "Another.jpg"


# scenario 14
@pytest.mark.parametrize(
    ("upload_id", "fields", "status", "detail"),
    [
        (99, {"filename": "A.jpg"}, 404, "Upload 99 not found"),
        (2, {"userid": "2"}, 400, "'userid' cannot be changed"),
        (2, {"status": "queued"}, 400, "An upload is not set to queued: retry it, which makes a copy"),
        (1, {"wikitext": "new"}, 409, "This upload is published"),
    ],
    ids=["unknown", "field", "status", "published"],
)
def test_what_cannot_be_changed_is_said_in_a_sentence(
    operator: httpx.Client, uploads: AdminWorld, upload_id: int, fields: dict[str, Any], status: int, detail: str
) -> None:
    uploads.add_batch(ALICE, ["a"])
    uploads.run()
    uploads.add_batch(ALICE, ["b"])
    response = operator.put(f"{UPLOADS}/{upload_id}", json=fields)
    assert response.status_code == status
    assert response.json()["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", f"{UPLOADS}/1", "[]"),
        ("PUT", f"{UPLOADS}/one", "{}"),
        ("POST", f"{UPLOADS}/bulk-cancel", "{}"),
        ("POST", f"{UPLOADS}/bulk-cancel", '{"ids": ["x"]}'),
        ("POST", f"{UPLOADS}/bulk-fail", '{"ids": [0]}'),
        ("POST", f"{UPLOADS}/bulk-fail", json.dumps({"ids": list(range(1, 502))})),
        ("POST", "/api/admin/retry", '{"upload_ids": null}'),
        ("POST", "/api/admin/retry", "not json"),
    ],
    ids=["list", "id", "none", "text", "zero", "too-many", "null", "no-json"],
)
def test_a_body_of_another_shape_is_refused(operator: httpx.Client, method: str, path: str, body: str) -> None:
    response = operator.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert isinstance(response.json()["detail"], list)


# scenario 15
# scenario 16
def test_many_are_cancelled_or_failed_at_once_and_counted(operator: httpx.Client, uploads: AdminWorld) -> None:
    batch_id = uploads.add_batch(ALICE, ["a", "b", "c"])
    cancelled = operator.post(f"{UPLOADS}/bulk-cancel", json={"ids": [1, 1, 2, 99]})
    assert (cancelled.status_code, cancelled.json()) == (200, {"cancelled_count": 2})
    failed = operator.post(f"{UPLOADS}/bulk-fail", json={"ids": [2, 3]})
    assert (failed.status_code, failed.json()) == (200, {"failed_count": 2})
    assert uploads.statuses(batch_id) == [UploadStatus.CANCELLED, UploadStatus.FAILED, UploadStatus.FAILED]
    assert operator.post(f"{UPLOADS}/bulk-cancel", json={"ids": []}).json() == {"cancelled_count": 0}
    assert operator.post(f"{UPLOADS}/bulk-fail", json={"ids": []}).json() == {"failed_count": 0}


# scenario 17
# scenario 18
def test_an_operator_retries_under_their_own_name_and_token(operator: httpx.Client, uploads: AdminWorld) -> None:
    uploads.add_batch(ALICE, ["a", "b"])
    uploads.room.uploads.fail([1])
    response = operator.post("/api/admin/retry", json={"upload_ids": [1, 98, 99]})
    assert (response.status_code, response.json()) == (
        200,
        {"message": "Retrying 1 of 3 uploads", "retried_count": 1, "requested_count": 3, "new_batch_id": 2},
    )
    batch = uploads.service.get_batch(2)
    assert (batch.user_id, batch.username, batch.total) == ("9", "Operator", 1)
    assert uploads.lanes.load("9").encrypted_token not in {None, "token of Alice"}
    nothing = operator.post("/api/admin/retry", json={"upload_ids": []})
    assert nothing.json() == {
        "message": "Retrying 0 of 0 uploads",
        "retried_count": 0,
        "requested_count": 0,
        "new_batch_id": None,
    }


# scenario 19
def test_failures_are_listed_by_batch_in_the_clients_own_spelling(operator: httpx.Client, uploads: AdminWorld) -> None:
    batch_id = uploads.add_batch(ALICE, ["a", "b"])
    uploads.room.uploads.fail(uploads.ids(batch_id)[:1])
    moment = "2027-01-15T08:00:00.000000Z"
    expected = {
        "batch": {
            "id": 1,
            "createdAt": moment,
            "editGroupId": "000000000000",
            "handler": "fake",
            "failedCount": 1,
            "totalUploads": 2,
        },
        "user": {"username": "Alice", "userid": "1"},
        "failedUploads": [
            {
                "id": 1,
                "filename": "Photo a.jpg",
                "handler": "fake",
                "status": "failed",
                "error": {"type": "error", "message": "Marked as failed by an operator"},
                "createdAt": moment,
                "errorType": "other",
            }
        ],
    }
    assert operator.get("/api/admin/failed_uploads").json() == {"items": [expected], "total": 1}


# scenario 19
@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("sort_by=recent", 1),
        ("sort_by=batchSize", 1),
        ("sort_by=errorType", 1),
        ("sort_by=user", 1),
        ("error_type=other&handler=fake&search_text=alice", 1),
        ("error_type=timeout", 0),
        ("handler=nowhere", 0),
        ("search_text=nobody", 0),
    ],
)
def test_failures_are_sorted_and_filtered_by_query(
    operator: httpx.Client, uploads: AdminWorld, query: str, total: int
) -> None:
    uploads.room.uploads.fail(uploads.ids(uploads.add_batch(ALICE, ["a"])))
    assert operator.get(f"/api/admin/failed_uploads?{query}").json()["total"] == total


# scenario 19
def test_an_order_nobody_knows_is_refused(operator: httpx.Client) -> None:
    assert operator.get("/api/admin/failed_uploads?sort_by=size").status_code == 422


# scenario 9
def test_an_unexpected_failure_of_the_room_shows_nothing_of_itself(
    operator: httpx.Client, uploads: AdminWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(uploads.listings.__class__, "last_upload_id", broken)
    response = operator.get(UPLOADS)
    assert (response.status_code, response.json()) == (500, {"detail": "Internal server error"})
