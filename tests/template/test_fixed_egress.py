"""One address for what writes to the wiki."""

from typing import Any

import pytest

from tests.template.stack import functions, load, properties, referred

KINDS = ("AWS::EC2::", "AWS::IAM::Policy")
EGRESS = sorted(
    name
    for name, one in load().written["Resources"].items()
    if name.startswith("Egress") and one["Type"].startswith(KINDS)
)
WRITERS = {"uploader", "fetcher"}  # photographs; categories and their pages


@pytest.mark.parametrize("name", EGRESS)
def test_it_is_there_only_where_it_is_asked_for(name: str) -> None:
    assert load().written["Resources"][name]["Condition"] == "HasFixedEgress"
    assert load().written["Parameters"]["FixedEgress"]["Default"] == "false"


def network(function: str) -> Any:
    """Return a function's network where there is a fixed egress, None for none."""
    written = properties(function).get("VpcConfig")
    if written is None:
        return None
    condition, chosen, otherwise = written["Fn::If"]
    assert (condition, otherwise) == ("HasFixedEgress", {"Ref": "AWS::NoValue"})
    return chosen


@pytest.mark.parametrize("function", functions())
def test_what_writes_to_the_wiki_goes_that_way_and_nothing_else(function: str) -> None:
    if function not in WRITERS:
        assert network(function) is None
        return
    assert referred(network(function)) == {"EgressPrivateSubnet", "EgressSecurityGroup"}


def test_the_private_subnets_only_way_out_is_the_address() -> None:
    routes = load().of_type("AWS::EC2::Route")
    tables = load().of_type("AWS::EC2::SubnetRouteTableAssociation")
    (table,) = [one["RouteTableId"] for one in tables.values() if referred(one["SubnetId"]) == {"EgressPrivateSubnet"}]
    (out,) = [one for one in routes.values() if one["RouteTableId"] == table]
    assert (out["DestinationCidrBlock"], referred(out["NatGatewayId"])) == ("0.0.0.0/0", {"EgressNatGateway"})
    nat = load().of_type("AWS::EC2::NatGateway")["EgressNatGateway"]
    assert referred(nat["AllocationId"]) == {"EgressAddress"}
    assert referred(nat["SubnetId"]) == {"EgressPublicSubnet"}


def test_photographs_and_records_do_not_pay_for_the_gateway() -> None:
    endpoints = load().of_type("AWS::EC2::VPCEndpoint").values()
    services = {one["ServiceName"]["Fn::Sub"].rpartition(".")[2] for one in endpoints}
    assert services == {"s3", "dynamodb"}
    assert all(referred(one["RouteTableIds"]) == {"EgressPrivateRoutes"} for one in endpoints)


def test_nobody_gets_in() -> None:
    (group,) = load().of_type("AWS::EC2::SecurityGroup").values()
    assert "SecurityGroupIngress" not in group


def test_the_address_outlives_the_stack_since_people_know_it() -> None:
    resource = load().resources["EgressAddress"]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_functions_wait_for_the_permission_and_the_way_and_cannot_use_the_permission_themselves() -> None:
    assert {"EgressPolicy", "EgressPrivateRoute"} <= set(load().resources["EgressSecurityGroup"]["DependsOn"])
    policy = load().of_type("AWS::IAM::Policy")["EgressPolicy"]
    assert referred(policy["Roles"]) == {f"{function.title()}Role" for function in WRITERS}
    allowed, denied = policy["PolicyDocument"]["Statement"]
    assert (allowed["Effect"], denied["Effect"]) == ("Allow", "Deny")
    assert allowed["Action"] == denied["Action"]
    refused = denied["Condition"]["ArnEquals"]["lambda:SourceFunctionArn"]
    names = {one["Fn::Sub"].rpartition("${AWS::StackName}-")[2] for one in refused}
    assert names == WRITERS
