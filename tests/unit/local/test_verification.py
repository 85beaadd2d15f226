from typing import Any

import pytest

from local.deployment.expectations import ANYTHING, Expected
from local.deployment.verification import StackDiffersError, differences, verify


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        pytest.param({"Timeout": "5"}, {"Timeout": 5, "Runtime": "python3.13"}, id="text for a number, and more"),
        pytest.param({"Enabled": True}, {"Enabled": "true"}, id="text for a truth value"),
        pytest.param([{"Name": "b"}, {"Name": "a"}], [{"Name": "a", "Id": 1}, {"Name": "b"}], id="another order"),
        pytest.param({"Arn": ANYTHING}, {"Arn": "arn:aws:…"}, id="unknowable"),
    ],
)
def test_the_same_thing_said_differently_is_no_difference(expected: Any, actual: Any) -> None:
    assert differences(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "difference"),
    [
        pytest.param({"Spec": {"On": True}}, {"Spec": {}}, "Spec.On should be True, is None", id="left out"),
        pytest.param({"Spec": {"On": True}}, {}, "Spec should be {'On': True}, is None", id="left out as a whole"),
        pytest.param({"Timeout": 5}, {"Timeout": 3}, "Timeout should be 5, is 3", id="another value"),
        pytest.param({"Routes": ["a", "b"]}, {"Routes": ["b"]}, "Routes lacks a", id="one of several"),
        pytest.param({"Routes": ["a"]}, {"Routes": None}, "Routes lacks a", id="no list at all"),
    ],
)
def test_a_difference_names_the_property_and_both_values(expected: Any, actual: Any, difference: str) -> None:
    assert differences(expected, actual) == [difference]


def test_a_resource_the_stack_did_not_make_is_reported() -> None:
    absent = Expected(logical_id="Janitor", type="AWS::Lambda::Function", physical_id=None, properties={})
    with pytest.raises(StackDiffersError, match=r"Janitor \(AWS::Lambda::Function\) is not in the stack"):
        verify("http://127.0.0.1:1", [absent])
