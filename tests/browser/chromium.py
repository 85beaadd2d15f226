"""Debian's Chromium, quiet: nothing but the test may use the network."""

from pathlib import Path

SHELL = Path("/usr/bin/chromium-headless-shell")  # without a window; it starts far fewer processes
WHOLE = Path("/usr/bin/chromium")
EXECUTABLE = SHELL if SHELL.exists() else WHOLE
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
