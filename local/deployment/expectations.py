"""What a template asks for, in plain values: SAM's short forms expanded, intrinsic functions computed.

`AWS::Serverless` resources are expanded by SAM's own translator, as CloudFormation does it. What only AWS can know (an
attribute nobody can derive) becomes `ANYTHING`, which equals every value.
"""

import copy
import re
from dataclasses import dataclass
from typing import Any

ACCOUNT = "000000000000"
REGION = "us-east-1"
_ATTRIBUTES = {
    ("AWS::SQS::Queue", "Arn"): f"arn:aws:sqs:{REGION}:{ACCOUNT}:{{name}}",  # its physical id is its URL
    ("AWS::SQS::Queue", "QueueName"): "{name}",
    ("AWS::Lambda::Function", "Arn"): f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{{name}}",
    ("AWS::DynamoDB::Table", "Arn"): f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{{name}}",
    ("AWS::CloudWatch::Alarm", "Arn"): f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{{name}}",
    ("AWS::S3::Bucket", "Arn"): "arn:aws:s3:::{name}",
}
_SUBSTITUTION = re.compile(r"\$\{([^!}][^}]*)\}")


class _Anything:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "ANYTHING"


ANYTHING = _Anything()
_NO_VALUE = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One resource as the template describes it, and the id it got."""

    logical_id: str
    type: str
    physical_id: str | None
    properties: dict[str, Any]


def read_template(text: str) -> dict[str, Any]:
    """Return the template with its short intrinsic tags in their long form."""
    from samtranslator.yaml_helper import yaml_parse  # noqa: PLC0415 - see expected_resources

    template: dict[str, Any] = yaml_parse(text)
    return template


def expected_resources(
    template: dict[str, Any], *, stack_name: str, parameters: dict[str, str], physical_ids: dict[str, str]
) -> list[Expected]:
    """Return every resource the template makes with these parameters.

    Args:
        template: the long form, code locations already in S3.
        stack_name: what `AWS::StackName` stands for.
        parameters: values by name; the template's defaults fill the rest.
        physical_ids: what the stack made, by logical id.
    """
    # Half a second, which no command of `curator` shall wait for but those that deploy.
    import boto3  # noqa: PLC0415
    from samtranslator.parser.parser import Parser  # noqa: PLC0415
    from samtranslator.translator.translator import Translator  # noqa: PLC0415

    defaults = {name: str(each.get("Default", "")) for name, each in template.get("Parameters", {}).items()}
    # The translator asks its session for nothing but the region.
    translator = Translator({}, Parser(), boto_session=boto3.session.Session(region_name=REGION))
    expanded = translator.translate(copy.deepcopy(template), parameter_values={})
    references = {"AWS::StackName": stack_name, **defaults, **parameters}
    translator.metrics.publish()  # to nowhere; it complains otherwise
    values = _Values(expanded, references=references, physical_ids=physical_ids)
    return [
        Expected(
            logical_id=logical_id,
            type=resource["Type"],
            physical_id=physical_ids.get(logical_id),
            properties=values.of(resource.get("Properties", {})),
        )
        for logical_id, resource in expanded["Resources"].items()
        if "Condition" not in resource or values.holds({"Condition": resource["Condition"]})
    ]


class _Values:
    """Computes intrinsic functions."""

    def __init__(self, template: dict[str, Any], *, references: dict[str, str], physical_ids: dict[str, str]) -> None:
        self._conditions = template.get("Conditions", {})
        self._types = {name: resource["Type"] for name, resource in template["Resources"].items()}
        self._physical_ids = physical_ids
        self._references: dict[str, Any] = {
            **physical_ids,
            **references,
            "AWS::Region": REGION,
            "AWS::AccountId": ACCOUNT,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::NoValue": _NO_VALUE,
        }

    def of(self, value: Any) -> Any:
        """Return `value` with every intrinsic function in it computed."""
        if isinstance(value, list):
            return [each for each in map(self.of, value) if each is not _NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name == "Ref" or name.startswith("Fn::"):
                return self._computed(name, argument)
        computed = {key: self.of(each) for key, each in value.items()}
        return {key: each for key, each in computed.items() if each is not _NO_VALUE}

    def _computed(self, name: str, argument: Any) -> Any:
        match name:
            case "Ref":
                return self._references.get(argument, ANYTHING)
            case "Fn::GetAtt":
                return self._attribute(*(argument if isinstance(argument, list) else argument.split(".", 1)))
            case "Fn::Sub":
                return self._substituted(argument)
            case "Fn::If":
                condition, then, otherwise = argument
                return self.of(then if self.holds({"Condition": condition}) else otherwise)
            case "Fn::Join" | "Fn::Split" | "Fn::Select":
                compute = {"Fn::Join": self._joined, "Fn::Split": self._split, "Fn::Select": self._selected}[name]
                return compute(*argument)
            case _:
                return ANYTHING

    def _joined(self, delimiter: str, parts: Any) -> Any:
        values = self.of(parts)
        unknown = any(isinstance(value, _Anything) for value in values)
        return ANYTHING if unknown else delimiter.join(map(str, values))

    def _split(self, delimiter: str, text: Any) -> Any:
        value = self.of(text)
        return ANYTHING if isinstance(value, _Anything) else value.split(delimiter)

    def _selected(self, index: int | str, choices: Any) -> Any:
        values = self.of(choices)
        return ANYTHING if isinstance(values, _Anything) else values[int(index)]

    def _substituted(self, argument: Any) -> Any:
        text, extra = (argument, {}) if isinstance(argument, str) else argument
        unknown = False

        def value_of(match: re.Match[str]) -> str:
            nonlocal unknown
            name = match[1]
            value = self.of(extra[name]) if name in extra else self._named(name)
            unknown = unknown or isinstance(value, _Anything)
            return str(value)

        substituted = _SUBSTITUTION.sub(value_of, text).replace("${!", "${")
        return ANYTHING if unknown else substituted

    def _named(self, name: str) -> Any:
        if "." in name:
            return self._attribute(*name.split(".", 1))
        return self._references.get(name, ANYTHING)

    def _attribute(self, logical_id: str, attribute: str) -> Any:
        physical_id = self._physical_ids.get(logical_id)
        if physical_id is None:
            return ANYTHING
        form = _ATTRIBUTES.get((self._types.get(logical_id, ""), attribute))
        return ANYTHING if form is None else form.format(name=physical_id.rpartition("/")[2])

    def holds(self, condition: Any) -> bool:
        """Return whether a condition of the template holds with these parameters."""
        name, argument = next(iter(condition.items()))
        match name:
            case "Condition":
                return self.holds(self._conditions[argument])
            case "Fn::Equals":
                left, right = (str(self.of(side)) for side in argument)
                return left == right
            case "Fn::Not":
                return not self.holds(argument[0])
            case "Fn::And":
                return all(self.holds(each) for each in argument)
            case "Fn::Or":
                return any(self.holds(each) for each in argument)
        raise ValueError(f"{name} is not a condition function this reader knows")
