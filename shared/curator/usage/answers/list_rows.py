"""How organisations, repositories and packages are told where they are rows of a list, or answers of their own."""

from typing import Any

from curator.usage.answers.moments import moment
from curator.usage.models import Organization, Package, Repository

Row = dict[str, Any]


def organization_row(organization: Organization) -> Row:
    """Return an organisation with all that is known of it."""
    return {
        "id": organization.id,
        "name": organization.name,
        "github_url": organization.github_url,
        "website_url": organization.website_url,
        "description": organization.description,
        "sponsorship_url": organization.sponsorship_url,
        "total_repositories": organization.total_repositories,
        "total_stars": organization.total_stars,
        "created_at": moment(organization.created_at),
        "updated_at": moment(organization.updated_at),
    }


def repository_row(repository: Repository) -> Row:
    """Return a repository of an organisation."""
    return {
        "id": repository.id,
        "name": repository.name,
        "github_url": repository.github_url,
        "stars": repository.stars,
        "primary_language": repository.primary_language,
        "is_archived": repository.is_archived,
        "last_commit_at": moment(repository.last_commit_at),
        "parsed_at": moment(repository.parsed_at),
    }


def package_row(package: Package) -> Row:
    """Return a package as lists have it."""
    return {
        "id": package.id,
        "name": package.display_name,
        "ecosystem": package.key.ecosystem,
        "description": package.description,
        "latest_version": package.latest_version,
        "dependent_count": package.dependent_organizations,
    }


def package_details(package: Package) -> Row:
    """Return a package with all that is known of it."""
    return {
        **package_row(package),
        "normalized_name": package.key.name,
        "repository_url": package.repository_url,
        "homepage_url": package.homepage_url,
        "dependent_organizations": package.dependent_organizations,
        "dependent_repositories": package.dependent_repositories,
        "described_at": moment(package.described_at),
        "searched_at": moment(package.searched_at),
        "created_at": moment(package.created_at),
        "updated_at": moment(package.updated_at),
    }
