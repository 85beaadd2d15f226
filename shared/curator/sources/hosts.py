"""Which addresses photos may be downloaded from.

An entry of the list is one of

- `host`            exactly this host
- `*.suffix`        any host below this domain, not the domain itself
- `http://host:port`  exactly this origin, plain HTTP and private address or not: for the local sandbox

All but the last kind are reached by https on its own port, and only at public addresses.
"""

import socket
from collections.abc import Callable, Iterable

import httpx

from curator.sources.addresses import is_public
from curator.sources.errors import DownloadRefusedError, SourceUnavailableError

Resolver = Callable[[str], list[str]]

HTTPS_PORT = 443


def resolve_host(host: str) -> list[str]:
    """Return all addresses of a host, from the system's resolver.

    Raises:
        OSError: the name cannot be resolved at the moment, or does not exist.
    """
    found = socket.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class AllowedHosts:
    """The list, and the check against it."""

    def __init__(self, entries: Iterable[str], *, resolve: Resolver = resolve_host) -> None:
        """Read the entries; an empty list allows nothing."""
        listed = [entry.strip().lower() for entry in entries if entry.strip()]
        self._origins = frozenset(entry.rstrip("/") for entry in listed if "://" in entry)
        self._suffixes = tuple(entry[1:] for entry in listed if entry.startswith("*."))
        self._hosts = frozenset(entry for entry in listed if "://" not in entry and not entry.startswith("*."))
        self._resolve = resolve

    def check(self, url: httpx.URL) -> tuple[str, ...]:
        """Return the addresses to connect to, each of them checked, if photos may be downloaded from there.

        There are none for an exact origin, which is connected to as it is written. The name must not be resolved
        again for the connection (`pinning` says why).

        Raises:
            DownloadRefusedError: they may not.
            SourceUnavailableError: the host cannot be resolved now.
        """
        if url.userinfo:
            raise DownloadRefusedError("the address carries a user name")
        if _origin(url) in self._origins:
            return ()
        host = url.raw_host.decode("ascii").lower()
        if url.scheme != "https" or url.port not in {None, HTTPS_PORT}:
            raise DownloadRefusedError(f"not https on its own port: {_origin(url)}")
        if host not in self._hosts and not host.endswith(self._suffixes):
            raise DownloadRefusedError(f"host not in the list: {host}")
        return self._checked_addresses(host)

    def _checked_addresses(self, host: str) -> tuple[str, ...]:
        try:
            addresses = self._resolve(host)
        except OSError as error:
            raise SourceUnavailableError(f"{host} cannot be resolved: {error}") from error
        hidden = [address for address in addresses if not is_public(address)]
        if hidden or not addresses:
            raise DownloadRefusedError(f"{host} is not public: {', '.join(hidden) or 'no address'}")
        return tuple(addresses)


def _origin(url: httpx.URL) -> str:
    port = "" if url.port is None else f":{url.port}"
    return f"{url.scheme}://{url.host}{port}".lower()
