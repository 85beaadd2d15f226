"""The settings of a bucket that ministack's CloudFormation leaves out although its S3 has them."""

from typing import Any

from local.deployment.clients import emulator_client
from local.deployment.expectations import Expected


def complete_bucket(endpoint_url: str, bucket: Expected) -> None:
    """Give the bucket the lifecycle, the encryption and the ownership that its properties ask for."""
    client, name, properties = emulator_client("s3", endpoint_url), bucket.physical_id, bucket.properties
    if "LifecycleConfiguration" in properties:
        rules = [_lifecycle_rule(rule) for rule in properties["LifecycleConfiguration"]["Rules"]]
        client.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})
    if "BucketEncryption" in properties:
        wanted = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        rules = [{"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]} for rule in wanted]
        client.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})
    if "OwnershipControls" in properties:
        client.put_bucket_ownership_controls(Bucket=name, OwnershipControls=properties["OwnershipControls"])


def _lifecycle_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """Return the S3 API's form of a CloudFormation lifecycle rule, as far as Curator uses them."""
    converted = {"ID": rule["Id"], "Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "ExpirationInDays" in rule:
        converted["Expiration"] = {"Days": int(rule["ExpirationInDays"])}
    if "AbortIncompleteMultipartUpload" in rule:
        days = int(rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"])
        converted["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": days}
    return converted
