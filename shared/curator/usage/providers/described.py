"""What several services describe in the same words: ecosyste.ms and Libraries.io use GitHub's, and each other's."""

from curator.usage.models import PackageKey
from curator.usage.providers.fields import Raw, address, flag, moment, number, owner_and_name, text
from curator.usage.providers.models import FoundPackage, FoundRepository


def repository_described(raw: Raw, asked: str | None = None) -> FoundRepository | None:
    """Return a public repository; None for anything else."""
    parts = owner_and_name(text(raw, "full_name"))
    if parts is None or raw.get("private") is True:
        return None
    return FoundRepository(
        asked=asked,
        owner=parts[0],
        name=parts[1],
        github_url=f"https://github.com/{parts[0]}/{parts[1]}",
        stars=number(raw, "stargazers_count"),
        is_archived=flag(raw, "archived"),
        is_fork=flag(raw, "fork"),
        primary_language=text(raw, "language"),
        default_branch=text(raw, "default_branch"),
        pushed_at=moment(raw, "pushed_at"),
    )


def package_described(key: PackageKey, raw: Raw, *, latest_version: str | None) -> FoundPackage:
    """Return a package as ecosyste.ms and Libraries.io describe it."""
    return FoundPackage(
        key=key,
        display_name=text(raw, "name") or key.name,
        description=text(raw, "description"),
        repository_url=address(raw, "repository_url"),
        homepage_url=address(raw, "homepage"),
        latest_version=latest_version,
        dependent_repositories=number(raw, "dependent_repos_count"),
    )
