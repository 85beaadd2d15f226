"""What images cost: the requests that were measured for one, times their number."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.cost import assumed
from benchmarks.cost.amounts import Amounts
from benchmarks.cost.batch import invocations

MEASURED = Path("build/bench/image-load.json")
WAY = "with the request"
# What `make bench-image-load` found for an image sent with the request, 500 of them, where it was not run here.
REQUESTS: dict[str, float] = {
    "s3_puts": 6.0,  # into staging, four variants, the original
    "s3_gets": 1.0,
    "s3_deletes": 1.0,
    "sqs": 3.0,
    "dynamodb_items_written": 14.0,
    "dynamodb_reads": 1.014,
    "api_calls": 1.0,
    "resizer_calls": 1.0,
    "secrets": 0.0,
}
TRANSACTION = 2  # units an item's write costs in a transaction, and nearly all of these are
MONTHS_KEPT = 1  # of what is stored; each further month costs as much as this part again
VARIANT_MEGABYTES = 1.9  # the four together, of a photograph of 12 megapixels
ORIGINAL_MEGABYTES = 2.5


def requests() -> Mapping[str, float]:
    """Return the requests for an image: as last measured here, or as written down."""
    if not MEASURED.is_file():
        return REQUESTS
    runs: list[dict[str, Any]] = json.loads(MEASURED.read_text(encoding="utf-8"))["runs"]
    (measured,) = (run["requests"] for run in runs if run["way"] == WAY)
    return {name: float(measured[name]) for name in REQUESTS}


def amounts(images: int, each: Mapping[str, float]) -> Amounts:
    """Return everything AWS charges for so many images, kept for a month and each looked at once."""
    calls = {"api": each["api_calls"] * images, "resizer": each["resizer_calls"] * images}
    seconds = {
        "api": assumed.API_SECONDS * calls["api"],
        "resizer": assumed.RESIZER_SECONDS * calls["resizer"],
    }
    writes = TRANSACTION * each["dynamodb_items_written"] + 2 * assumed.METRIC_WRITES
    return Counter(
        {
            **invocations(calls, seconds),
            "http requests": calls["api"],
            "sqs requests": each["sqs"] * images,
            "dynamodb read units": each["dynamodb_reads"] * images,
            "dynamodb write units": writes * images,
            "s3 puts": each["s3_puts"] * images,
            "s3 gets": (each["s3_gets"] + 1) * images,
            "s3 deletes": each["s3_deletes"] * images,
            "s3 GB-months": (ORIGINAL_MEGABYTES + VARIANT_MEGABYTES) * images * MONTHS_KEPT / 1000,
            "secret requests": each["secrets"] * images,
            "GB to the internet": VARIANT_MEGABYTES * images / 1000,
        }
    )
