"""What the uploader imports decides how fast it starts."""

import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared"
HEAVY = {"pydantic", "mwoauth", "requests", "boto3", "fastapi", "starlette", "cryptography", "jwt"}
MODULES = [
    ".".join(path.relative_to(SHARED).with_suffix("").parts)
    for room in ("commons", "sources")
    for path in sorted((SHARED / "curator" / room).glob("*.py"))
    if path.stem not in {"__init__", "wiring"}  # wiring reads secrets, for which it needs AWS's client
]


@pytest.mark.parametrize("room", ["commons", "sources"])
def test_a_room_the_uploader_needs_imports_nothing_heavy(room: str) -> None:
    modules = [module for module in MODULES if module.startswith(f"curator.{room}.")]
    program = f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    loaded = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(SHARED)}, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "httpx" in loaded
    assert not HEAVY & set(loaded)
