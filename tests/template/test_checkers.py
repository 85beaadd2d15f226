"""What SAM's and CloudFormation's own checkers say about the template."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.template.stack import ROOT

TOOLS = ROOT / "build" / "template-tools" / "bin"


def run(tool: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    program = TOOLS / tool
    if not program.exists():
        pytest.fail(
            f"{program} is missing. The template's checkers live in an environment of their own:\n"
            "  python3 -m venv build/template-tools\n"
            "  VIRTUAL_ENV=build/template-tools uv pip sync --require-hashes tests/template-tools.txt"
        )
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SAM_CLI_TELEMETRY": "0",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    return subprocess.run(
        [program, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, timeout=600, check=False
    )


def test_sam_accepts_the_template() -> None:
    result = run("sam", "validate", "--lint", "--template", "template.yaml")
    assert result.returncode == 0, result.stdout + result.stderr


def test_cfn_lint_and_our_own_rules_have_nothing_to_say() -> None:
    result = run("cfn-lint", "--append-rules", "tests/template/rules", "--", "template.yaml")
    assert (result.returncode, result.stdout) == (0, ""), result.stdout + result.stderr
