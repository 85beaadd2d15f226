"""The audit log from a function's environment."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from curator.foundation import aws
from curator.foundation.settings import SettingsError, read_settings
from curator.operations.audit import wiring
from curator.operations.audit.records import Outcome
from curator.operations.audit.wiring import AuditSettings
from tests.fakes.clock import VirtualClock
from tests.unit.operations.audit.log_world import ALICE, operations_table


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give a function's environment, and forget what was made of it."""
    monkeypatch.setenv("OPERATIONS_TABLE", "operations")
    monkeypatch.setenv("AUDIT_RETENTION_DAYS", "30")
    made = (wiring.settings, wiring.auditor, aws.impatient_dynamodb)
    for one in made:
        one.cache_clear()
    yield
    for one in made:
        one.cache_clear()


@pytest.mark.usefixtures("environment")
def test_records_go_into_the_table_of_the_environment_for_as_long_as_it_says() -> None:
    with mock_aws():
        operations_table(VirtualClock())
        began = wiring.CLOCK.now()
        wiring.auditor().record(
            principal=ALICE, action="PUT", resource="/x", outcome=Outcome.SUCCESS, began=began, status=200
        )
        wiring.auditor().flush()
        store = wiring.store(aws.impatient_dynamodb)
        keys = store.everybodys(began - 1, began + 1)
        (item,) = keys.items(keys.partitions[-1], None, None)
        assert (item["resource"], item["expires_at"]) == ("/x", int(round(began * 1_000_000) / 1_000_000) + 30 * 86400)


def test_a_deploy_that_keeps_records_for_no_time_is_refused() -> None:
    with pytest.raises(SettingsError, match="AUDIT_RETENTION_DAYS must be positive"):
        read_settings(AuditSettings, {"OPERATIONS_TABLE": "operations", "AUDIT_RETENTION_DAYS": "0"})


def test_without_its_table_a_function_does_not_start() -> None:
    with pytest.raises(SettingsError, match="OPERATIONS_TABLE is not set"):
        read_settings(AuditSettings, {})
