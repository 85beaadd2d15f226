"""`python -m local.emulator --port 4566 --state-dir build/serve/emulator`."""

import argparse
import asyncio
import importlib
import shutil
from pathlib import Path

from local.emulator.environment import prepare_environment


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--isolated", action="store_true", help="functions see their own code and layers alone")
    arguments = parser.parse_args()
    state_directory = arguments.state_dir.resolve()
    shutil.rmtree(state_directory / "tmp", ignore_errors=True)  # function packages a killed process left
    prepare_environment(port=arguments.port, state_directory=state_directory)
    server = importlib.import_module("local.emulator.server")  # reads the environment while it is imported
    asyncio.run(server.serve(port=arguments.port, state_directory=state_directory, isolated=arguments.isolated))


if __name__ == "__main__":
    main()
