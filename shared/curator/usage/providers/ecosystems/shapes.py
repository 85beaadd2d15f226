"""What ecosyste.ms' documents mean."""

from dataclasses import replace
from urllib.parse import urlsplit

from curator.usage.models import DependencyType, PackageKey
from curator.usage.providers.described import repository_described
from curator.usage.providers.fields import Raw, address, number, raw_object, text, web_address
from curator.usage.providers.models import FoundDependent, FoundOrganization, FoundRepository

DEV = frozenset({"development", "dev", "develop", "test", "tests", "build", "docs", "doc", "lint", "provided"})
LOCK_FILE = "lockfile"
SPONSORS = "https://github.com/sponsors/{}"


def repository_of(raw: Raw, asked: str | None = None) -> FoundRepository | None:
    """Return a repository; None where it is elsewhere than at GitHub."""
    found = repository_described(raw, asked)
    if found is None or urlsplit(address(raw, "html_url") or "").hostname != "github.com":
        return None
    return replace(found, head_commit=text(raw, "latest_commit_sha"))


def dependent_of(key: PackageKey, raw: Raw) -> FoundDependent | None:
    """Return a use of a package; None where the repository is elsewhere than at GitHub."""
    repository = repository_of(raw_object(raw.get("repository")))
    if repository is None:
        return None
    manifest = raw_object(raw.get("manifest"))
    is_locked = text(manifest, "kind") == LOCK_FILE  # where the requirement is the exact version
    requirement = text(raw, "requirements")
    return FoundDependent(
        key=key,
        owner=repository.owner,
        name=repository.name,
        github_url=repository.github_url,
        manifest_path=text(manifest, "filepath"),
        requirement=None if is_locked else requirement,
        resolved=requirement if is_locked else None,
        type=_type(raw),
        indirect=raw.get("direct") is False,
        repository=repository,
    )


def _type(raw: Raw) -> DependencyType:
    kind = (text(raw, "kind") or "").lower()
    if raw.get("optional") is True or kind == "optional":
        return DependencyType.OPTIONAL
    if kind in DEV:
        return DependencyType.DEV
    return DependencyType.PEER if kind == "peer" else DependencyType.DIRECT


def organization_of(raw: Raw, asked: str) -> FoundOrganization | None:
    """Return an owner."""
    login = text(raw, "login")
    if login is None:
        return None
    return FoundOrganization(
        asked=asked,
        handle=login,
        github_url=address(raw, "html_url") or f"https://github.com/{login}",
        website_url=address(raw, "website"),
        description=text(raw, "description"),
        sponsorship_url=_sponsorship(raw, login),
        total_repositories=number(raw, "repositories_count"),
        total_stars=number(raw, "total_stars"),
    )


def _sponsorship(raw: Raw, login: str) -> str | None:
    if raw_object(raw.get("metadata")).get("has_sponsors_listing") is True:
        return SPONSORS.format(login)
    links = raw.get("funding_links")
    texts = [link for link in links if isinstance(link, str)] if isinstance(links, list) else []
    return next((found for link in texts if (found := web_address(link))), None)


def likeliest(found: list[Raw]) -> Raw:
    """Return which of several packages of one name is meant: the one of the ecosystem's main registry, most used."""
    return max(
        found,
        key=lambda raw: (
            raw_object(raw.get("registry")).get("default") is True,
            number(raw, "dependent_repos_count") or 0,
        ),
    )
