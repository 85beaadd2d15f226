"""Who decides, what operators may set, and what everybody may know of how it goes."""

import json
from functools import partial
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from curator.foundation import aws
from curator.foundation.settings import SettingsError, read_settings
from curator.foundation.table import Item, Key, Table
from curator.identity.authorisation import wiring
from curator.identity.authorisation.checker import Checker
from curator.identity.authorisation.permissions import OwnRules, Permissions
from curator.identity.authorisation.settings import AuthorisationSettings
from curator.identity.authorisation.status import report
from curator.identity.authorisation.store import BreakerStore
from curator.identity.errors import PermissionDeniedError
from curator.identity.principals import ADMIN, Principal
from tests.fakes.clock import VirtualClock
from tests.unit.identity.authorisation.broken_tables import TroubledTable
from tests.unit.identity.authorisation.test_breaker import breaker_on, fail, half_open

ALICE = Principal(user_id="1", username="Alice")
OPERATOR = Principal(user_id="2", username="Operator", roles=frozenset({ADMIN}))


@pytest.mark.parametrize("permission", ["image:read", "image:upload", "image:delete"])
def test_without_a_service_whoever_is_signed_in_may_work_with_images(permission: str) -> None:
    permissions = Permissions(OwnRules(), dict)
    permissions.require(ALICE, permission)
    permissions.require(OPERATOR, permission)


@pytest.mark.parametrize("permission", ["image:admin", "image:upload:group:7", "org:admin", "image:", "", "image:READ"])
def test_without_a_service_only_operators_may_do_more(permission: str) -> None:
    permissions = Permissions(OwnRules(), dict)
    assert permissions.allows(OPERATOR, permission)
    assert not permissions.allows(ALICE, permission)
    with pytest.raises(PermissionDeniedError, match=f"^Permission denied: {permission}$"):
        permissions.require(ALICE, permission)


def settings_of(**environment: str) -> AuthorisationSettings:
    return read_settings(AuthorisationSettings, {"IDENTITY_TABLE": "identity", **environment})


def test_what_is_not_set_is_as_the_image_api_always_had_it() -> None:
    settings = settings_of(AUTH_API_URL="http://auth-api:8000")
    assert settings.check_url == "http://auth-api:8000/api/v1/authorization/check"
    lifetimes = settings.lifetimes
    assert (lifetimes.read, lifetimes.write, lifetimes.admin, lifetimes.denied) == (300, 60, 30, 120)
    assert (settings.auth_api_timeout, settings.auth_fail_open, settings.auth_cache_enabled) == (5, False, True)
    assert (settings.circuit_breaker_threshold, settings.circuit_breaker_timeout) == (5, 60)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AUTH_API_URL", "auth-api:8000"),
        ("AUTH_API_URL", "file:///etc/passwd"),
        ("AUTH_API_URL", "https://"),
        ("AUTH_API_URL", "https://[::1"),
        ("AUTH_API_CHECK_ENDPOINT", "check"),
        ("AUTH_API_TIMEOUT", "0"),
        ("AUTH_API_TIMEOUT", "nan"),
        ("AUTH_API_TIMEOUT", "inf"),
        ("AUTH_API_TIMEOUT", "soon"),
        ("AUTH_FAIL_OPEN", "perhaps"),
        ("AUTH_CACHE_ENABLED", "perhaps"),
        ("AUTH_CACHE_TTL_READ", "-1"),
        ("AUTH_CACHE_TTL_DENIED", "0"),
        ("CIRCUIT_BREAKER_THRESHOLD", "0"),
        ("CIRCUIT_BREAKER_TIMEOUT", "-60"),
    ],
)
def test_a_setting_that_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings_of(**{name: value})


# scenario images-125
def test_all_is_well_while_the_table_answers_and_the_breaker_is_closed(table: Table, clock: VirtualClock) -> None:
    settings = settings_of(AUTH_API_URL="https://user:secret@auth.example:8443/base?key=secret", AUTH_FAIL_OPEN="true")
    assert report(settings, BreakerStore(table, clock)) == {
        "status": "healthy",
        "auth_api": {
            "url": "https://auth.example:8443/base",
            "timeout_seconds": 5.0,
            "circuit_breaker": {
                "state": "closed",
                "failures": 0,
                "threshold": 5,
                "timeout_seconds": 60.0,
                "opened_at": None,
            },
        },
        "cache": {
            "enabled": True,
            "redis_connection": "healthy",
            "redis_error": None,
            "ttl_config": {"read_seconds": 300, "write_seconds": 60, "admin_seconds": 30, "denied_seconds": 120},
        },
        "config": {"fail_open": True},
    }


# scenario images-125
def test_an_open_breaker_is_degraded_and_a_half_open_one_is_not(table: Table, clock: VirtualClock) -> None:
    status = partial(report, settings_of(), BreakerStore(table, clock))
    breaker = breaker_on(table, clock)
    fail(breaker, 5)
    assert (status()["status"], status()["auth_api"]["circuit_breaker"]["state"]) == ("degraded", "open")
    assert status()["auth_api"]["circuit_breaker"]["opened_at"] == "2027-01-15T08:00:00.000000Z"
    clock.advance(120)
    half_open(breaker, clock)
    assert (status()["status"], status()["auth_api"]["circuit_breaker"]["state"]) == ("healthy", "half_open")


# scenario images-125
def test_a_table_that_does_not_answer_is_degraded(clock: VirtualClock) -> None:
    table = TroubledTable(clock)
    table.break_down()
    status = report(settings_of(), BreakerStore(table, clock))
    assert status["status"] == "degraded"
    assert (status["cache"]["redis_connection"], status["cache"]["redis_error"]) == ("down", "EndpointConnectionError")
    assert status["auth_api"]["url"] is None
    json.dumps(status)


def test_what_is_wrong_with_a_table_is_not_told_to_everybody(clock: VirtualClock) -> None:
    class Forbidden(TroubledTable):
        def get(self, key: Key) -> Item | None:
            error: Any = {"Error": {"Code": "AccessDenied", "Message": "arn:aws:dynamodb:eu-central-1:123456789012"}}
            raise ClientError(error, "GetItem")

    status = report(settings_of(), BreakerStore(Forbidden(clock), clock))
    assert status["cache"]["redis_error"] == "ClientError"
    assert "arn:" not in json.dumps(status)


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9"], ids=["own rules", "service"])
def test_the_environment_decides_who_decides(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("IDENTITY_TABLE", "identity")
    monkeypatch.setenv("AUTH_API_URL", url)
    caches = (aws.dynamodb, wiring.settings, wiring.permissions, wiring.permission_cache)
    for cached in caches:
        cached.cache_clear()
    with mock_aws():
        boto3.client("dynamodb", region_name="eu-central-1").create_table(
            TableName="identity",
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK")],
            BillingMode="PAY_PER_REQUEST",
        )
        permissions = wiring.permissions()
        assert permissions.status()["status"] == "healthy"
        assert permissions.status()["auth_api"]["url"] == (url or None)
        assert isinstance(permissions._rules, Checker if url else OwnRules)
    for cached in caches:
        cached.cache_clear()
