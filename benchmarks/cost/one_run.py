"""Runs what the template's schedules call, each twice, on empty tables in moto; prints what the second asked as JSON.

A process of its own: it sets the environment that the functions read, and keeps clients that only moto may answer.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from moto import mock_aws

from benchmarks.cost.template import of_type, scheduled_runs, template

REGION = "us-east-1"
EXAMPLE = "https://example.org"
READS = {"GetItem", "Query", "BatchGetItem"}
SERVICES = ("dynamodb", "impatient_dynamodb", "sqs", "impatient_sqs", "s3", "secrets_manager")
ANSWER_SECONDS = 60.0


def main() -> None:
    """Print `[[function, event, {what: how much}], …]`."""
    os.environ |= {
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "moto",
        "AWS_SECRET_ACCESS_KEY": "moto",
    }
    with mock_aws():
        places = _build()
        os.environ |= {name: _value(value, places) for name, value in _variables()}
        runs = [[function, event, _counted(function, event)] for function, event, _ in scheduled_runs()]
    json.dump(runs, sys.stdout)


def _counted(function: str, event: str) -> Counter[str]:
    run = _runner(function, event)
    run()  # the first one ever looks at the hours before it
    with _counting() as counts:
        run()
    return counts


def _runner(function: str, event: str) -> Callable[[], Any]:
    name = json.loads(event).get("run", "")
    if function == "replayer":
        from functions.replayer.sweeping import sweep  # noqa: PLC0415 - reads the environment set above

        return lambda: sweep(until=time.time() + ANSWER_SECONDS)
    from functions.janitor.runs import RUNS  # noqa: PLC0415

    return RUNS[name]().run


@contextmanager
def _counting() -> Iterator[Counter[str]]:
    from curator.foundation import aws  # noqa: PLC0415

    counts: Counter[str] = Counter()

    def count(params: dict[str, Any], model: Any, **_: Any) -> None:
        service, body = model.service_model.service_name, json.loads(params.get("body") or "{}")
        if service == "dynamodb":
            kind = "read" if model.name in READS else "write"
            counts[f"dynamodb {kind} units"] += _units(model.name, body)  # type: ignore[assignment]  # halves, too
        else:
            counts[f"{service} requests"] += 1

    events = [getattr(aws, service)().meta.events for service in SERVICES]
    for each in events:
        each.register("before-call.dynamodb", count)
        each.register("before-call.sqs", count)
    yield counts
    for each in events:
        each.unregister("before-call.dynamodb", count)
        each.unregister("before-call.sqs", count)


def _units(operation: str, body: dict[str, Any]) -> float:
    """Return the least units of a request for small items."""
    if operation == "TransactWriteItems":
        return 2 * len(body["TransactItems"])
    if operation == "BatchGetItem":
        return sum(len(table["Keys"]) for table in body["RequestItems"].values())
    return 0.5 if "IndexName" in body else 1


def _build() -> dict[str, str]:
    """Make the template's tables, queues and buckets; return the names or addresses by logical id."""
    import boto3  # noqa: PLC0415 - reads the environment set above

    dynamodb, sqs, s3 = boto3.client("dynamodb"), boto3.client("sqs"), boto3.client("s3")
    places = {}
    for name, table in of_type("AWS::DynamoDB::Table").items():
        wanted = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode")
        dynamodb.create_table(TableName=name, **{part: table[part] for part in wanted if part in table})
        places[name] = name
    for name in of_type("AWS::SQS::Queue"):
        places[name] = sqs.create_queue(QueueName=name)["QueueUrl"]
    for name in of_type("AWS::S3::Bucket"):
        places[name] = f"bucket-{name.lower()}"
        s3.create_bucket(Bucket=places[name])
    return places


def _variables() -> Iterator[tuple[str, Any]]:
    yield from template()["Globals"]["Function"]["Environment"]["Variables"].items()
    for function in ("JanitorFunction", "ReplayerFunction"):
        yield from of_type("AWS::Serverless::Function")[function]["Environment"]["Variables"].items()


def _value(value: Any, places: dict[str, str]) -> str:
    match value:
        case {"Ref": str(name)} if name in places:
            return places[name]
        case {"Ref": str(name)} if name in template()["Parameters"]:
            return str(template()["Parameters"][name].get("Default", EXAMPLE))
        case str():
            return value
        case _:
            return EXAMPLE


if __name__ == "__main__":
    main()
