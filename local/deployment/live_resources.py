"""Reads what really exists, through each service's own API, in the words of CloudFormation's properties.

Only the properties a reader returns are compared; a property ministack does not hold at all is left out here, on
purpose and visibly, rather than reported on every start.
"""

import json
from collections.abc import Callable
from typing import Any

from local.deployment.clients import emulator_client
from local.deployment.expectations import Expected
from local.deployment.live_buckets import bucket, bucket_policy, queue_policy

Reader = Callable[[str, Expected], dict[str, Any]]


def _table(endpoint: str, expected: Expected) -> dict[str, Any]:
    client, name = emulator_client("dynamodb", endpoint), expected.physical_id
    table = client.describe_table(TableName=name)["Table"]
    backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    time_to_live = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    return {
        "KeySchema": table["KeySchema"],
        "AttributeDefinitions": table["AttributeDefinitions"],
        "GlobalSecondaryIndexes": table.get("GlobalSecondaryIndexes", []),
        "StreamSpecification": table.get("StreamSpecification", {}),
        "TimeToLiveSpecification": {
            "AttributeName": time_to_live.get("AttributeName"),
            "Enabled": time_to_live["TimeToLiveStatus"] == "ENABLED",
        },
        "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
            == "ENABLED"
        },
    }


def _queue(endpoint: str, expected: Expected) -> dict[str, Any]:
    client = emulator_client("sqs", endpoint)
    attributes = client.get_queue_attributes(QueueUrl=expected.physical_id, AttributeNames=["All"])["Attributes"]
    if "RedrivePolicy" in attributes:
        attributes["RedrivePolicy"] = json.loads(attributes["RedrivePolicy"])
    names = ("VisibilityTimeout", "MessageRetentionPeriod", "DelaySeconds", "ReceiveMessageWaitTimeSeconds")
    return {name: attributes.get(name) for name in (*names, "RedrivePolicy")}


def _function(endpoint: str, expected: Expected) -> dict[str, Any]:
    client = emulator_client("lambda", endpoint)
    configuration = client.get_function_configuration(FunctionName=expected.physical_id)
    names = ("Handler", "Runtime", "Timeout", "MemorySize", "Environment")
    layers = [layer["Arn"] for layer in configuration.get("Layers", [])]
    return {name: configuration.get(name) for name in names} | {"Layers": layers}


def _event_source(endpoint: str, expected: Expected) -> dict[str, Any]:
    client = emulator_client("lambda", endpoint)
    mapping = client.get_event_source_mapping(UUID=expected.physical_id)
    names = (
        "EventSourceArn",
        "BatchSize",
        "MaximumBatchingWindowInSeconds",
        "FunctionResponseTypes",
        "ScalingConfig",
        "FilterCriteria",
        "StartingPosition",
        "ParallelizationFactor",
        "MaximumRetryAttempts",
        "BisectBatchOnFunctionError",
    )
    return {name: mapping.get(name) for name in names} | {"Enabled": mapping["State"] == "Enabled"}


def _api(endpoint: str, expected: Expected) -> dict[str, Any]:
    api = emulator_client("apigatewayv2", endpoint).get_api(ApiId=expected.physical_id)
    names = ("ProtocolType", "RouteSelectionExpression", "CorsConfiguration")
    return {name: api.get(name) for name in names}


def _route(endpoint: str, expected: Expected) -> dict[str, Any]:
    client = emulator_client("apigatewayv2", endpoint)
    wanted = expected.properties
    for route in client.get_routes(ApiId=wanted["ApiId"])["Items"]:
        if route["RouteKey"] == wanted["RouteKey"]:
            return {name: route.get(name) for name in ("RouteKey", "Target", "AuthorizationType")}
    return {"RouteKey": None}


def _integration(endpoint: str, expected: Expected) -> dict[str, Any]:
    client = emulator_client("apigatewayv2", endpoint)
    integration = client.get_integration(ApiId=expected.properties["ApiId"], IntegrationId=expected.physical_id)
    return {name: integration.get(name) for name in ("IntegrationType", "IntegrationUri", "PayloadFormatVersion")}


def _stage(endpoint: str, expected: Expected) -> dict[str, Any]:
    client = emulator_client("apigatewayv2", endpoint)
    stage = client.get_stage(ApiId=expected.properties["ApiId"], StageName=expected.properties["StageName"])
    return {name: stage.get(name) for name in ("StageName", "AutoDeploy")}


def _rule(endpoint: str, expected: Expected) -> dict[str, Any]:
    client, name = emulator_client("events", endpoint), (expected.physical_id or "").rpartition("|")[2]
    rule = client.describe_rule(Name=name)
    targets = client.list_targets_by_rule(Rule=name)["Targets"]
    return {"ScheduleExpression": rule.get("ScheduleExpression"), "State": rule["State"], "Targets": targets}


def _schedule(endpoint: str, expected: Expected) -> dict[str, Any]:
    schedule = emulator_client("scheduler", endpoint).get_schedule(Name=expected.physical_id)
    names = ("ScheduleExpression", "State", "ScheduleExpressionTimezone")
    return {name: schedule.get(name) for name in names} | {"Target": {"Arn": schedule["Target"]["Arn"]}}


def _alarm(endpoint: str, expected: Expected) -> dict[str, Any]:
    client = emulator_client("cloudwatch", endpoint)
    alarms = client.describe_alarms(AlarmNames=[expected.physical_id])["MetricAlarms"]
    names = ("Namespace", "MetricName", "Dimensions", "Threshold", "ComparisonOperator", "Period", "AlarmActions")
    return {name: alarms[0].get(name) for name in names}


def _dashboard(endpoint: str, expected: Expected) -> dict[str, Any]:
    client = emulator_client("cloudwatch", endpoint)
    return {"DashboardBody": client.get_dashboard(DashboardName=expected.physical_id)["DashboardBody"]}


def _secret(endpoint: str, expected: Expected) -> dict[str, Any]:
    client = emulator_client("secretsmanager", endpoint)
    value = client.get_secret_value(SecretId=expected.physical_id)["SecretString"]
    return {"SecretString": value}


def _log_group(endpoint: str, expected: Expected) -> dict[str, Any]:
    client = emulator_client("logs", endpoint)
    groups = client.describe_log_groups(logGroupNamePrefix=expected.physical_id)["logGroups"]
    return {"RetentionInDays": groups[0].get("retentionInDays")}


READERS: dict[str, Reader] = {
    "AWS::ApiGatewayV2::Api": _api,
    "AWS::ApiGatewayV2::Integration": _integration,
    "AWS::ApiGatewayV2::Route": _route,
    "AWS::ApiGatewayV2::Stage": _stage,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::CloudWatch::Dashboard": _dashboard,
    "AWS::DynamoDB::Table": _table,
    "AWS::Events::Rule": _rule,
    "AWS::Lambda::EventSourceMapping": _event_source,
    "AWS::Lambda::Function": _function,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::S3::Bucket": bucket,
    "AWS::S3::BucketPolicy": bucket_policy,
    "AWS::SQS::Queue": _queue,
    "AWS::SQS::QueuePolicy": queue_policy,
    "AWS::Scheduler::Schedule": _schedule,
    "AWS::SecretsManager::Secret": _secret,
}
