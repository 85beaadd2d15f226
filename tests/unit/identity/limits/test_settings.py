"""What a deployment says of limits, and what comes of it."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from curator.foundation import aws
from curator.foundation.settings import SettingsError, read_settings
from curator.identity.limits import wiring
from curator.identity.limits.rules import Rule
from curator.identity.limits.settings import LimitSettings
from tests.fakes.clock import VirtualClock
from tests.fakes.plain_tables import plain_table


def test_the_limits_are_those_of_the_specification_unless_somebody_says_otherwise() -> None:
    settings = read_settings(LimitSettings, {})
    assert settings.rate_limit_enabled
    assert settings.fails_open
    assert settings.http_rules == (Rule(60, 60), Rule(10, 1))
    assert (settings.ws_message_rate_limit, settings.ws_max_connections_per_user) == (100, 5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATE_LIMIT_ENABLED", "perhaps"),
        ("RATE_LIMIT_PER_MINUTE", "0"),
        ("RATE_LIMIT_BURST", "-1"),
        ("RATE_LIMIT_FAIL_MODE", "ajar"),
        ("WS_MESSAGE_RATE_LIMIT", "many"),
        ("WS_SLICE_RATE_LIMIT", "0"),
        ("WS_MAX_CONNECTIONS_PER_USER", "0"),
    ],
)
def test_a_limit_that_cannot_work_fails_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings(LimitSettings, {name: value})


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Give an environment with an identity table, of which nothing is remembered afterwards."""
    caches = (wiring.limit_settings, wiring.rate_limiter, wiring._table, aws.impatient_dynamodb)
    for one in caches:
        one.cache_clear()
    monkeypatch.setenv("IDENTITY_TABLE", "identity")
    with plain_table("identity", VirtualClock()):
        yield monkeypatch
    for one in caches:
        one.cache_clear()


def test_a_function_counts_in_its_identity_table(deployed: pytest.MonkeyPatch) -> None:
    deployed.setenv("RATE_LIMIT_PER_MINUTE", "2")
    (rule, _) = wiring.limit_settings().http_rules
    assert [wiring.rate_limiter("http").check("k", rule.limit).allowed for _ in range(3)] == [True, True, False]


def test_a_function_counts_sockets_there_as_well(deployed: pytest.MonkeyPatch) -> None:
    deployed.setenv("WS_MAX_CONNECTIONS_PER_USER", "2")
    sockets = wiring.connection_limit(lambda _connection_id: True)
    assert [sockets.take("alice", one) for one in ("a=", "b=", "c=")] == [True, True, False]
    sockets.give_back("alice", "a=")
    assert sockets.count("alice") == 1


# scenario realtime-71
@pytest.mark.parametrize(("mode", "allowed"), [("open", True), ("closed", False)])
def test_a_function_without_its_table_does_as_the_deployment_says(
    deployed: pytest.MonkeyPatch, mode: str, *, allowed: bool
) -> None:
    deployed.setenv("RATE_LIMIT_FAIL_MODE", mode)
    with mock_aws():  # in which there is no table
        deployed.setenv("IDENTITY_TABLE", "gone")
        assert wiring.rate_limiter("http").check("k", 1).allowed is allowed
        assert wiring.connection_limit(lambda _connection_id: True).take("alice", "a=") is allowed
