"""The template as the tests look at it: once as it is written, once as CloudFormation gets it after SAM's transform."""

import copy
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parents[2]
PACKAGED = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}

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
    packaged = copy.deepcopy(written)
    del packaged["Globals"]["Function"]["CodeUri"]
    for resource in packaged["Resources"].values():
        if resource["Type"] in PACKAGED:
            resource["Properties"][PACKAGED[resource["Type"]]] = "s3://bucket/key"
    with patch.dict(os.environ, AWS_DEFAULT_REGION="eu-central-1"):
        resources = transform(packaged, {}, _NoManagedPolicies())["Resources"]
    return Stack(written=written, resources=resources)


class _NoManagedPolicies:
    """SAM would look up Amazon's managed policies in an account; the template names none."""

    def load(self) -> dict[str, str]:
        return {}


def referred(value: Any) -> set[str]:
    """Return every logical id and parameter that the intrinsic functions in `value` name."""
    return {name for name in _references(value) if not name.startswith("AWS::")}


def _references(value: Any) -> Iterator[str]:
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case {"Fn::Sub": [str(text), dict(inner)]}:
            yield from set(_names_in(text)) - inner.keys()
            yield from _references(inner)
        case {"Fn::Sub": str(text)}:
            yield from _names_in(text)
        case dict():
            yield from _references(list(value.values()))
        case list():
            yield from (name for one in value for name in _references(one))


def _names_in(text: str) -> list[str]:
    return [name.split(".")[0] for name in re.findall(r"\$\{([^}!]+)\}", text)]


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
