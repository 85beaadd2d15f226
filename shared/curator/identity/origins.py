"""Whose pages may act with a visitor's cookie: ours, and those of clients that the operators named."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins (https://www.rfc-editor.org/rfc/rfc6454) that are trusted.

    Attributes:
        public_url: where Curator itself is found; empty where that is not known, and then every origin is trusted.
        clients: origins of clients that are served from elsewhere, as in `https://beta.example.org`.
    """

    public_url: str
    clients: Iterable[str] = field(default=())

    def allow(self, origin: str | None) -> bool:
        """Return whether a request with this `Origin` header may be served; a program that is no browser sends none."""
        if not self.public_url or origin is None:
            return True
        return _normal(origin) in {_normal(trusted) for trusted in (self.public_url, *self.clients)}


def _normal(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()
