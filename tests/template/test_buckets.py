"""Rules every bucket keeps."""

from typing import Any

import pytest

from tests.template.stack import actions_on, functions, load, properties, referred, statements

BUCKETS = load().of_type("AWS::S3::Bucket")
KEPT = {"OriginalsBucket", "VariantsBucket"}
BROWSERS = {"IncomingBucket": {"POST"}, "VariantsBucket": {"GET", "HEAD"}}
WRITING = {"s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging", "s3:RestoreObject", "s3:ReplicateObject"}


def refusals(bucket: str) -> list[dict[str, Any]]:
    (policy,) = [one for one in load().of_type("AWS::S3::BucketPolicy").values() if one["Bucket"] == {"Ref": bucket}]
    found: list[dict[str, Any]] = [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == "Deny"]
    assert {one["Principal"] for one in found} == {"*"}
    return found


def queues_told_by(bucket: str) -> set[str]:
    notification = BUCKETS[bucket].get("NotificationConfiguration", {})
    assert notification.keys() <= {"QueueConfigurations"}
    return {queue for one in notification.get("QueueConfigurations", []) for queue in referred(one["Queue"])}


def functions_called_by(bucket: str) -> set[str]:
    mappings = load().of_type("AWS::Lambda::EventSourceMapping").values()
    called = [one["FunctionName"] for one in mappings if referred(one["EventSourceArn"]) & queues_told_by(bucket)]
    return {name.removesuffix("Function").lower() for one in called for name in referred(one)}


@pytest.mark.parametrize("bucket", sorted(BUCKETS))
class TestEveryBucket:
    def test_belongs_to_this_account_alone_with_all_that_is_in_it(self, bucket: str) -> None:
        assert BUCKETS[bucket]["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}

    def test_is_encrypted(self, bucket: str) -> None:
        (encryption,) = BUCKETS[bucket]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert encryption == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}

    def test_refuses_everything_that_does_not_come_over_tls(self, bucket: str) -> None:
        (plain,) = [one for one in refusals(bucket) if one["Condition"] == {"Bool": {"aws:SecureTransport": False}}]
        assert plain["Action"] == "s3:*"
        assert plain["Resource"] == [{"Fn::GetAtt": [bucket, "Arn"]}, {"Fn::Sub": f"${{{bucket}.Arn}}/*"}]

    def test_forgets_uploads_that_were_never_finished(self, bucket: str) -> None:
        rules = BUCKETS[bucket]["LifecycleConfiguration"]["Rules"]
        days = [one["AbortIncompleteMultipartUpload"] for one in rules if "AbortIncompleteMultipartUpload" in one]
        assert days == [{"DaysAfterInitiation": 1}]
        assert {one["Status"] for one in rules} == {"Enabled"}

    def test_keeps_no_versions_of_what_a_user_deleted(self, bucket: str) -> None:
        assert "VersioningConfiguration" not in BUCKETS[bucket]

    def test_is_never_written_to_by_a_function_that_it_calls(self, bucket: str) -> None:
        """Each write would call the function again, for ever."""
        for function in functions_called_by(bucket):
            assert not actions_on(function, bucket) & WRITING

    def test_lets_pages_of_our_own_origins_do_what_they_have_to(self, bucket: str) -> None:
        rules = BUCKETS[bucket].get("CorsConfiguration", {"CorsRules": []})["CorsRules"]
        assert {method for rule in rules for method in rule["AllowedMethods"]} == BROWSERS.get(bucket, set())
        for rule in rules:
            assert rule["AllowedOrigins"] == {
                "Fn::If": [
                    "HasClientOrigins",
                    {"Fn::Split": [",", {"Fn::Sub": "${PublicUrl},${ClientOrigins}"}]},
                    [{"Ref": "PublicUrl"}],
                ]
            }


def test_nobody_but_cloudfront_is_let_in_by_a_policy() -> None:
    allowed = {
        (name, str(one["Principal"]))
        for name, policy in load().of_type("AWS::S3::BucketPolicy").items()
        for one in policy["PolicyDocument"]["Statement"]
        if one["Effect"] == "Allow"
    }
    assert allowed == {("ClientBucketPolicy", "{'Service': 'cloudfront.amazonaws.com'}")}


def test_what_arrives_calls_the_resizer_and_nothing_else_calls_anybody() -> None:
    assert {bucket: functions_called_by(bucket) for bucket in BUCKETS} == {
        "IncomingBucket": {"resizer"},
        "OriginalsBucket": set(),
        "VariantsBucket": set(),
        "ClientBucket": set(),
    }


def test_only_what_is_staged_is_announced() -> None:
    (announced,) = BUCKETS["IncomingBucket"]["NotificationConfiguration"]["QueueConfigurations"]
    assert announced["Event"] == "s3:ObjectCreated:*"
    assert announced["Filter"] == {"S3Key": {"Rules": [{"Name": "prefix", "Value": "staging/"}]}}


def test_the_queue_takes_messages_of_that_bucket_in_this_account_alone() -> None:
    policy = load().of_type("AWS::SQS::QueuePolicy")["ImagesQueuePolicy"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    name = BUCKETS["IncomingBucket"]["BucketName"]["Fn::Sub"]
    assert referred(policy["Queues"]) == referred(statement["Resource"]) == {"ImagesQueue"}
    assert (statement["Principal"], statement["Action"]) == ({"Service": "s3.amazonaws.com"}, "sqs:SendMessage")
    assert statement["Condition"] == {
        "ArnEquals": {"aws:SourceArn": {"Fn::Sub": f"arn:${{AWS::Partition}}:s3:::{name}"}},
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
    }


def test_the_queues_policy_is_there_before_s3_tries_it() -> None:
    assert load().resources["IncomingBucket"]["DependsOn"] == "ImagesQueuePolicy"


def test_what_was_abandoned_on_arrival_goes_after_two_days() -> None:
    rules = BUCKETS["IncomingBucket"]["LifecycleConfiguration"]["Rules"]
    assert [one["ExpirationInDays"] for one in rules if "ExpirationInDays" in one] == [2]


@pytest.mark.parametrize("bucket", sorted(KEPT))
def test_what_users_gave_us_outlives_the_stack_and_its_lifecycle(bucket: str) -> None:
    resource = load().resources[bucket]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")
    rules = BUCKETS[bucket]["LifecycleConfiguration"]["Rules"]
    assert not [one for one in rules if any(name.startswith("Expiration") for name in one)]


@pytest.mark.parametrize("function", functions())
class TestEveryFunctionThatUsesBuckets:
    def test_reaches_what_is_staged_and_nothing_beside_it(self, function: str) -> None:
        objects = {one for one in actions_on(function, "IncomingBucket") if one != "s3:ListBucket"}
        reached = [
            statement["Resource"]
            for statement in _object_statements(function)
            if referred(statement["Resource"]) == {"IncomingBucket"}
        ]
        assert bool(objects) == bool(reached)
        assert all(resource == {"Fn::Sub": "${IncomingBucket.Arn}/staging/*"} for resource in reached)

    def test_changes_originals_only_if_that_is_its_work(self, function: str) -> None:
        writers = {"s3:PutObject": {"resizer"}, "s3:DeleteObject": {"api", "janitor"}}
        for action, allowed in writers.items():
            assert action not in actions_on(function, "OriginalsBucket") or function in allowed

    def test_makes_no_variants_unless_it_has_the_libraries(self, function: str) -> None:
        layers = referred(load().written["Resources"][f"{function.title()}Function"]["Properties"]["Layers"])
        assert ("s3:PutObject" in actions_on(function, "VariantsBucket")) == ("ImagingLayer" in layers)


def _object_statements(function: str) -> list[dict[str, Any]]:
    on_objects = [{a for a in one["Action"] if a.startswith("s3:")} - {"s3:ListBucket"} for one in statements(function)]
    return [one for one, actions in zip(statements(function), on_objects, strict=True) if actions]


def test_the_resizer_has_a_whole_processor_and_a_minute() -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
    assert properties("resizer")["MemorySize"] >= 1769
    assert properties("resizer")["Timeout"] == 60
