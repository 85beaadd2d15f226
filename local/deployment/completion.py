"""Adds what ministack's CloudFormation leaves out although its services have it."""

from typing import Any

from local.deployment.bucket_completion import complete_bucket
from local.deployment.clients import emulator_client
from local.deployment.expectations import Expected


def complete(endpoint_url: str, resource: Expected) -> None:
    """Set the properties of this resource that CloudFormation would have set on AWS."""
    properties = resource.properties
    if resource.type == "AWS::DynamoDB::Table":
        _complete_table(emulator_client("dynamodb", endpoint_url), resource)
    if resource.type == "AWS::Lambda::EventSourceMapping" and "ScalingConfig" in properties:
        # A number that came from a parameter stays text there, and stops the poller of every queue.
        scaling = {"MaximumConcurrency": int(properties["ScalingConfig"]["MaximumConcurrency"])}
        client = emulator_client("lambda", endpoint_url)
        client.update_event_source_mapping(UUID=resource.physical_id, ScalingConfig=scaling)
    if resource.type == "AWS::ApiGatewayV2::Api" and "CorsConfiguration" in properties:
        client = emulator_client("apigatewayv2", endpoint_url)
        client.update_api(ApiId=resource.physical_id, CorsConfiguration=properties["CorsConfiguration"])
    if resource.type == "AWS::S3::Bucket":
        complete_bucket(endpoint_url, resource)


def _complete_table(client: Any, table: Expected) -> None:
    wanted = table.properties.get("TimeToLiveSpecification")
    current = client.describe_time_to_live(TableName=table.physical_id)["TimeToLiveDescription"]
    if wanted and (current["TimeToLiveStatus"] == "ENABLED") != wanted["Enabled"]:
        client.update_time_to_live(TableName=table.physical_id, TimeToLiveSpecification=wanted)
    recovery = table.properties.get("PointInTimeRecoverySpecification")
    if recovery:
        client.update_continuous_backups(TableName=table.physical_id, PointInTimeRecoverySpecification=recovery)
