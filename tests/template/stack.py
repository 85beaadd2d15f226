"""The template as the tests look at it: once as it is written, once as CloudFormation gets it after SAM's transform."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

from tests.template.rules import _reading
from tests.template.rules._expansion import expand

ROOT = Path(__file__).parents[2]
referred = _reading.referred  # every name that intrinsic functions name

Resource = dict[str, Any]


@dataclass(frozen=True)
class Stack:
    """All resources by logical id."""

    written: dict[str, Any]  # the whole template
    resources: dict[str, Resource]  # transformed

    def of_type(self, kind: str) -> dict[str, Any]:
        """Return the properties of all transformed resources of a type."""
        return {name: one["Properties"] for name, one in self.resources.items() if one["Type"] == kind}

    def written_of_type(self, kind: str) -> dict[str, Resource]:
        """Return all resources of a type as they are written."""
        return {name: one for name, one in self.written["Resources"].items() if one["Type"] == kind}


@cache
def load() -> Stack:
    """Read template.yaml and transform it as CloudFormation would."""
    written = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    return Stack(written=written, resources=expand(written))


def functions() -> list[str]:
    """Return the short names of all functions: `api` for ApiFunction."""
    return sorted(name.removesuffix("Function").lower() for name in load().of_type("AWS::Lambda::Function"))


def properties(function: str) -> dict[str, Any]:
    """Return the transformed properties of a function by its short name."""
    found: dict[str, Any] = load().of_type("AWS::Lambda::Function")[f"{function.title()}Function"]
    return found


def environment(function: str) -> dict[str, Any]:
    """Return the environment variables of a function, values as the template has them."""
    found: dict[str, Any] = properties(function)["Environment"]["Variables"]
    return found


def statements(function: str) -> list[dict[str, Any]]:
    """Return the policy statements of a function's role."""
    role = load().of_type("AWS::IAM::Role")[f"{function.title()}Role"]
    return [one for policy in role["Policies"] for one in policy["PolicyDocument"]["Statement"]]


def actions_on(function: str, resource: str) -> set[str]:
    """Return what a function's role may do to a resource, by its logical id."""
    return {action for one in statements(function) if resource in referred(one["Resource"]) for action in one["Action"]}
