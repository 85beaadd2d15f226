from typing import Any

import pytest

from local.deployment.expectations import ANYTHING, Expected, expected_resources, read_template

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Topic: {Type: String, Default: ""}
  Width: {Type: Number, Default: 3}
Conditions:
  HasTopic: !Not [!Equals [!Ref Topic, ""]]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: !Ref Width
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5}
      QueueName: !If [HasTopic, !Sub "${AWS::StackName}-${Topic}", !Ref AWS::NoValue]
      KmsMasterKeyId: !Join ["/", [alias, !Ref Width]]
      Origins: !If [HasTopic, !Split [",", !Sub "a,${Topic}"], [a]]
      Elsewhere: !Split [",", !GetAtt Table.StreamArn]
      Second: !Select [1, !Split [",", !Sub "a,${Topic}"]]
      Zone: !Select [0, !GetAZs ""]
      Tags: [{Key: stream, Value: !GetAtt Table.StreamArn}, {Key: made, Value: !Sub "at ${Table.StreamArn}"}]
  Dead: {Type: AWS::SQS::Queue}
  Table: {Type: AWS::DynamoDB::Table}
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Condition: HasTopic
    Properties: {AlarmActions: [!Ref Topic]}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: {Bucket: artifacts, Key: code.zip}
      Handler: app.handler
      Runtime: python3.13
      Events:
        Messages: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 5}}
"""
IDS = {"Queue": "http://localhost:4566/0/curator-queue", "Dead": "http://localhost:4566/0/curator-dead", "Table": "t"}


def resources(**parameters: str) -> dict[str, Expected]:
    expected = expected_resources(
        read_template(TEMPLATE), stack_name="curator", parameters=parameters, physical_ids=IDS
    )
    return {each.logical_id: each for each in expected}


@pytest.fixture
def queue() -> dict[str, Any]:
    return resources(Topic="news")["Queue"].properties


def test_references_to_parameters_are_their_values_or_defaults(queue: dict[str, Any]) -> None:
    assert queue["VisibilityTimeout"] == "3"
    assert resources(Width="7")["Queue"].properties["VisibilityTimeout"] == "7"


def test_the_arn_of_a_queue_follows_from_its_url(queue: dict[str, Any]) -> None:
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == "arn:aws:sqs:us-east-1:000000000000:curator-dead"


def test_texts_are_put_together(queue: dict[str, Any]) -> None:
    assert queue["QueueName"] == "curator-news"
    assert queue["KmsMasterKeyId"] == "alias/3"


def test_what_only_aws_can_know_equals_anything(queue: dict[str, Any]) -> None:
    assert [tag["Value"] is ANYTHING for tag in queue["Tags"]] == [True, True]
    assert queue["Tags"][0]["Value"] == "whatever"


def test_a_property_or_resource_whose_condition_fails_is_not_expected() -> None:
    without = resources()
    assert "QueueName" not in without["Queue"].properties
    assert "Alarm" not in without
    assert resources(Topic="news")["Alarm"].properties == {"AlarmActions": ["news"]}


def test_the_short_forms_of_sam_become_the_resources_they_stand_for() -> None:
    mapping = resources()["FunctionMessages"]
    assert mapping.type == "AWS::Lambda::EventSourceMapping"
    assert mapping.properties["EventSourceArn"] == "arn:aws:sqs:us-east-1:000000000000:curator-queue"
    assert mapping.properties["BatchSize"] == 5
    assert mapping.physical_id is None


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        pytest.param({"Fn::And": [{"Fn::Equals": ["a", "a"]}, {"Fn::Equals": ["a", "b"]}]}, False, id="and"),
        pytest.param({"Fn::Or": [{"Fn::Equals": ["a", "a"]}, {"Fn::Equals": ["a", "b"]}]}, True, id="or"),
        pytest.param({"Condition": "Other"}, True, id="another condition"),
    ],
)
def test_conditions_combine(condition: dict[str, Any], *, holds: bool) -> None:
    template = {
        "Conditions": {"Other": {"Fn::Equals": ["a", "a"]}, "Tested": condition},
        "Resources": {"Dead": {"Type": "AWS::SQS::Queue", "Condition": "Tested"}},
    }
    expected = expected_resources(template, stack_name="curator", parameters={}, physical_ids=IDS)
    assert bool(expected) is holds


def test_a_condition_this_reader_does_not_know_is_an_error() -> None:
    template = {
        "Conditions": {"Odd": {"Fn::Contains": [["a"], "a"]}},
        "Resources": {"Dead": {"Type": "AWS::SQS::Queue", "Condition": "Odd"}},
    }
    with pytest.raises(ValueError, match="Fn::Contains"):
        expected_resources(template, stack_name="curator", parameters={}, physical_ids=IDS)


def test_a_text_is_split_where_it_is_known(queue: dict[str, Any]) -> None:
    assert queue["Origins"] == ["a", "news"]
    assert resources()["Queue"].properties["Origins"] == ["a"]
    assert queue["Elsewhere"] is ANYTHING


def test_one_of_several_values_is_chosen(queue: dict[str, Any]) -> None:
    assert queue["Second"] == "news"
    assert queue["Zone"] is ANYTHING
