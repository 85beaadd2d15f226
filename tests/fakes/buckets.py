"""Buckets in moto, which call a queue of the tests."""

from collections.abc import Callable
from typing import Final

import boto3

from curator.foundation import aws
from curator.foundation.objects import ObjectStore

REGION: Final = "eu-central-1"


class MotoObjects(ObjectStore):
    """A bucket in moto that tells of new objects, as S3 does."""

    created: Callable[[str], None] = staticmethod(lambda _key: None)

    def put(self, key: str, data: bytes, *, content_type: str, cache_control: str | None = None) -> None:
        super().put(key, data, content_type=content_type, cache_control=cache_control)
        self.created(key)


def bucket(name: str) -> MotoObjects:
    """Return a new, empty bucket; moto has to be at work."""
    aws.s3.cache_clear()
    boto3.client("s3", region_name=REGION).create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    return MotoObjects(aws.s3, name)
