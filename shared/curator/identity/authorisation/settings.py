"""What an operator decides about asking an outside service."""

from dataclasses import dataclass, fields
from math import isfinite
from urllib.parse import urlsplit

from curator.foundation.settings import SettingsError
from curator.identity.authorisation.cache import Lifetimes


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationSettings:
    """The environment; raises SettingsError for what cannot work."""

    identity_table: str
    auth_api_url: str = ""  # empty: our own rules
    auth_api_check_endpoint: str = "/api/v1/authorization/check"
    auth_api_timeout: float = 5.0  # seconds for one question
    auth_fail_open: bool = False
    auth_cache_enabled: bool = True
    auth_cache_ttl_read: int = 300
    auth_cache_ttl_write: int = 60
    auth_cache_ttl_admin: int = 30
    auth_cache_ttl_denied: int = 120
    circuit_breaker_threshold: int = 5
    circuit_breaker_timeout: float = 60.0

    def __post_init__(self) -> None:
        """Name every setting that cannot work."""
        problems = [f"{name.upper()} is not above 0" for name in self._not_above_zero()]
        if self.auth_api_url and not _is_address(self.auth_api_url):
            problems.append("AUTH_API_URL is no http(s) address")
        if not self.auth_api_check_endpoint.startswith("/"):
            problems.append("AUTH_API_CHECK_ENDPOINT does not begin with a slash")
        if problems:
            raise SettingsError("AuthorisationSettings: " + "; ".join(problems))

    def _not_above_zero(self) -> list[str]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        numbers = {name: value for name, value in values.items() if isinstance(value, int | float)}
        return [
            name
            for name, value in numbers.items()
            if not isinstance(value, bool) and not (isfinite(value) and value > 0)
        ]

    @property
    def check_url(self) -> str:
        """Where the question is sent."""
        return self.auth_api_url.rstrip("/") + self.auth_api_check_endpoint

    @property
    def lifetimes(self) -> Lifetimes:
        """How long answers are kept."""
        return Lifetimes(
            read=self.auth_cache_ttl_read,
            write=self.auth_cache_ttl_write,
            admin=self.auth_cache_ttl_admin,
            denied=self.auth_cache_ttl_denied,
        )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
