"""Rules every queue and every event source mapping keeps."""

from typing import Any

import pytest

from tests.template.stack import load, referred

QUEUES = load().of_type("AWS::SQS::Queue")
DEAD_LETTERS = sorted(name for name in QUEUES if name.endswith("DeadLetterQueue"))
WORKING = sorted(QUEUES.keys() - set(DEAD_LETTERS))
MAPPINGS = load().of_type("AWS::Lambda::EventSourceMapping")


def mapping_of(queue: str) -> Any:
    (found,) = [one for one in MAPPINGS.values() if referred(one["EventSourceArn"]) == {queue}]
    return found


def alarms_on(queue: str, metric: str) -> list[Any]:
    return [
        alarm
        for alarm in load().of_type("AWS::CloudWatch::Alarm").values()
        if (alarm["Namespace"], alarm["MetricName"]) == ("AWS/SQS", metric) and referred(alarm["Dimensions"]) == {queue}
    ]


@pytest.mark.parametrize("queue", WORKING)
class TestEveryQueue:
    def test_gives_up_on_a_message_into_its_dead_letter_queue(self, queue: str) -> None:
        policy = QUEUES[queue]["RedrivePolicy"]
        assert referred(policy["deadLetterTargetArn"]) == {f"{queue.removesuffix('Queue')}DeadLetterQueue"}
        assert 3 <= policy["maxReceiveCount"] <= 8

    def test_hands_out_one_message_at_a_time_to_a_limited_number_of_workers(self, queue: str) -> None:
        mapping = mapping_of(queue)
        (parameter,) = referred(mapping["ScalingConfig"]["MaximumConcurrency"])
        assert mapping["BatchSize"] == 1
        # https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html
        assert load().written["Parameters"][parameter]["MinValue"] == 2
        assert load().written["Parameters"][parameter]["MaxValue"] == 1000

    def test_has_an_alarm_on_the_age_of_its_oldest_message(self, queue: str) -> None:
        (alarm,) = alarms_on(queue, "ApproximateAgeOfOldestMessage")
        assert alarm["Threshold"] >= 900  # SQS delays a message for that long at most

    def test_keeps_a_message_for_less_time_than_its_dead_letter_queue(self, queue: str) -> None:
        dead = QUEUES[f"{queue.removesuffix('Queue')}DeadLetterQueue"]
        assert QUEUES[queue]["MessageRetentionPeriod"] < dead["MessageRetentionPeriod"]


@pytest.mark.parametrize("queue", DEAD_LETTERS)
class TestEveryDeadLetterQueue:
    def test_has_an_alarm_on_its_first_letter(self, queue: str) -> None:
        (alarm,) = alarms_on(queue, "ApproximateNumberOfMessagesVisible")
        assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", 0)


@pytest.mark.parametrize("name", sorted(MAPPINGS))
def test_every_mapping_repeats_only_what_failed(name: str) -> None:
    assert MAPPINGS[name]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_the_stream_gives_up_on_a_record_into_a_dead_letter_queue() -> None:
    mapping = mapping_of("UploadsTable")
    assert referred(mapping["DestinationConfig"]) == {"BroadcasterDeadLetterQueue"}
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["MaximumRetryAttempts"] == 3
    assert mapping["MaximumRecordAgeInSeconds"] <= 300


@pytest.mark.parametrize("alarm", sorted(load().of_type("AWS::CloudWatch::Alarm")))
def test_every_alarm_tells_the_topic_where_there_is_one_and_is_silent_without_data(alarm: str) -> None:
    properties = load().of_type("AWS::CloudWatch::Alarm")[alarm]
    assert properties["AlarmActions"] == {
        "Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]
    }
    assert properties["TreatMissingData"] == "notBreaching"
    assert properties["AlarmDescription"].endswith(".")
