"""Every function: time-out, memory, a log that forgets, and a place for what fails."""

from collections.abc import Iterator

from tests.template.rules._reading import Problem, Properties, Resources, referred

FUNCTION = "AWS::Lambda::Function"
GATEWAY = "apigateway.amazonaws.com"
LONGEST = 900  # seconds, Lambda's own limit
LARGEST = 10240  # MiB


def problems(resources: Resources) -> Iterator[Problem]:
    """Yield what is wrong with functions."""
    for name, function in resources.of_type(FUNCTION).items():
        yield from (Problem(name, text) for text in _of_one(resources, name, function))


def _of_one(resources: Resources, name: str, function: Properties) -> Iterator[str]:
    if not 1 <= _number(function.get("Timeout")) <= LONGEST:
        yield "does not state its Timeout"
    if not 1 <= _number(function.get("MemorySize")) <= LARGEST:
        yield "does not state its MemorySize"
    groups = referred(function.get("LoggingConfig", {}).get("LogGroup"))
    if not any("RetentionInDays" in resources.of_type("AWS::Logs::LogGroup").get(group, {}) for group in groups):
        yield "does not log to a group of this template that forgets (LoggingConfig.LogGroup, RetentionInDays)"
    yield from _of_failures(resources, name)


def _of_failures(resources: Resources, name: str) -> Iterator[str]:
    """Yield where a failed call would leave no trace: a gateway's caller hears of it, nobody hears of an event."""
    mappings = [
        one
        for one in resources.of_type("AWS::Lambda::EventSourceMapping").values()
        if name in referred(one.get("FunctionName"))
    ]
    callers = _callers(resources, name)
    if not mappings and not callers:
        yield "is called by nobody"
    if not all(_is_kept(resources, mapping) for mapping in mappings):
        yield "loses what fails: its event source has neither a dead-letter queue nor a destination"
    if callers - {GATEWAY} and not _has_destination(resources, name):
        yield "is called without anybody waiting, and has no destination for what fails (EventInvokeConfig)"


def _callers(resources: Resources, name: str) -> set[str]:
    """Return the services that may call a function, by their principals."""
    return {
        str(one.get("Principal"))
        for one in resources.of_type("AWS::Lambda::Permission").values()
        if name in referred(one.get("FunctionName"))
    }


def _is_kept(resources: Resources, mapping: Properties) -> bool:
    queues = resources.of_type("AWS::SQS::Queue")
    sources = referred(mapping.get("EventSourceArn"))
    if any("deadLetterTargetArn" in queues.get(source, {}).get("RedrivePolicy", {}) for source in sources):
        return True
    return bool(referred(mapping.get("DestinationConfig", {}).get("OnFailure")))


def _has_destination(resources: Resources, name: str) -> bool:
    return any(
        referred(one.get("DestinationConfig", {}).get("OnFailure"))
        for one in resources.of_type("AWS::Lambda::EventInvokeConfig").values()
        if name in referred(one.get("FunctionName"))
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
