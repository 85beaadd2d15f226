"""Every table can be restored and forgets; every bucket is private, encrypted and tidied; every log forgets."""

from collections.abc import Iterator

from tests.template.rules._reading import Problem, Properties, Resources, listed, referred

PRIVATE = {"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"}


def problems_of_tables(resources: Resources) -> Iterator[Problem]:
    """Yield what is wrong with tables."""
    for name, table in resources.of_type("AWS::DynamoDB::Table").items():
        if table.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled") is not True:
            yield Problem(name, "cannot be restored to any second (PointInTimeRecoverySpecification)")
        if table.get("TimeToLiveSpecification", {}).get("Enabled") is not True:
            yield Problem(name, "never forgets items (TimeToLiveSpecification)")
        if table.get("SSESpecification", {}).get("SSEEnabled") is not True:
            yield Problem(name, "is not encrypted (SSESpecification)")
        if {resources.all[name].get(policy) for policy in ("DeletionPolicy", "UpdateReplacePolicy")} != {"Retain"}:
            yield Problem(name, "goes with the stack (DeletionPolicy, UpdateReplacePolicy)")


def problems_of_buckets(resources: Resources) -> Iterator[Problem]:
    """Yield what is wrong with buckets."""
    for name, bucket in resources.of_type("AWS::S3::Bucket").items():
        yield from (Problem(name, text) for text in _of_one(bucket))
        if not any(_refuses_plain_http(policy) for policy in _policies(resources, name)):
            yield Problem(name, "has no policy that refuses what does not come over TLS")


def problems_of_logs(resources: Resources) -> Iterator[Problem]:
    """Yield what is wrong with log groups."""
    for name, group in resources.of_type("AWS::Logs::LogGroup").items():
        if "RetentionInDays" not in group:
            yield Problem(name, "keeps its logs for ever (RetentionInDays)")


def _of_one(bucket: Properties) -> Iterator[str]:
    blocked = bucket.get("PublicAccessBlockConfiguration", {})
    if {name for name in PRIVATE if blocked.get(name) is True} != PRIVATE:
        yield "is not private (PublicAccessBlockConfiguration)"
    if not bucket.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration"):
        yield "is not encrypted (BucketEncryption)"
    rules = bucket.get("LifecycleConfiguration", {}).get("Rules", [])
    if not any(rule.get("Status") == "Enabled" and "AbortIncompleteMultipartUpload" in rule for rule in rules):
        yield "keeps uploads that were never finished (LifecycleConfiguration)"


def _policies(resources: Resources, bucket: str) -> list[Properties]:
    return [one for one in resources.of_type("AWS::S3::BucketPolicy").values() if bucket in referred(one.get("Bucket"))]


def _refuses_plain_http(policy: Properties) -> bool:
    return any(
        one.get("Effect") == "Deny"
        and one.get("Principal") == "*"
        and "s3:*" in listed(one.get("Action"))
        and str(one.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport")).lower() == "false"
        for one in policy.get("PolicyDocument", {}).get("Statement", [])
    )
