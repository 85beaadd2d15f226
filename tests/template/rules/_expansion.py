"""SAM's short forms in CloudFormation's own words, as CloudFormation itself expands them.

cfn-lint checks SAM templates as they are written, so it shows rules no event source mapping and no permission.
"""

import json
import os
from typing import Any
from unittest.mock import patch

from samtranslator.translator.transform import transform

PACKAGED = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}


def expand(written: dict[str, Any]) -> dict[str, Any]:
    """Return the resources of a template after SAM's transform; the template stays as it is."""
    if "Transform" not in written:
        plain: dict[str, Any] = written["Resources"]
        return plain
    template = json.loads(json.dumps(written))
    template.get("Globals", {}).get("Function", {}).pop("CodeUri", None)
    for resource in template["Resources"].values():
        if resource["Type"] in PACKAGED:
            resource["Properties"][PACKAGED[resource["Type"]]] = "s3://bucket/key"
    with patch.dict(os.environ, AWS_DEFAULT_REGION="eu-central-1"):
        resources: dict[str, Any] = transform(template, {}, _NoManagedPolicies())["Resources"]
    return resources


class _NoManagedPolicies:
    """SAM would look up Amazon's managed policies in an account; the template names none."""

    def load(self) -> dict[str, str]:
        return {}
