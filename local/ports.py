"""Ports on the loopback interface, the same ones at every start where possible."""

import json
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
LAST_PORT = 65535


def is_free(port: int) -> bool:
    """Return whether a server could listen on this port now."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        port: int = listener.getsockname()[1]
        return port


class PortMemory:
    """Remembers in a file which port each process had."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ports: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}

    def choose(self, name: str, wanted: int = 0) -> int:
        """Return `wanted` if it is given, else the port of last time if it is still free, else a free one."""
        port = wanted or self._ports.get(name, 0)
        if not wanted and (not port or not is_free(port)):
            port = free_port()
        self._ports[name] = port
        self._file.write_text(json.dumps(self._ports))
        return port
