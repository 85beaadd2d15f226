"""`curator export`: the whole trail of a batch, over all pages, or nothing at all."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import Result

from curator.uploads.audit.store import AttemptStore
from curator.uploads.audit.trail import AuditTrail
from functions.api.application import create_application
from local.cli import export
from tests.unit.cli.terminal import curator, serving
from tests.unit.functions.api_site import Wiki, services_of_site
from tests.unit.uploads.admin_world import AdminWorld, memory_world
from tests.unit.uploads.world import ALICE

KEYS = ["1", "2", "3", "4", "5"]


class Exporter:
    """Somebody logged in, and a batch of five."""

    def __init__(self, uploads: AdminWorld, address: str, session: str) -> None:
        self.batch = uploads.add_batch(ALICE, KEYS)
        self._address, self._session = address, session

    def export(self, *options: str, batch: int = 0) -> Result:
        return curator("export", str(batch or self.batch), *options, at=self._address, session=self._session)


@pytest.fixture
def exporter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exporter]:
    monkeypatch.setattr(export, "ROWS", 2)
    uploads = memory_world()[0]
    audit = AuditTrail(uploads.uploads, AttemptStore(uploads.table))
    services = services_of_site(uploads.table, uploads.clock, Wiki(), tmp_path, audit=audit)
    session, _ = services.sessions.start(user_id="1", username="Alice", encrypted_token="t")
    with serving(create_application(services)) as address:
        yield Exporter(uploads, address, session)


def test_all_pages_become_one_json_object(exporter: Exporter) -> None:
    document = json.loads(exporter.export().stdout)
    assert document["batch"]["id"] == exporter.batch
    assert [row["source_id"] for row in document["uploads"]] == KEYS


def test_all_pages_become_one_table_with_its_headings_once(exporter: Exporter, tmp_path: Path) -> None:
    target = tmp_path / "batch.csv"
    done = exporter.export("--csv", "-o", str(target))
    assert (done.exit_code, done.stdout) == (0, "")
    assert f"is in {target}" in done.stderr
    rows = list(csv.DictReader(io.StringIO(target.read_text(), newline="")))
    assert [row["source_id"] for row in rows] == KEYS


def test_a_refusal_leaves_the_file_that_is_there_as_it_is(exporter: Exporter, tmp_path: Path) -> None:
    target = tmp_path / "batch.json"
    target.write_text("my earlier export")
    refused = exporter.export("-o", str(target), batch=99)
    assert (refused.exit_code, "Batch 99 not found" in refused.stderr) == (1, True)
    assert target.read_text() == "my earlier export"


def test_a_file_that_cannot_be_written_is_named(exporter: Exporter, tmp_path: Path) -> None:
    refused = exporter.export("-o", str(tmp_path / "no folder" / "batch.json"))
    assert (refused.exit_code, "cannot be written: No such file or directory" in refused.stderr) == (1, True)


def test_one_form_at_a_time(exporter: Exporter) -> None:
    refused = exporter.export("--csv", "--json")
    assert (refused.exit_code, refused.stderr) == (2, "either --csv or --json\n")
