"""Every function: a role of its own that names what it may do, and to what."""

from collections.abc import Iterator
from typing import Any

from tests.template.rules._reading import Problem, Properties, Resources, alternatives, listed, referred

ROLE = "AWS::IAM::Role"
# Actions that AWS lets nobody limit to a resource, or that Lambda itself needs without one:
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
WITHOUT_RESOURCE = frozenset(
    {
        "dynamodb:ListStreams",
        "cloudwatch:GetMetricData",
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
    }
)


def problems(resources: Resources) -> Iterator[Problem]:
    """Yield what is wrong with the roles of functions."""
    users: dict[str, list[str]] = {}
    for name, function in resources.of_type("AWS::Lambda::Function").items():
        roles = [role for role in referred(function.get("Role")) if resources.is_a(role, ROLE)]
        if not roles:
            yield Problem(name, "has no role of this template")
        for role in roles:
            users.setdefault(role, []).append(name)
    for role, functions in users.items():
        if len(functions) > 1:
            yield Problem(role, f"is shared by {', '.join(sorted(functions))}")
        yield from (Problem(role, text) for text in _of_one(resources, role))


def _of_one(resources: Resources, name: str) -> Iterator[str]:
    role = resources.of_type(ROLE)[name]
    trusted = [one.get("Principal") for one in role.get("AssumeRolePolicyDocument", {}).get("Statement", [])]
    if trusted != [{"Service": "lambda.amazonaws.com"}]:
        yield "trusts others than Lambda"
    if role.get("ManagedPolicyArns"):
        yield "takes managed policies, which say more than one function needs"
    for statement in _statements(resources, name, role):
        yield from _of_statement(statement)


def _of_statement(statement: Properties) -> Iterator[str]:
    actions = [str(action) for action in listed(statement.get("Action"))]
    if statement.get("Effect") != "Allow":
        return
    if not actions:
        yield "allows what it does not name (NotAction)"
    yield from (f"allows {action}, not single actions" for action in actions if "*" in action)
    wide = "NotResource" in statement or any(
        resource == "*" for each in listed(statement.get("Resource")) for resource in alternatives(each)
    )
    yield from (f"allows {action} on everything" for action in actions if wide and action not in WITHOUT_RESOURCE)


def _statements(resources: Resources, name: str, role: Properties) -> Iterator[Any]:
    """Yield the statements of a role, and of the policies that are attached to it elsewhere in the template."""
    attached = [one for one in resources.of_type("AWS::IAM::Policy").values() if name in referred(one.get("Roles"))]
    for policy in [*role.get("Policies", []), *attached]:
        yield from listed(policy.get("PolicyDocument", {}).get("Statement"))
