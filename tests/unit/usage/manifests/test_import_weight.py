"""Whoever imports the manifests pays for the libraries that read them when the first file of such a kind is read."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]
HEAVY = {"yaml", "packaging", "tomllib", "xml", "defusedxml"}


def test_the_libraries_of_the_parsers_are_imported_with_the_first_file() -> None:
    program = "import sys, curator.usage.manifests; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(ROOT / "shared")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "curator" in loaded
    assert not HEAVY & set(loaded)
