"""`/api/batches/{id}/audit.*` over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from curator.uploads.audit.store import AttemptStore
from curator.uploads.audit.trail import AuditTrail
from tests.unit.functions.api_site import Wiki, browser_of_site, log_in
from tests.unit.uploads.admin_world import AdminWorld, memory_world
from tests.unit.uploads.world import ALICE


@pytest.fixture
def uploads() -> AdminWorld:
    return memory_world()[0]


@pytest.fixture
def visitor(uploads: AdminWorld, wiki: Wiki, first_page: Path) -> Iterator[httpx.Client]:
    audit = AuditTrail(uploads.uploads, AttemptStore(uploads.table))
    with browser_of_site(uploads.table, uploads.clock, wiki, first_page, audit=audit) as browser:
        yield browser


@pytest.fixture
def reader(visitor: httpx.Client) -> httpx.Client:
    log_in(visitor)
    return visitor


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_only_who_is_logged_in_gets_a_trail(visitor: httpx.Client, kind: str) -> None:
    assert visitor.get(f"/api/batches/1/audit.{kind}").status_code == 401


def test_a_trail_is_a_download_in_pages(reader: httpx.Client, uploads: AdminWorld) -> None:
    batch_id = uploads.add_batch(ALICE, ["1", "2", "3"])
    first = reader.get(f"/api/batches/{batch_id}/audit.json", params={"limit": 2})
    assert first.headers["Content-Disposition"] == f'attachment; filename="curator-batch-{batch_id}.json"'
    assert first.links["next"]["url"] == f"/api/batches/{batch_id}/audit.json?after=2&limit=2"
    assert [row["source_id"] for row in first.json()["uploads"]] == ["1", "2"]
    last = reader.get(first.links["next"]["url"])
    assert [row["source_id"] for row in last.json()["uploads"]] == ["3"]
    assert "Link" not in last.headers


def test_the_same_as_a_table(reader: httpx.Client, uploads: AdminWorld) -> None:
    batch_id = uploads.add_batch(ALICE, ["1", "2"])
    answer = reader.get(f"/api/batches/{batch_id}/audit.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert [line.split(",")[2] for line in answer.text.splitlines()] == ["source_id", "1", "2"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/api/batches/99/audit.json", 404, id="unknown batch"),
        pytest.param("/api/batches/x/audit.json", 422, id="not a number"),
        pytest.param("/api/batches/1/audit.json?limit=0", 422, id="empty pages"),
        pytest.param("/api/batches/1/audit.json?after=-1", 422, id="before the first"),
        pytest.param("/api/batches/1/audit.xml", 404, id="another form"),
    ],
)
def test_what_cannot_be_told_is_an_error(reader: httpx.Client, path: str, status: int) -> None:
    answer = reader.get(path)
    assert answer.status_code == status
    assert answer.json()["detail"]
