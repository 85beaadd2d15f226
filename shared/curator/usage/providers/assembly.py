"""The providers of a deployment, from its settings and credentials."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from curator.foundation.clock import Clock
from curator.identity.authorisation.breaker import Breaker, BreakerRows
from curator.usage.providers.client import Tools
from curator.usage.providers.deps_dev.provider import DepsDevProvider
from curator.usage.providers.ecosystems.provider import EcosystemsProvider
from curator.usage.providers.github.provider import GithubProvider
from curator.usage.providers.libraries_io.provider import LibrariesIoProvider
from curator.usage.providers.limits import BREAKER_SECONDS, BREAKER_THRESHOLD, TIMEOUT_SECONDS
from curator.usage.providers.registry import Registry

PROBE_SECONDS = TIMEOUT_SECONDS + 10  # a request's own time, and some for the two writes about it


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """Where the providers are, and how we introduce ourselves there: with an address to complain to.

    `providers_secret_id` names a secret with `{"github": "token,token", "libraries_io": "key"}`. Without a token GitHub
    allows 60 requests an hour; without a key Libraries.io is not asked.
    """

    github_api_url: str
    ecosystems_repos_url: str
    ecosystems_packages_url: str
    libraries_io_api_url: str
    deps_dev_api_url: str
    user_agent: str
    usage_table: str
    providers_secret_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What we prove ourselves with; never shown."""

    github: tuple[str, ...] = field(default=(), repr=False)
    libraries_io: str | None = field(default=None, repr=False)


def credentials_in(secret: Mapping[str, Any]) -> Credentials:
    """Return what a secret holds; its lists may be written with commas, as a template has to."""
    github = secret.get("github") or ()
    tokens = github.split(",") if isinstance(github, str) else github
    return Credentials(
        github=tuple(token for one in tokens if (token := str(one).strip())),
        libraries_io=str(secret.get("libraries_io") or "").strip() or None,
    )


def assembled(
    config: ProviderSettings, known: Credentials, tools_of: Callable[[str], Tools], *, token: int = 0
) -> Registry:
    """Return the providers that may be asked.

    Args:
        config: where they are.
        known: what we prove ourselves with.
        tools_of: returns the tools for a service, each of which has a breaker of its own.
        token: which of GitHub's tokens to use, from 0; another where there are not so many any more.
    """
    found = Registry()
    github_token = known.github[token % len(known.github)] if known.github else None
    found.register(GithubProvider(tools_of("github"), url=config.github_api_url, token=github_token, scope=str(token)))
    found.register(
        EcosystemsProvider(
            tools_of("ecosystems-repos"),
            tools_of("ecosystems-packages"),
            repos_url=config.ecosystems_repos_url,
            packages_url=config.ecosystems_packages_url,
        )
    )
    if known.libraries_io is not None:
        url = config.libraries_io_api_url
        found.register(LibrariesIoProvider(tools_of("libraries-io"), url=url, key=known.libraries_io))
    found.register(DepsDevProvider(tools_of("deps-dev"), url=config.deps_dev_api_url))
    return found


def breaker_of(rows: BreakerRows, clock: Clock, service: str) -> Breaker:
    """Return the breaker of a service."""
    return Breaker(
        rows,
        clock,
        threshold=BREAKER_THRESHOLD,
        timeout=BREAKER_SECONDS,
        probe_seconds=PROBE_SECONDS,
        service=service,
    )
