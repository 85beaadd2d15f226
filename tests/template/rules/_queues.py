"""Every queue: a dead-letter queue, alarms, encryption, and a visibility timeout its consumer cannot outlive."""

from collections.abc import Iterator
from typing import Any

from tests.template.rules._reading import Problem, Properties, Resources, referred

QUEUE = "AWS::SQS::Queue"
DEPTH = "ApproximateNumberOfMessagesVisible"
AGE = "ApproximateAgeOfOldestMessage"
LONGEST_RETENTION = 14 * 24 * 3600  # seconds, SQS' own limit
# "set the visibility timeout to at least six times the function timeout"
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
TIMES_THE_TIMEOUT = 6


def problems(resources: Resources) -> Iterator[Problem]:
    """Yield what is wrong with queues."""
    dead = dead_letter_queues(resources)
    for name, queue in resources.of_type(QUEUE).items():
        rules = _of_dead_letters(resources, name, queue) if name in dead else _of_work(resources, name, queue)
        yield from (Problem(name, text) for text in rules)
        if queue.get("SqsManagedSseEnabled") is not True and "KmsMasterKeyId" not in queue:
            yield Problem(name, "is not encrypted")


def dead_letter_queues(resources: Resources) -> set[str]:
    """Return the queues that something gives up into: a queue, an event source, a function's failed calls."""
    places: list[Any] = [one.get("RedrivePolicy") for one in resources.of_type(QUEUE).values()]
    for kind in ("AWS::Lambda::EventSourceMapping", "AWS::Lambda::EventInvokeConfig"):
        places += [one.get("DestinationConfig", {}).get("OnFailure") for one in resources.of_type(kind).values()]
    places += [
        target.get("DeadLetterConfig")
        for rule in resources.of_type("AWS::Events::Rule").values()
        for target in rule.get("Targets", [])
    ]
    return referred(places)


def _of_dead_letters(resources: Resources, name: str, queue: Properties) -> Iterator[str]:
    if queue.get("MessageRetentionPeriod") != LONGEST_RETENTION:
        yield "does not keep its letters for 14 days"
    if not _has_alarm(resources, name, DEPTH):
        yield f"has no alarm on its first letter ({DEPTH})"


def _of_work(resources: Resources, name: str, queue: Properties) -> Iterator[str]:
    if not referred(queue.get("RedrivePolicy")):
        yield "has no dead-letter queue (RedrivePolicy)"
    if not _has_alarm(resources, name, AGE):
        yield f"has no alarm on the age of its oldest message ({AGE})"
    for consumer, timeout in _consumers(resources, name):
        if queue.get("VisibilityTimeout", 0) < TIMES_THE_TIMEOUT * timeout:
            yield f"shows a message again before {TIMES_THE_TIMEOUT} times the {timeout} s that {consumer} may take"


def _has_alarm(resources: Resources, name: str, metric: str) -> bool:
    return any(
        alarm.get("MetricName") == metric and name in referred(alarm.get("Dimensions"))
        for alarm in resources.of_type("AWS::CloudWatch::Alarm").values()
    )


def _consumers(resources: Resources, name: str) -> Iterator[tuple[str, int]]:
    """Yield the functions a queue feeds, with their time-outs in seconds."""
    functions = resources.of_type("AWS::Lambda::Function")
    for mapping in resources.of_type("AWS::Lambda::EventSourceMapping").values():
        if name in referred(mapping.get("EventSourceArn")):
            for consumer in sorted(referred(mapping.get("FunctionName"))):
                yield consumer, functions.get(consumer, {}).get("Timeout", 0)
