"""Whether every image is what it should be, afterwards."""

from collections import Counter
from collections.abc import Sequence

from benchmarks.image_load.storing import Stored
from local.demo.images import ImageClient
from local.stack import LocalStack

VARIANTS = 4


def problems(stack: LocalStack, images: Sequence[Stored]) -> list[str]:
    """Return a sentence for each image that is not completed, or whose files are not those they should be."""
    found: list[str] = []
    variants = Counter(key.rpartition("/")[2].partition("_")[0] for key in _keys(stack, "Variants"))
    originals = {key.rpartition("/")[2] for key in _keys(stack, "Originals")}
    staged = _keys(stack, "Incoming")
    with ImageClient(stack.url) as client:
        for image in images:
            job = client.job(image.job_id)
            if job["status"] != "completed":
                found.append(f"Image {image.image_id} is {job['status']}: {job['error']}.")
            elif variants[image.image_id] != VARIANTS or image.image_id not in originals:
                found.append(f"Image {image.image_id} has {variants[image.image_id]} variants in storage.")
    return found + [f"Staging still holds {key}." for key in staged]


def _keys(stack: LocalStack, bucket: str) -> list[str]:
    pages = stack.client("s3").get_paginator("list_objects_v2").paginate(Bucket=stack.outputs[f"{bucket}BucketName"])
    return [one["Key"] for page in pages for one in page.get("Contents", [])]
