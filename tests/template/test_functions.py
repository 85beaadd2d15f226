"""Rules every function keeps."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from functions.fetcher.moves import HOLD_SECONDS, LAST_PAGE_SECONDS, TURN_SECONDS
from tests.template.stack import ROOT, environment, functions, load, properties, referred

PLAIN = {
    "STAGE",
    "LOG_LEVEL",
    "METRICS_FLUSH_SECONDS",
    "AUDIT_READS",
    "AUDIT_RETENTION_DAYS",
    "PUBLIC_URL",
    "USER_AGENT",
    "CLIENT_DIR",
    "ADMIN_NAMES",
    "ACTIONS_FILE_PATH",
    "CLIENT_ORIGINS",
    "WANTED_EXCLUDED",
    "SCAN_MIN_STARS",
}
IMAGES = {
    "IMAGE_MAX_BYTES",
    "IMAGE_MAX_PIXELS",
    "IMAGE_UPLOADS_PER_HOUR",
    "IMAGE_SIZES",
    "IMAGE_QUALITY",
    "IMAGE_EFFORT",
    "DASHBOARD_PUBLIC",
}
PERMISSIONS = {
    "AUTH_API_URL",
    "AUTH_API_CHECK_ENDPOINT",
    "AUTH_API_TIMEOUT",
    "AUTH_FAIL_OPEN",
    "AUTH_CACHE_ENABLED",
    "AUTH_CACHE_TTL_READ",
    "AUTH_CACHE_TTL_WRITE",
    "AUTH_CACHE_TTL_ADMIN",
    "AUTH_CACHE_TTL_DENIED",
    "CIRCUIT_BREAKER_THRESHOLD",
    "CIRCUIT_BREAKER_TIMEOUT",
}
ISSUER = {"OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_ALGORITHMS", "OIDC_ROLES", "OIDC_CLIENT_ID", "OIDC_TIMEOUT"}
LIMITS = {
    "RATE_LIMIT_ENABLED",
    "RATE_LIMIT_PER_MINUTE",
    "RATE_LIMIT_BURST",
    "RATE_LIMIT_FAIL_MODE",
    "WS_MESSAGE_RATE_LIMIT",
    "WS_SLICE_RATE_LIMIT",
    "WS_MAX_CONNECTIONS_PER_USER",
}
PACE = {"UPLOAD_WIDTH", "UPLOAD_LEASE_SECONDS", "LANE_HORIZON_SECONDS", "LANE_RESERVE"}
OUTSIDE = {
    "COMMONS_API_URL",
    "COMMONS_INDEX_URL",
    "WIKIDATA_API_URL",
    "MAPILLARY_API_URL",
    "FLICKR_API_URL",
    "GEOCODING_API_URL",
    "WCQS_URL",
    "DOWNLOAD_HOSTS",
    "GITHUB_API_URL",
    "ECOSYSTEMS_REPOS_URL",
    "ECOSYSTEMS_PACKAGES_URL",
    "LIBRARIES_IO_API_URL",
    "DEPS_DEV_API_URL",
}
TABLES = {
    "UPLOADS_TABLE",
    "IDENTITY_TABLE",
    "REALTIME_TABLE",
    "CATEGORIES_TABLE",
    "IMAGES_TABLE",
    "USAGE_TABLE",
    "OPERATIONS_TABLE",
}
BUCKETS = {"INCOMING_BUCKET", "ORIGINALS_BUCKET", "VARIANTS_BUCKET"}
QUEUES = {
    "LANES_QUEUE_URL",
    "UPLOADS_QUEUE_URL",
    "FETCHES_QUEUE_URL",
    "IMAGES_QUEUE_URL",
    "SCANS_QUEUE_URL",
    "REPLAYS_QUEUE_URL",
    "LANES_DEAD_LETTER_QUEUE_URL",
    "UPLOADS_DEAD_LETTER_QUEUE_URL",
    "FETCHES_DEAD_LETTER_QUEUE_URL",
    "IMAGES_DEAD_LETTER_QUEUE_URL",
    "SCANS_DEAD_LETTER_QUEUE_URL",
    "BROADCASTER_DEAD_LETTER_QUEUE_URL",
    "JANITOR_DEAD_LETTER_QUEUE_URL",
    "REPLAYS_DEAD_LETTER_QUEUE_URL",
    "WEBSOCKET_ENDPOINT",
}
SECRETS = {
    "EDGE_SECRET_ID",
    "OAUTH_CONSUMER_SECRET_ID",
    "TOKEN_KEY_SECRET_ID",
    "MAPILLARY_SECRET_ID",
    "FLICKR_SECRET_ID",
    "WCQS_SECRET_ID",
    "DEVELOPMENT_SECRET_ID",
    "COMMONS_DB_SECRET_ID",
    "JWT_SECRET_ID",
    "PROVIDERS_SECRET_ID",
}
KNOWN_VARIABLES = PLAIN | ISSUER | LIMITS | PACE | IMAGES | PERMISSIONS | OUTSIDE | TABLES | BUCKETS | QUEUES | SECRETS

# Where a function makes what its handler works with: what it reads from its environment, it reads there.
WIRING = {
    "api": "from functions.api.wiring import services; services()",
    "websocket": "from functions.websocket.wiring import router, services; router(); services()",
    "broadcaster": "from functions.broadcaster.wiring import broadcaster; broadcaster()",
    "fetcher": "from functions.fetcher.wiring import *; fetcher(); category_desk(); file_mover(); list_desk()",
    "pacer": "from curator.uploads.lanes.wiring import pacer; pacer()",
    "uploader": "from curator.uploads.worker.wiring import worker; worker()",
    "resizer": "from functions.resizer.app import _processor, _refresher; _processor(); _refresher()",
    "scanner": "from curator.usage.scans.work.wiring import scanner; scanner()",
    "janitor": "from functions.janitor.runs import RUNS; [made() for made in RUNS.values()]",
    "replayer": "from functions.replayer.wiring import *; runner(); recorder()",
}


def test_the_functions_are_those_of_the_design() -> None:
    assert set(functions()) == WIRING.keys()


@pytest.mark.parametrize("function", functions())
class TestEveryFunction:
    def test_runs_python_3_13_on_arm(self, function: str) -> None:
        assert properties(function)["Runtime"] == "python3.13"
        assert properties(function)["Architectures"] == ["arm64"]

    def test_states_its_time_and_memory(self, function: str) -> None:
        assert 1 <= properties(function)["Timeout"] <= 900
        assert 256 <= properties(function)["MemorySize"] <= 2048

    def test_logs_to_a_group_of_its_own_that_forgets(self, function: str) -> None:
        (name,) = referred(properties(function)["LoggingConfig"])
        group = load().of_type("AWS::Logs::LogGroup")[name]
        assert group["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/${{AWS::StackName}}-{function}"}
        assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}

    def test_has_its_handler_in_the_folder_of_its_name(self, function: str) -> None:
        assert properties(function)["Handler"] == f"functions.{function}.app.handler"
        assert (ROOT / "functions" / function / "app.py").is_file()

    def test_is_given_only_variables_we_know(self, function: str) -> None:
        assert environment(function).keys() <= KNOWN_VARIABLES

    def test_starts_with_the_environment_it_is_given(self, function: str) -> None:
        result = _start(function)
        assert result.returncode == 0, result.stderr

    def test_has_an_alarm_on_its_errors(self, function: str) -> None:
        watched = [
            referred(alarm["Dimensions"])
            for alarm in load().of_type("AWS::CloudWatch::Alarm").values()
            if (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Errors")
        ]
        assert {f"{function.title()}Function"} in watched


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(None, "FileNotFoundError", id="no file"),
        pytest.param('{"roles": [], "http": {}}', "ws is missing", id="a part is missing"),
        pytest.param('{"roles": [], "ws": {}, "http": {}}', "no role (admin|announcer)", id="a role is missing"),
    ],
)
@pytest.mark.parametrize("function", ["api", "websocket"])
def test_a_function_does_not_start_without_a_sound_file_of_actions(
    function: str, content: str | None, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "actions.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    result = _start(function, ACTIONS_FILE_PATH=str(path))
    assert result.returncode != 0
    assert re.search(problem, result.stderr.splitlines()[-1]), result.stderr


def _start(function: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    """Import a function and make what it works with, in the environment that the template gives it."""
    given = {name: _example(value) for name, value in environment(function).items()}
    paths = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given |= {"AWS_REGION": "eu-central-1", **changes}  # the region is Lambda's own
    return subprocess.run(
        [sys.executable, "-c", f"import functions.{function}.app; {WIRING[function]}"],
        env={**paths, "PYTHONPATH": f"{ROOT / 'shared'}:{ROOT}", **given},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def _example(value: Any) -> str:
    """Return what a variable holds after a deploy that sets what has no default."""
    match value:
        case {"Ref": str(name)} if name in load().written["Parameters"]:
            return str(load().written["Parameters"][name].get("Default", "https://example.org"))
        case str():
            return value
        case _:
            return "https://example.org"


@pytest.mark.parametrize(
    ("layer", "carrier"), [("WebLayer", "api"), ("ImagingLayer", "resizer"), ("ScanningLayer", "scanner")]
)
def test_only_one_function_carries_the_web_framework_the_image_libraries_or_the_parsers(
    layer: str, carrier: str
) -> None:
    assert {function for function in functions() if layer in _layers(function)} == {carrier}


@pytest.mark.parametrize("function", functions())
def test_every_function_carries_the_domain_and_the_core_libraries(function: str) -> None:
    assert {"DomainLayer", "CoreLayer"} <= _layers(function)


def _layers(function: str) -> set[str]:
    """Return the logical ids of a function's layers as they are written; the transform adds a hash to each."""
    return referred(load().written["Resources"][f"{function.title()}Function"]["Properties"]["Layers"])


@pytest.mark.parametrize("function", ["api", "websocket"])
def test_a_function_behind_a_gateway_ends_before_the_gateway_gives_up(function: str) -> None:
    assert properties(function)["Timeout"] <= 29


def test_a_lost_worker_of_the_fetcher_has_ended_before_its_users_next_move_begins() -> None:
    assert properties("fetcher")["Timeout"] < HOLD_SECONDS
    assert properties("fetcher")["Timeout"] > TURN_SECONDS + LAST_PAGE_SECONDS


def test_the_uploader_holds_the_largest_file_commons_takes() -> None:
    assert properties("uploader")["EphemeralStorage"]["Size"] >= 5 * 1024 + 512


@pytest.mark.parametrize(
    ("function", "queue"),
    [("JanitorFunction", "JanitorDeadLetterQueue"), ("ReplayerFunction", "ReplaysDeadLetterQueue")],
)
def test_a_run_by_the_clock_that_failed_is_kept(function: str, queue: str) -> None:
    kept = {
        name: referred(config["DestinationConfig"]["OnFailure"])
        for config in load().of_type("AWS::Lambda::EventInvokeConfig").values()
        for name in referred(config["FunctionName"])
    }
    assert kept[function] == {queue}


def test_the_replayer_hears_of_all_dead_letters_and_of_what_stands_still() -> None:
    (rule,) = [rule for rule in load().of_type("AWS::Events::Rule").values() if "EventPattern" in rule]
    assert referred(rule["Targets"]) == {"ReplayerFunction"}
    pattern = rule["EventPattern"]
    assert (pattern["source"], pattern["detail-type"]) == (["aws.cloudwatch"], ["CloudWatch Alarm State Change"])
    heard = referred(pattern["resources"])
    dead = {name for name in load().of_type("AWS::CloudWatch::Alarm") if name.endswith("DeadLetterAlarm")}
    assert heard > dead
    assert heard - dead == {
        "EveryLaneWaitsAlarm",
        "EgressBlockedAlarm",
        "LanesStalledAlarm",
        "ProviderBudgetLowAlarm",
        "NeedsHumanAlarm",
    }
    # EventBridge takes patterns of 2048 characters at most; an alarm's ARN has 110, with a stack's longest name.
    assert 110 * len(heard) + 200 <= 2048


# scenario usage-88
def test_the_janitor_looks_after_what_may_get_lost_and_begins_the_jobs_of_scans_by_the_clock() -> None:
    by_the_clock = [rule for rule in load().of_type("AWS::Events::Rule").values() if "ScheduleExpression" in rule]
    (sweep,) = [rule for rule in by_the_clock if referred(rule["Targets"]) == {"ReplayerFunction"}]
    assert (sweep["ScheduleExpression"], sweep["Targets"][0]["Input"]) == ("rate(1 minute)", '{"run": "sweep"}')
    rules = [rule for rule in by_the_clock if rule is not sweep]
    assert [referred(rule["Targets"]) for rule in rules] == [{"JanitorFunction"}] * len(rules)
    assert {(rule["ScheduleExpression"], rule["Targets"][0].get("Input")) for rule in rules} == {
        ("rate(1 minute)", None),
        ("rate(1 minute)", '{"run": "sockets"}'),
        ("rate(1 hour)", '{"run": "images"}'),
        ("rate(1 hour)", '{"run": "file-usage"}'),
        ("rate(1 minute)", '{"run": "scans"}'),
        ("cron(0 2 * * ? *)", '{"run": "scrape"}'),
        ("cron(0 3 ? * SUN *)", '{"run": "enrichment"}'),
        ("cron(0 4 1 * ? *)", '{"run": "cleanup"}'),
    }
