"""What every start of a function pays for bearer tokens, whether or not one comes: next to nothing."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
HEAVY = {"jwt", "cryptography", "httpx", "pydantic"}
LIGHT = (
    "curator.identity.api_keys.wiring",
    "curator.identity.authenticator",
    "curator.identity.oidc.settings",
    "curator.identity.tickets.store",
    "curator.identity.tickets.tickets",
    "curator.identity.wiring",
    "functions.websocket.proving",
)


def test_what_reads_tokens_is_imported_with_the_first_token() -> None:
    program = f"import sys, {', '.join(LIGHT)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    path = f"{ROOT / 'shared'}:{ROOT}"
    loaded = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "curator" in loaded
    assert not HEAVY & set(loaded)
