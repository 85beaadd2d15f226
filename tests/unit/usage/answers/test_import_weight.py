"""What the HTTP function pays at its start for answers: no parser of manifests, which its layers do not have."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]
OF_THE_SCANNER = {"packaging", "yaml", "packageurl", "defusedxml", "httpx"}


def test_answers_import_nothing_that_only_the_scanner_has() -> None:
    program = (
        "import sys, curator.usage.answers.room; from curator.usage.answers.coverage import files_read; "
        "from curator.usage.ecosystems import Ecosystem; assert all(files_read(one) for one in Ecosystem); "
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    path = f"{ROOT / 'shared'}:{ROOT}"
    run = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    loaded = set(run.stdout.split())
    assert "curator" in loaded
    assert not OF_THE_SCANNER & loaded
