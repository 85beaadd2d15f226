"""The Lambda handlers themselves, as AWS calls them: environment, event, answer."""

import importlib
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from moto import mock_aws

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.logs import PACKAGES
from curator.foundation.secrets import read_secret
from curator.foundation.settings import SettingsError
from curator.foundation.table import Table
from curator.identity.roles.errors import ActionsError
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from curator.operations.metrics import wiring as metrics_wiring
from curator.realtime.errors import INTERNAL_ERROR
from tests.fakes.buckets import bucket
from tests.fakes.contract import check_frame
from tests.fakes.http_api import CONTEXT, browser_for
from tests.fakes.sockets import FakeManagementApi
from tests.fakes.tables import indexed_table
from tests.unit.functions.socket_world import connect_event, message_event
from tests.unit.images.world import jpeg

ENVIRONMENT = {
    "UPLOADS_TABLE": "uploads",
    "IDENTITY_TABLE": "identity",
    "REALTIME_TABLE": "realtime",
    "CATEGORIES_TABLE": "categories",
    "IMAGES_TABLE": "images",
    "OPERATIONS_TABLE": "operations",
    "USAGE_TABLE": "usage",
    "SCANS_QUEUE_URL": "https://queue.example/scans",
    "INCOMING_BUCKET": "incoming",
    "ORIGINALS_BUCKET": "originals",
    "VARIANTS_BUCKET": "variants",
    "IMAGES_QUEUE_URL": "https://queue.example/images",
    **{
        f"{queue.upper()}_DEAD_LETTER_QUEUE_URL": f"https://queue.example/{queue}-dead"
        for queue in ("images", "lanes", "uploads", "fetches", "scans", "broadcaster", "janitor", "replays")
    },
    "AWS_REGION": "eu-central-1",
    "LANES_QUEUE_URL": "https://queue.example/lanes",
    "UPLOADS_QUEUE_URL": "https://queue.example/uploads",
    "FETCHES_QUEUE_URL": "https://queue.example/fetches",
    "WEBSOCKET_ENDPOINT": "https://sockets.example",
    "COMMONS_API_URL": "https://commons.example/w/api.php",
    "COMMONS_INDEX_URL": "https://commons.example/w/index.php",
    "GEOCODING_API_URL": "https://places.example/reverse",
    "WCQS_URL": "https://query.example/sparql",
    "DOWNLOAD_HOSTS": "photos.example",
    "OAUTH_CONSUMER_SECRET_ID": "consumer",
    "TOKEN_KEY_SECRET_ID": "token-key",
    "DEVELOPMENT_SECRET_ID": "development",
    "MAPILLARY_SECRET_ID": "mapillary",
    "USER_AGENT": "Curator tests",
    "PUBLIC_URL": "https://curator.example",
}
FUNCTIONS = ("api", "broadcaster", "fetcher", "websocket")


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeManagementApi]:
    """Give an AWS account with empty tables, and the way back to the browsers."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    forget_everything()
    gateway = FakeManagementApi()
    monkeypatch.setattr(aws, "connections", lambda _url: gateway)
    with mock_aws():
        for name in ("uploads", "identity", "realtime", "categories", "operations", "usage"):
            create_table(name)
        indexed_table("images", SystemClock(), index="listed", partition="listed_pk", sort="listed_at")
        for name in ("incoming", "originals", "variants"):
            bucket(name)
        yield gateway
    forget_everything()
    for frame in chain.from_iterable(gateway.frames.values()):
        check_frame(frame)


def create_table(name: str) -> None:
    boto3.client("dynamodb", region_name="eu-central-1").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "PK", "AttributeType": "S"},
            {"AttributeName": "SK", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )


def forget_everything() -> None:
    """Start like a new execution environment."""
    for function in FUNCTIONS:
        logging.Logger.manager.loggerDict.pop(function, None)  # it writes to the output of the test that made it
        for part in ("app", "wiring", "dispatch"):
            sys.modules.pop(f"functions.{function}.{part}", None)
            vars(sys.modules.get(f"functions.{function}", sys)).pop(part, None)
    for package in PACKAGES:  # a function's logger takes these over, and pytest's own would see nothing any more
        logger = logging.getLogger(package)
        logger.handlers.clear()
        logger.propagate = True
    for remembered in (*vars(aws).values(), *vars(metrics_wiring).values(), read_secret):
        if hasattr(remembered, "cache_clear"):
            remembered.cache_clear()


def handler(name: str) -> Any:
    return importlib.import_module(f"functions.{name}.app").handler


def log_in() -> str:
    """Return the cookie's value of a new session."""
    sessions = Sessions(SessionStore(Table(aws.dynamodb, "identity", SystemClock())), SystemClock())
    return sessions.start(user_id="1", username="Alice", encrypted_token="ciphertext")[0]


def test_a_socket_is_opened_used_and_closed(gateway: FakeManagementApi) -> None:
    serve = handler("websocket")
    assert serve(connect_event("a=", cookie=f"session={log_in()}"), CONTEXT) == {"statusCode": 200}
    assert serve(message_event("a=", '{"type":"CREATE_BATCH"}'), CONTEXT) == {"statusCode": 200}
    (created,) = gateway.received("a=")
    assert (created["type"], created["data"]) == ("BATCH_CREATED", 1)
    assert created["nonce"]
    closing = message_event("a=", None)
    closing["requestContext"]["routeKey"] = "$disconnect"
    assert serve(closing, CONTEXT) == {"statusCode": 200}
    assert serve(message_event("a=", '{"type":"CREATE_BATCH"}'), CONTEXT) == {"statusCode": 200}
    assert gateway.received("a=")[-1]["type"] == "ERROR"


def test_a_package_is_answered_and_needs_the_roles_that_the_file_of_actions_says(
    gateway: FakeManagementApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    actions = tmp_path / "actions.json"
    monkeypatch.setenv("ACTIONS_FILE_PATH", str(actions))
    actions.write_text('{"roles":["maker","announcer","admin","view-audit-logs"],"ws":{"101":"maker"},"http":{}}')
    serve = handler("websocket")
    serve(connect_event("a=", cookie=f"session={log_in()}"), CONTEXT)
    req_id = "0c2e4c36-7a4e-4b4a-9d3b-5b1f0a4f7c11"
    for number in (101, 10):
        serve(message_event("a=", json.dumps({"pkg_id": number, "req_id": req_id})), CONTEXT)
    common = {"req_id": req_id, "meta": None}
    assert gateway.received("a=") == [
        {"pkg_id": 101, "status_code": 3, "data": {"msg": "No permission for pkg_id 101"}, **common},
        {"pkg_id": 10, "status_code": 0, "data": {}, **common},
    ]


def test_actions_about_a_package_that_is_not_there_stop_the_start(
    gateway: FakeManagementApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    actions = tmp_path / "actions.json"
    monkeypatch.setenv("ACTIONS_FILE_PATH", str(actions))
    actions.write_text('{"roles":["announcer"],"ws":{"999":"announcer"},"http":{}}')
    with pytest.raises(ActionsError, match="no package 999"):
        handler("websocket")


# scenario 8
def test_an_upgrade_without_a_session_is_answered_401(gateway: FakeManagementApi) -> None:
    answer = handler("websocket")(connect_event("a="), CONTEXT)
    assert (answer["statusCode"], json.loads(answer["body"])) == (401, {"detail": "Not authenticated"})


def test_an_upgrade_from_another_site_is_answered_403(gateway: FakeManagementApi) -> None:
    event = connect_event("a=", cookie=f"session={log_in()}", origin="https://evil.example")
    answer = handler("websocket")(event, CONTEXT)
    assert (answer["statusCode"], json.loads(answer["body"])) == (403, {"detail": "Forbidden"})


def test_a_failure_of_ours_shows_nothing_of_itself(gateway: FakeManagementApi) -> None:
    serve, cookie = handler("websocket"), f"session={log_in()}"
    aws.dynamodb().delete_table(TableName="realtime")
    assert serve(connect_event("a=", cookie=cookie), CONTEXT) == {"statusCode": 500}
    assert serve(message_event("a=", "{}"), CONTEXT) == {"statusCode": 200}
    (refusal,) = gateway.received("a=")
    assert (refusal["type"], refusal["data"]) == ("ERROR", INTERNAL_ERROR)


def stream_event() -> dict[str, Any]:
    image = {
        "PK": {"S": "BATCH#1"},
        "SK": {"S": "BATCH"},
        "id": {"N": "1"},
        "user_id": {"S": "1"},
        "username": {"S": "Alice"},
        "edit_group_id": {"S": "0" * 12},
        "created_at": {"S": "2026-11-21T00:00:00.000000Z"},
        "updated_at": {"S": "2026-11-21T00:00:00.000000Z"},
        "count_queued": {"N": "2"},
    }
    return {"Records": [{"eventName": "INSERT", "dynamodb": {"SequenceNumber": "17", "NewImage": image}}]}


def watch_batches(connection_id: str) -> None:
    serve = handler("websocket")
    serve(connect_event(connection_id, cookie=f"session={log_in()}"), CONTEXT)
    serve(message_event(connection_id, '{"type":"FETCH_BATCHES","data":{}}'), CONTEXT)


def test_a_change_in_the_table_reaches_who_watches(gateway: FakeManagementApi) -> None:
    watch_batches("a=")
    assert handler("broadcaster")(stream_event(), CONTEXT) == {"batchItemFailures": []}
    told = gateway.received("a=")[-1]
    assert (told["type"], told["partial"], told["data"]["items"][0]["stats"]["queued"]) == ("BATCHES_LIST", True, 2)


def test_a_stream_is_repeated_where_somebody_could_not_be_told(
    gateway: FakeManagementApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch_batches("a=")
    tell = handler("broadcaster")
    broadcaster = importlib.import_module("functions.broadcaster.wiring").broadcaster()
    monkeypatch.setattr(broadcaster, "broadcast", lambda _changes: 1)
    assert tell(stream_event(), CONTEXT) == {"batchItemFailures": [{"itemIdentifier": "17"}]}


def queue_event(*bodies: str) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "receiptHandle": "r",
                "body": body,
                "attributes": {},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:fetches",
                "awsRegion": "eu-central-1",
            }
            for number, body in enumerate(bodies)
        ]
    }


def test_a_request_of_a_client_that_left_is_dropped_and_a_broken_one_comes_again(gateway: FakeManagementApi) -> None:
    request = {"connection_id": "left=", "user_id": "1", "handler": "mapillary", "input": "seq1"}
    answer = handler("fetcher")(queue_event(json.dumps(request), "not json"), CONTEXT)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert gateway.received("left=") == []


def test_a_request_is_answered_on_the_socket_it_came_by(gateway: FakeManagementApi) -> None:
    handler("websocket")(connect_event("a=", cookie=f"session={log_in()}"), CONTEXT)
    request = {"connection_id": "a=", "user_id": "1", "handler": "mapillary", "input": "no such/address"}
    answer = handler("fetcher")(queue_event(json.dumps(request)), CONTEXT)
    assert answer == {"batchItemFailures": []}
    (refusal,) = gateway.received("a=")
    assert refusal["type"] == "ERROR"


@pytest.mark.parametrize("kind", ["check_deleted", "create_category", "recategorise"])
def test_what_acts_in_a_users_name_needs_their_session(gateway: FakeManagementApi, kind: str) -> None:
    wishes: dict[str, dict[str, Any]] = {
        "check_deleted": {"titles": ["A"]},
        "create_category": {"title": "A", "text": "x"},
        "recategorise": {"id": "m", "source": "A", "target": "B"},
    }
    handler("websocket")(connect_event("a=", cookie=f"session={log_in()}"), CONTEXT)
    request = {"kind": kind, "connection_id": "a=", "user_id": "1", "session_key": "ended", **wishes[kind]}
    assert handler("fetcher")(queue_event(json.dumps(request)), CONTEXT) == {"batchItemFailures": []}
    (refusal,) = gateway.received("a=")
    assert (refusal["type"], refusal["data"]) == ("ERROR", "Session expired, please log in again")


@pytest.mark.parametrize("kind", ["wanted", "redlinks"])
def test_lists_of_missing_categories_need_a_database(gateway: FakeManagementApi, kind: str) -> None:
    handler("websocket")(connect_event("a=", cookie=f"session={log_in()}"), CONTEXT)
    request = {"kind": kind, "connection_id": "a=", "user_id": "1"}
    assert handler("fetcher")(queue_event(json.dumps(request)), CONTEXT) == {"batchItemFailures": []}
    (refusal,) = gateway.received("a=")
    assert refusal["data"].startswith("This Curator has no access to Commons' database")


def test_the_http_api_serves_the_packaged_client_and_its_own_health(gateway: FakeManagementApi) -> None:
    with browser_for(handler("api"), ENVIRONMENT["PUBLIC_URL"]) as browser:
        assert browser.get("/api/health").json()["tables"] == dict.fromkeys(
            ("identity", "images", "realtime", "uploads"), "ok"
        )
        assert browser.get("/auth/whoami").status_code == 401
        browser.cookies.set("session", log_in())
        assert browser.get("/auth/whoami").json()["username"] == "Alice"


def test_a_picture_is_uploaded_and_deleted_over_http(gateway: FakeManagementApi) -> None:
    with browser_for(handler("api"), ENVIRONMENT["PUBLIC_URL"]) as browser:
        page = browser.get("/")
        assert "https://incoming.s3.eu-central-1.amazonaws.com" in page.headers["Content-Security-Policy"]
        assert browser.get("/api/v1/health/").json()["status"] == "healthy"
        browser.cookies.set("session", log_in())
        file = {"file": ("photo.jpg", jpeg(), "image/jpeg")}
        pointers = browser.post("/api/v1/images/upload", data={"bucket": "test"}, files=file).json()
        assert browser.get(pointers["status_url"]).json()["status"] == "pending"
        stored = boto3.client("s3", region_name="eu-central-1").list_objects_v2(Bucket="incoming")["Contents"]
        assert [one["Key"].startswith(f"staging/{pointers['image_id']}_") for one in stored] == [True]
        form = browser.post("/api/v1/images/uploads", json={"bucket": "test", "content_type": "image/png"}).json()
        assert form["upload"]["url"] == "https://incoming.s3.eu-central-1.amazonaws.com/"
        assert browser.get("/api/v1/health/stats").json()["status_breakdown"] == {"pending": 2}
        assert browser.delete(f"/api/v1/images/{pointers['image_id']}").status_code == 404, "it is not finished"


def test_an_operator_lists_and_retries(gateway: FakeManagementApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_NAMES", "Somebody,Alice")
    with browser_for(handler("api"), ENVIRONMENT["PUBLIC_URL"]) as browser:
        assert browser.get("/api/admin/batches").status_code == 403
        browser.cookies.set("session", log_in())
        for path in ("batches", "users", "upload_requests", "presets", "failed_uploads"):
            assert browser.get(f"/api/admin/{path}").json() == {"items": [], "total": 0}
        assert browser.post("/api/admin/retry", json={"upload_ids": [1]}).json()["new_batch_id"] is None


def test_an_api_key_is_made_shown_and_revoked(gateway: FakeManagementApi) -> None:
    secrets = boto3.client("secretsmanager", region_name="eu-central-1")
    secrets.create_secret(Name="token-key", SecretString="any text")
    with browser_for(handler("api"), ENVIRONMENT["PUBLIC_URL"]) as browser:
        browser.cookies.set("session", log_in())
        made = browser.post("/api/v1/api-keys", json={"name": "a script"}).json()
        browser.cookies.clear()
        key = {"X-API-Key": made["key"]}
        answers = [browser.get("/api/v1/packages/npm/react", headers=key) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["59", "58"]
        browser.cookies.set("session", log_in())
        place = f"/api/v1/api-keys/{made['id']}"
        assert browser.get(f"{place}/usage").json()["total"] == 1  # the second is told of a minute later
        assert [one["id"] for one in browser.get("/api/v1/api-keys").json()["items"]] == [made["id"]]
        assert browser.delete(place).json()["status"] == "revoked"
        assert browser.get("/api/v1/packages/npm/react", headers=key).status_code == 401


def test_a_key_logs_in_where_its_secret_holds_one(gateway: FakeManagementApi) -> None:
    with browser_for(handler("api"), ENVIRONMENT["PUBLIC_URL"]) as browser:
        secrets = boto3.client("secretsmanager", region_name="eu-central-1")
        secrets.create_secret(Name="token-key", SecretString="any text")
        secrets.create_secret(Name="development", SecretString='{"key":"sixteen letters.","username":"Developer"}')
        assert browser.post("/auth/register", headers={"X-API-KEY": "sixteen letters."}).status_code == 200
        assert browser.get("/auth/whoami").json()["username"] == "Developer"


def test_presets_are_kept_over_a_socket(gateway: FakeManagementApi) -> None:
    serve = handler("websocket")
    serve(connect_event("a=", cookie=f"session={log_in()}"), CONTEXT)
    serve(message_event("a=", '{"type":"FETCH_PRESETS","data":{"handler":"mapillary"}}'), CONTEXT)
    assert gateway.received("a=")[-1]["data"] == {"handler": "mapillary", "presets": []}


def test_logging_in_reads_its_secrets_only_then(gateway: FakeManagementApi) -> None:
    with browser_for(handler("api"), ENVIRONMENT["PUBLIC_URL"]) as browser:
        assert browser.get("/auth/logout").status_code == 307
        secrets = boto3.client("secretsmanager", region_name="eu-central-1")
        secrets.create_secret(Name="token-key", SecretString="any text")
        secrets.create_secret(Name="consumer", SecretString='{"key":"k","secret":"s"}')
        response: httpx.Response = browser.get("/auth/login")
        assert response.status_code == 500  # nobody answers at commons.example


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_bad_deploy_fails_at_import_and_names_the_field(
    gateway: FakeManagementApi, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("REALTIME_TABLE")
    with pytest.raises(SettingsError, match="REALTIME_TABLE is not set"):
        handler(name)


@pytest.mark.parametrize(
    ("name", "forbidden"),
    [
        ("broadcaster", {"httpx", "oauthlib", "pydantic", "fastapi", "mangum", "mwoauth", "requests", "aws_xray_sdk"}),
        ("fetcher", {"pymysql", "fastapi", "mangum", "mwoauth", "requests", "aws_xray_sdk"}),
        (
            "websocket",
            {"httpx", "jsonschema", "oauthlib", "pymysql", "fastapi", "mangum", "mwoauth", "requests", "aws_xray_sdk"},
        ),
        ("api", {"httpx", "jwt", "mwoauth", "requests", "aws_xray_sdk"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_cold_start_imports_nothing_the_function_does_not_need(name: str, forbidden: set[str]) -> None:
    script = f"import sys; import functions.{name}.app; print(*{{m.partition('.')[0] for m in sys.modules}})"
    environment = {**ENVIRONMENT, "PYTHONPATH": "shared:.", "AWS_DEFAULT_REGION": "eu-central-1"}
    output = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert not forbidden & set(output.stdout.split())
