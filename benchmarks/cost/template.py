"""What the template says that costs something: memory, schedules, queues, alarms, secrets."""

from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.cost.assumed import GIB
from local.deployment.expectations import read_template

ROOT = Path(__file__).parents[2]
MINUTES = {"minute": 1, "minutes": 1, "hour": 60, "hours": 60, "day": 24 * 60, "days": 24 * 60}
MONTH_MINUTES = 30 * 24 * 60
DAYS, WEEKS = 30, 30 / 7  # of the month


@cache
def template() -> dict[str, Any]:
    """Return the template as it is written."""
    return read_template((ROOT / "template.yaml").read_text(encoding="utf-8"))


def of_type(kind: str) -> dict[str, Any]:
    """Return the properties of all resources of a type that a deployment without options has."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind and "Condition" not in resource
    }


def gib(function: str) -> float:
    """Return a function's memory by its short name."""
    return float(of_type("AWS::Serverless::Function")[f"{function.title()}Function"]["MemorySize"]) / GIB


def polled_queues() -> list[str]:
    """Return the queues that wake a function."""
    events = [
        event
        for function in of_type("AWS::Serverless::Function").values()
        for event in function.get("Events", {}).values()
    ]
    return [event["Properties"]["Queue"]["Fn::GetAtt"][0] for event in events if event["Type"] == "SQS"]


def scheduled_runs() -> list[tuple[str, str, float]]:
    """Return the short name of the function, the event and the times a month of each schedule."""
    return [
        (
            name.removesuffix("Function").lower(),
            str(event["Properties"].get("Input", "{}")),
            times_a_month(event["Properties"]["Schedule"]),
        )
        for name, function in of_type("AWS::Serverless::Function").items()
        for event in function.get("Events", {}).values()
        if event["Type"] == "Schedule"
    ]


def times_a_month(schedule: str) -> float:
    """Return how often a rule fires in 30 days; knows rates, and cron rules that name an hour.

    Raises:
        ValueError: it is another kind of rule.
    """
    kind, _, rest = schedule.rstrip(")").partition("(")
    if kind == "rate":
        count, unit = rest.split()
        return MONTH_MINUTES / (int(count) * MINUTES[unit])
    minute, hour, day, _, weekday, _ = rest.split()
    if not (minute.isdigit() and hour.isdigit()):
        raise ValueError(f"{schedule} fires more than once a day")
    if weekday not in {"*", "?"}:
        return WEEKS
    return 1.0 if day not in {"*", "?"} else DAYS
