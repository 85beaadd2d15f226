"""The rules of our own: what each finds in a small system that is sound but for one thing."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.template.rules import _functions, _queues, _roles, _storage
from tests.template.rules._reading import Resources
from tests.template.small import SOUND
from tests.template.stack import load
from tests.template.test_checkers import run

Change = Callable[[dict[str, Any]], object]
CHECKS = [
    _functions.problems,
    _roles.problems,
    _queues.problems,
    _storage.problems_of_tables,
    _storage.problems_of_buckets,
    _storage.problems_of_logs,
]


def problems(resources: dict[str, Any]) -> set[str]:
    return {f"{one.logical_id} {one.text}" for check in CHECKS for one in check(Resources(resources))}


def found_after(change: Change) -> set[str]:
    resources = deepcopy(SOUND)
    change(resources)
    return problems(resources)


def put(logical_id: str, **values: Any) -> Change:
    """Return a change that sets properties of a resource; None takes one away."""

    def change(resources: dict[str, Any]) -> None:
        properties = resources[logical_id]["Properties"]
        properties.update(values)
        for name in [name for name, value in values.items() if value is None]:
            del properties[name]

    return change


def without(logical_id: str) -> Change:
    return lambda resources: resources.pop(logical_id)


def allowing(**statement: Any) -> Change:
    return lambda resources: resources["WorkPolicy"]["Properties"]["PolicyDocument"].update(
        Statement=[{"Effect": "Allow", **statement}]
    )


def test_the_sound_system_and_our_template_break_no_rule() -> None:
    assert problems(SOUND) == set()
    assert problems(load().resources) == set()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(put("Work", Timeout=None), "does not state its Timeout", id="no time-out"),
        pytest.param(put("Work", MemorySize=None), "does not state its MemorySize", id="no memory"),
        pytest.param(put("Work", LoggingConfig=None), "does not log to a group", id="a log that nobody named"),
        pytest.param(without("WorkMapping"), "is called by nobody", id="no trigger"),
        pytest.param(without("Forgotten"), "no destination for what fails", id="a schedule, no destination"),
    ],
)
def test_a_function_states_what_it_needs_and_loses_nothing(change: Change, said: str) -> None:
    assert any(said in problem for problem in found_after(change))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(put("Clock", Role={"Fn::GetAtt": ["WorkRole", "Arn"]}), "shared by Clock, Work", id="shared"),
        pytest.param(put("Clock", Role="arn:aws:iam::1:role/x"), "Clock has no role", id="of elsewhere"),
        pytest.param(put("WorkRole", ManagedPolicyArns=["x"]), "takes managed policies", id="managed"),
        pytest.param(put("WorkRole", AssumeRolePolicyDocument={}), "trusts others", id="trust"),
        pytest.param(allowing(Action="s3:*", Resource="arn:x"), "not single actions", id="any action"),
        pytest.param(allowing(NotAction="s3:GetObject", Resource="arn:x"), "does not name", id="all but one"),
        pytest.param(allowing(Action=["s3:GetObject"], Resource="*"), "on everything", id="any resource"),
        pytest.param(allowing(Action=["s3:GetObject"], NotResource="arn:x"), "on everything", id="all but this"),
        pytest.param(
            allowing(Action=["s3:GetObject"], Resource=[{"Fn::If": ["Here", "arn:x", "*"]}]),
            "on everything",
            id="any resource, on a condition",
        ),
    ],
)
def test_a_role_is_one_functions_own_and_names_what_it_allows(change: Change, said: str) -> None:
    assert any(said in problem for problem in found_after(change))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(put("Queue", RedrivePolicy=None), "Queue has no dead-letter queue", id="no dead letters"),
        pytest.param(put("Queue", VisibilityTimeout=359), "before 6 times the 60 s", id="visible too soon"),
        pytest.param(put("Queue", SqsManagedSseEnabled=None), "Queue is not encrypted", id="plain"),
        pytest.param(put("DeadQueue", MessageRetentionPeriod=345600), "for 14 days", id="letters go early"),
        pytest.param(without("DeadAlarm"), "DeadQueue has no alarm on its first letter", id="no alarm on depth"),
        pytest.param(without("AgeAlarm"), "Queue has no alarm on the age", id="no alarm on age"),
    ],
)
def test_a_queue_loses_nothing_and_tells_when_it_is_stuck(change: Change, said: str) -> None:
    assert any(said in problem for problem in found_after(change))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(put("Table", PointInTimeRecoverySpecification=None), "cannot be restored", id="recovery"),
        pytest.param(put("Table", TimeToLiveSpecification={"Enabled": False}), "never forgets", id="expiry"),
        pytest.param(put("Table", SSESpecification=None), "Table is not encrypted", id="a plain table"),
        pytest.param(lambda every: every["Table"].pop("DeletionPolicy"), "goes with the stack", id="a fleeting table"),
        pytest.param(put("Bucket", PublicAccessBlockConfiguration={}), "is not private", id="public"),
        pytest.param(put("Bucket", BucketEncryption=None), "Bucket is not encrypted", id="a plain bucket"),
        pytest.param(put("Bucket", LifecycleConfiguration=None), "never finished", id="lifecycle"),
        pytest.param(without("BucketPolicy"), "does not come over TLS", id="plain HTTP"),
        pytest.param(put("Log", RetentionInDays=None), "keeps its logs for ever", id="a log without an end"),
    ],
)
def test_what_is_stored_is_safe_and_does_not_stay_for_ever(change: Change, said: str) -> None:
    assert any(said in problem for problem in found_after(change))


def test_cfn_lint_says_what_breaks_each_of_the_rules(tmp_path: Path) -> None:
    resources = deepcopy(SOUND)
    changes = [put("Work", Timeout=None), put("WorkRole", ManagedPolicyArns=["arn:aws:iam::aws:policy/ReadOnlyAccess"])]
    changes += [put("Queue", RedrivePolicy=None), put("Table", SSESpecification=None)]
    changes += [put("Bucket", LifecycleConfiguration=None), put("Log", RetentionInDays=None)]
    for change in changes:
        change(resources)
    template = tmp_path / "template.json"
    template.write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}))
    result = run("cfn-lint", "--append-rules", "tests/template/rules", "--format", "json", "--", str(template))
    assert {one["Rule"]["Id"] for one in json.loads(result.stdout)} >= {f"E900{number}" for number in range(1, 7)}
