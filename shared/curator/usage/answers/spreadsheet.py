"""The users of a package for spreadsheets: a line per organisation, with its strongest proof."""

from collections.abc import Iterable
from typing import Any

from curator.foundation import spreadsheets
from curator.usage.answers.evidence import permalink, relation
from curator.usage.answers.moments import moment
from curator.usage.answers.user_rows import ShownUser

COLUMNS = (
    "organization",
    "github_url",
    "website_url",
    "sponsorship_url",
    "repositories",
    "stars",
    "confidence",
    "last_seen_at",
    "repository",
    "repository_url",
    "repository_stars",
    "relation",
    "dependency_type",
    "requirement",
    "resolved_version",
    "file",
    "line",
    "commit",
    "permalink",
)


def as_csv(users: Iterable[ShownUser]) -> str:
    """Return the lines, below one of headings."""
    return spreadsheets.as_csv(COLUMNS, map(_line, users))


def _line(shown: ShownUser) -> dict[str, Any]:
    organization = shown.organization
    return {
        "organization": organization.name,
        "github_url": organization.github_url,
        "website_url": organization.website_url,
        "sponsorship_url": organization.sponsorship_url,
        "repositories": shown.counted.repositories,
        "stars": shown.counted.stars,
        "confidence": shown.confidence.value,
        "last_seen_at": moment(shown.user.last_seen_at),
        **_proof(shown),
    }


def _proof(shown: ShownUser) -> dict[str, Any]:
    """Return the repository with most stars, and the strongest line in it."""
    if not shown.repositories:
        return {}
    use = shown.repositories[0]
    found: dict[str, Any] = {
        "repository": use.name,
        "repository_url": use.github_url,
        "repository_stars": use.stars,
        "relation": relation(indirect=use.indirect),
        "dependency_type": use.type.value,
        "requirement": use.requirement,
        "resolved_version": use.resolved,
    }
    if use.evidence:
        line = use.evidence[0]
        found |= {"file": line.path, "line": line.line, "commit": line.commit}
        found |= {"permalink": permalink(use.github_url, line)}
    return found
