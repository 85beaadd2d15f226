"""Packages, repositories and owners as Libraries.io describes them."""

from typing import Any

from local.sandbox.github.shapes import moment
from local.sandbox.world.catalogue import Package
from local.sandbox.world.owners import ORGANIZATION, Owner
from local.sandbox.world.repositories import YOUNGEST, WorldRepository
from local.sandbox.world.world import World

PLATFORMS = {
    "npm": "NPM",
    "pypi": "Pypi",
    "go": "Go",
    "cargo": "Cargo",
    "maven": "Maven",
    "rubygems": "Rubygems",
    "packagist": "Packagist",
    "nuget": "NuGet",
    "pub": "Pub",
    "hex": "Hex",
}
LOOKED = moment(YOUNGEST)


def project(world: World, found: Package) -> dict[str, Any]:
    """Return a package, with how many repositories used it when the world began."""
    dependents = len({each.index for each, _ in world.first_users_of(found.ecosystem, found.name)})
    return {
        "name": found.name,
        "platform": PLATFORMS[found.ecosystem],
        "description": found.description,
        "homepage": f"https://{found.key.rpartition('/')[2].rpartition(':')[2]}.example",
        "repository_url": found.source,
        "normalized_licenses": ["MIT"],
        "rank": 30 - min(found.rank, 29),
        "latest_release_published_at": LOOKED,
        "latest_release_number": found.latest,
        "latest_stable_release_number": found.latest,
        "latest_stable_release_published_at": LOOKED,
        "language": None,
        "status": None,
        "package_manager_url": None,
        "stars": 10 * dependents,
        "forks": dependents,
        "keywords": [],
        "dependents_count": dependents // 3,
        "dependent_repos_count": dependents,
        "versions": [{"number": version, "published_at": LOOKED} for version in found.versions],
    }


def repository(found: WorldRepository) -> dict[str, Any]:
    """Return a repository."""
    return {
        "full_name": found.full_name,
        "name": found.full_name,
        "description": found.description,
        "fork": found.fork,
        "created_at": moment(found.created_at),
        "updated_at": moment(found.pushed_at),
        "pushed_at": moment(found.pushed_at),
        "homepage": None,
        "size": 100 + found.index,
        "stargazers_count": found.stars,
        "language": found.language,
        "forks_count": found.stars // 9,
        "open_issues_count": found.index % 40,
        "default_branch": found.default_branch,
        "uuid": str(found.id),
        "github_id": str(found.id),
        "license": "MIT",
        "private": False,
        "status": "Removed" if found.gone else None,
        "last_synced_at": LOOKED,
        "host_type": "GitHub",
        "host_domain": "https://github.com",
        "keywords": [found.ecosystem],
    }


def owner(found: Owner) -> dict[str, Any]:
    """Return an owner."""
    return {
        "github_id": str(found.id),
        "uuid": str(found.id),
        "login": found.login,
        "user_type": found.kind if found.kind == ORGANIZATION else "User",
        "name": found.name,
        "company": None,
        "blog": found.website,
        "location": None,
        "email": None,
        "bio": found.description,
        "hidden": False,
        "followers": found.index % 90,
        "following": 0,
        "host_type": "GitHub",
        "created_at": moment(found.created_at),
        "updated_at": LOOKED,
        "last_synced_at": LOOKED,
    }
