"""What images cost, in requests by service."""

from collections import Counter
from dataclasses import dataclass

import httpx

from local.stack import LocalStack

PUTS = {"PutObject", "PostObject"}
GETS = {"GetObject", "HeadObject"}
DELETES = {"DeleteObject"}
ITEMS = {"items read", "items written"}
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
ANNOUNCED = "announced"  # messages that S3 sent
RECEIVE_AND_DELETE = 2  # what Lambda asks the queue for each message it hands to a function

Counts = dict[str, Counter[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """Requests per image."""

    s3_puts: float
    s3_gets: float
    s3_deletes: float
    sqs: float
    dynamodb_writes: float
    dynamodb_items_written: float
    dynamodb_reads: float
    api_calls: float
    resizer_calls: float
    secrets: float


def counted(stack: LocalStack) -> Counts:
    """Return what the emulator has counted since it started."""
    answer = httpx.get(f"{stack.emulator_url}/_curator/requests").raise_for_status().json()
    return {service: Counter(operations) for service, operations in answer.items()}


def between(before: Counts, after: Counts) -> Counts:
    """Return what came in between."""
    return {service: after[service] - before.get(service, Counter()) for service in after}


def per_image(counts: Counts, stack: LocalStack, images: int) -> Requests:
    """Return what one of so many images cost."""
    s3, dynamodb = counts.get("s3", Counter()), counts.get("dynamodb", Counter())
    calls = counts.get("lambda", Counter())
    resizer = calls[stack.outputs["ResizerFunctionName"]]
    sqs = counts.get("sqs", Counter())

    def each(number: float) -> float:
        return round(number / images, 3)

    return Requests(
        s3_puts=each(sum(s3[name] for name in PUTS)),
        s3_gets=each(sum(s3[name] for name in GETS)),
        s3_deletes=each(sum(s3[name] for name in DELETES)),
        sqs=each(sum(sqs.values()) + RECEIVE_AND_DELETE * resizer),
        dynamodb_writes=each(sum(dynamodb[name] for name in WRITES)),
        dynamodb_items_written=each(dynamodb["items written"]),
        dynamodb_reads=each(sum(number for name, number in dynamodb.items() if name not in WRITES | ITEMS)),
        api_calls=each(calls[stack.outputs["ApiFunctionName"]]),
        resizer_calls=each(resizer),
        secrets=each(sum(counts.get("secretsmanager", Counter()).values())),
    )
