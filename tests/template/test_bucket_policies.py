"""What the policies of buckets and of their queue say to a request, as an evaluator of policies reads them."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import pytest
from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy

from local.deployment.expectations import ACCOUNT, REGION, expected_resources
from tests.template.stack import load

BUCKETS = ("Incoming", "Originals", "Variants")
QUEUE = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/images"
INCOMING = f"curator-incoming-{ACCOUNT}-{REGION}"
NAMES = {f"{bucket}Bucket": INCOMING if bucket == "Incoming" else f"curator-{bucket.lower()}" for bucket in BUCKETS}
API = f"arn:aws:sts::{ACCOUNT}:assumed-role/curator-api/curator-api"
ENCRYPTION = "s3:x-amz-server-side-encryption"


@cache
def policy(logical_id: str) -> dict[str, Any]:
    """Return a policy with its references as a deploy fills them in."""
    needed = (logical_id, "ImagesQueue", *NAMES)
    packaged = load().written | {"Resources": {name: load().written["Resources"][name] for name in needed}}
    resources = expected_resources(
        packaged, stack_name="curator", parameters={}, physical_ids=NAMES | {"ImagesQueue": QUEUE}
    )
    (found,) = (one.properties["PolicyDocument"] for one in resources if one.logical_id == logical_id)
    document: dict[str, Any] = found
    return document


def decision(
    document: dict[str, Any],
    action: str,
    resource: str,
    about: Mapping[str, str] = MappingProxyType({}),
    *,
    tls: bool = True,
    service: str = "",
) -> str:
    """Return what a policy says to a request of the api's role, or of an AWS service, about which this is known."""
    request = EvalContext(
        principal_arn="*" if service else API,
        principal_type="Service" if service else "AssumedRole",
        principal_account="" if service else ACCOUNT,
        action=action,
        resource_arn=resource,
        region=REGION,
        source_ip="192.0.2.1",
        secure_transport=tls,
        service_context={name.lower(): value for name, value in about.items()},
    )
    answer: str = evaluate_resource_policy(document, request, service or None).decision
    return answer


@pytest.mark.parametrize("bucket", BUCKETS)
class TestEveryBucketsPolicy:
    @pytest.mark.parametrize("action", ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"])
    def test_refuses_what_does_not_come_over_tls(self, bucket: str, action: str) -> None:
        place = f"arn:aws:s3:::{NAMES[f'{bucket}Bucket']}/staging/a"
        assert decision(policy(f"{bucket}BucketPolicy"), action, place, tls=False) == "Deny"
        assert decision(policy(f"{bucket}BucketPolicy"), action, place) == "ImplicitDeny"  # the role decides

    @pytest.mark.parametrize(
        ("named", "said"),
        [
            pytest.param({}, "ImplicitDeny", id="no encryption named, as by a browser's form"),
            pytest.param({ENCRYPTION: "AES256"}, "ImplicitDeny", id="the bucket's own"),
            pytest.param({ENCRYPTION: "aws:kms"}, "Deny", id="another"),
        ],
    )
    def test_refuses_what_would_be_encrypted_otherwise(self, bucket: str, named: dict[str, str], said: str) -> None:
        place = f"arn:aws:s3:::{NAMES[f'{bucket}Bucket']}/staging/a"
        assert decision(policy(f"{bucket}BucketPolicy"), "s3:PutObject", place, named) == said


@pytest.mark.parametrize(
    ("bucket", "account", "service", "said"),
    [
        pytest.param(INCOMING, ACCOUNT, "s3.amazonaws.com", "Allow", id="the bucket where images arrive"),
        pytest.param(f"{INCOMING}-2", ACCOUNT, "s3.amazonaws.com", "ImplicitDeny", id="another bucket"),
        pytest.param(INCOMING, "999999999999", "s3.amazonaws.com", "ImplicitDeny", id="a bucket of another account"),
        pytest.param(INCOMING, ACCOUNT, "sns.amazonaws.com", "ImplicitDeny", id="another service"),
    ],
)
def test_the_queue_takes_messages_of_one_bucket(bucket: str, account: str, service: str, said: str) -> None:
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:images"
    about = {"aws:SourceArn": f"arn:aws:s3:::{bucket}", "aws:SourceAccount": account}
    assert decision(policy("ImagesQueuePolicy"), "sqs:SendMessage", queue, about, service=service) == said
