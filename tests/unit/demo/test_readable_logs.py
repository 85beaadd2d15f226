import json

from local.demo.readable_logs import readable


def test_only_what_says_something_is_kept_and_of_that_the_end() -> None:
    lines = ["START RequestId: 1\n", "one\n", "\n", "two\n", "three\n", "END RequestId: 1\n", "REPORT RequestId: 1\n"]

    assert readable(lines, last=2) == ["two", "three"]


def test_metrics_are_for_cloudwatch_to_read() -> None:
    assert readable(['{"_aws":{"Timestamp":1}}\n', "one\n"], last=2) == ["one"]


def test_a_record_becomes_level_message_and_exception() -> None:
    record = {
        "level": "ERROR",
        "message": "the upload failed",
        "exception_name": "KeyError",
        "exception": "Traceback (most recent call last):\n  File ...\nKeyError: 'filekey'",
    }

    assert readable([json.dumps(record)], last=5) == ["ERROR the upload failed - KeyError: 'filekey'"]


def test_json_that_is_no_record_stays_as_it_is() -> None:
    assert readable(["[1, 2]", '{"a": 1}'], last=5) == ["[1, 2]", '{"a": 1}']
