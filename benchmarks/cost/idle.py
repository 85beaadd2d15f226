"""What a month costs in which nobody comes."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.cost import assumed
from benchmarks.cost.amounts import Amounts
from benchmarks.cost.batch import invocations
from benchmarks.cost.template import MONTH_MINUTES, of_type, polled_queues, scheduled_runs

CALL_SECONDS = {"janitor": assumed.JANITOR_SECONDS, "replayer": assumed.JANITOR_SECONDS}
ALARM, SECRET, DASHBOARD = "AWS::CloudWatch::Alarm", "AWS::SecretsManager::Secret", "AWS::CloudWatch::Dashboard"
METRICS_OF_QUIET = 6  # custom metrics that a quiet month has values of, by stage and function


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledRun:
    """One schedule: what a run of it asks for, and how often it runs."""

    function: str
    event: str
    times: float  # a month
    requests: dict[str, float]


def count_runs() -> list[ScheduledRun]:
    """Run everything scheduled, in a process of its own; raises CalledProcessError."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.cost.one_run"],
        env={name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    asked = {(function, event): requests for function, event, requests in json.loads(done.stdout)}
    return [
        ScheduledRun(function=function, event=event, times=times, requests=asked[function, event])
        for function, event, times in scheduled_runs()
    ]


def amounts(runs: Sequence[ScheduledRun]) -> Amounts:
    """Return everything AWS charges for in thirty days."""
    calls: Counter[str] = Counter()
    found: Amounts = Counter()
    for run in runs:
        calls[run.function] += run.times  # type: ignore[assignment]
        for name, number in run.requests.items():
            found[name] += number * run.times  # type: ignore[assignment]
    found.update(invocations(calls, {name: CALL_SECONDS[name] * number for name, number in calls.items()}))
    found["dynamodb write units"] += assumed.METRIC_WRITES * calls.total()
    found["sqs requests"] += polls() * len(polled_queues())
    found["scheduled events"] = calls.total()
    found["alarm months"] = len(of_type(ALARM))
    found["secret months"] = len(of_type(SECRET))
    found["dashboard months"] = len(of_type(DASHBOARD))
    found["metric months"] = METRICS_OF_QUIET
    return found


def polls() -> int:
    """Return how often Lambda asks one queue in thirty days that has nothing for it."""
    return assumed.POLLERS * MONTH_MINUTES * 60 // assumed.POLL_SECONDS
