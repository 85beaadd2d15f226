"""What checkov says of the template: nothing that the template's own metadata does not answer.

`Metadata: Checkov:` has one entry per check that does not hold, with the reason, and with the resources it is about
where it is not about all of their kind.
"""

import json
import os
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.template.stack import ROOT, load

SCAN = (ROOT / "build" / "checkov" / "bin" / "checkov", "--framework", "cloudformation", "--skip-download", "--quiet")
EXCEPTIONS: dict[str, dict[str, Any]] = load().written["Metadata"]["Checkov"]


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Return the resources that fail a check, by check, with everything that parameters can turn on turned on."""
    template = tmp_path_factory.mktemp("checkov") / "template.json"
    resources = {
        name: {key: value for key, value in one.items() if key != "Condition"}
        for name, one in load().written["Resources"].items()
    }
    template.write_text(json.dumps(load().written | {"Resources": resources}))
    scan = subprocess.run(
        [*SCAN, "--output", "json", "--file", template],
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert scan.stdout, scan.stderr
    report = json.loads(scan.stdout)
    assert report["summary"]["parsing_errors"] == 0
    found: dict[str, set[str]] = defaultdict(set)
    for one in report["results"]["failed_checks"]:
        found[one["check_id"]].add(one["resource"].split(".")[-1])
    return found


def test_checkov_finds_nothing_that_is_not_answered(failed: dict[str, set[str]]) -> None:
    unanswered = {check: sorted(resources - _answered(check, resources)) for check, resources in failed.items()}
    assert {check: resources for check, resources in unanswered.items() if resources} == {}


def _answered(check: str, resources: set[str]) -> set[str]:
    """Return the resources of a check for which there is a reason."""
    return set(EXCEPTIONS[check].get("Resources", resources)) if check in EXCEPTIONS else set()


def test_no_answer_is_left_over(failed: dict[str, set[str]]) -> None:
    assert EXCEPTIONS.keys() <= failed.keys()
    for check, exception in EXCEPTIONS.items():
        assert set(exception.get("Resources", [])) <= failed[check]


@pytest.mark.parametrize("check", EXCEPTIONS)
def test_every_answer_is_a_reason(check: str) -> None:
    assert EXCEPTIONS[check]["Reason"].endswith(".")


def test_a_public_bucket_would_be_found(tmp_path: Path) -> None:
    """Else nothing above says anything."""
    template = tmp_path / "template.json"
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"AccessControl": "PublicRead"}}
    template.write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Open": bucket}}))
    scan = subprocess.run(
        [*SCAN, "--compact", "--file", template],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert "CKV_AWS_20" in scan.stdout
