"""The dashboard in CloudWatch shows all there is, and nothing that there is not."""

import json
import re
from itertools import combinations
from typing import Any

import pytest

from curator.foundation.metrics.catalogue import CATALOGUE
from curator.foundation.metrics.emf import DIMENSIONS, NAMESPACE
from tests.template.stack import functions, load

COLUMNS = 24


def written() -> str:
    (dashboard,) = load().of_type("AWS::CloudWatch::Dashboard").values()
    body: str = dashboard["DashboardBody"]["Fn::Sub"]
    return body


def widgets() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(written())["widgets"]
    return found


def metrics() -> list[list[Any]]:
    return [metric for widget in widgets() for metric in widget["properties"].get("metrics", [])]


def shown(namespace: str, name: str) -> set[str]:
    """Return what is shown of a metric of AWS, by the resource that its last dimension names."""
    found = [metric for metric in metrics() if metric[:2] == [namespace, name]]
    return {re.split(r"[{.}]", metric[3])[1] for metric in found}


def test_every_queue_and_its_dead_letters_are_shown() -> None:
    queues = set(load().of_type("AWS::SQS::Queue"))
    assert shown("AWS/SQS", "ApproximateNumberOfMessagesVisible") == queues
    assert shown("AWS/SQS", "ApproximateAgeOfOldestMessage") == {one for one in queues if "DeadLetter" not in one}


@pytest.mark.parametrize("metric", ["Errors", "Duration", "Invocations", "Throttles"])
def test_every_function_is_shown(metric: str) -> None:
    assert shown("AWS/Lambda", metric) == {f"{function.title()}Function" for function in functions()}


def test_every_table_is_shown() -> None:
    assert shown("AWS/DynamoDB", "WriteThrottleEvents") == set(load().of_type("AWS::DynamoDB::Table"))


def test_every_alarm_that_always_exists_is_shown() -> None:
    alarms = {name for name, one in load().resources.items() if one["Type"] == "AWS::CloudWatch::Alarm"}
    sometimes = {name for name in alarms if "Condition" in load().resources[name]}
    (widget,) = [widget for widget in widgets() if widget["type"] == "alarm"]
    assert set(re.findall(r"\$\{(\w+)\.Arn\}", " ".join(widget["properties"]["alarms"]))) == alarms - sometimes


def test_our_own_metrics_are_ones_that_are_emitted() -> None:
    ours = [metric for metric in metrics() if metric[0] == NAMESPACE]
    filters = load().of_type("AWS::Logs::MetricFilter").values()
    counted = {one["MetricName"] for each in filters for one in each["MetricTransformations"]}
    assert ours
    for metric in ours:
        assert not CATALOGUE[metric[1]].known_to_aws
        assert tuple(metric[2::2]) == DIMENSIONS
        assert metric[5] in functions()
    assert {metric[1] for metric in metrics() if metric[0] == "Curator/${AWS::StackName}"} == counted


def test_whatever_it_refers_to_exists() -> None:
    known = load().resources.keys() | load().written["Parameters"].keys()
    referred = {name for name in re.findall(r"\$\{([\w:]+)[.}]", written()) if "::" not in name}
    assert referred <= known


def test_no_widget_covers_another() -> None:
    places = [(one["x"], one["y"], one["x"] + one["width"], one["y"] + one["height"]) for one in widgets()]
    assert all(right <= COLUMNS for _, _, right, _ in places)
    for first, second in combinations(places, 2):
        assert first[2] <= second[0] or second[2] <= first[0] or first[3] <= second[1] or second[3] <= first[1]
