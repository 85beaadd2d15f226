"""Repositories and owners as GitHub's REST API describes them: every field that programs of our kind read."""

from datetime import UTC, datetime
from typing import Any

from local.sandbox.world.owners import Owner
from local.sandbox.world.repositories import WorldRepository


def moment(seconds: float) -> str:
    """Return a time as GitHub writes it."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def simple_owner(owner: Owner, base: str) -> dict[str, Any]:
    """Return an owner as it stands within a repository."""
    return {
        "login": owner.login,
        "id": owner.id,
        "node_id": owner.node_id,
        "avatar_url": f"https://avatars.githubusercontent.com/u/{owner.id}?v=4",
        "gravatar_id": "",
        "url": f"{base}/users/{owner.login}",
        "html_url": f"https://github.com/{owner.login}",
        "repos_url": f"{base}/users/{owner.login}/repos",
        "type": owner.kind,
        "user_view_type": "public",
        "site_admin": False,
    }


def account(owner: Owner, base: str, public_repos: int) -> dict[str, Any]:
    """Return an owner as `/users/{login}` describes it."""
    return {
        **simple_owner(owner, base),
        "name": owner.name,
        "company": None,
        "blog": owner.website or "",
        "location": None,
        "email": None,
        "hireable": None,
        "bio": owner.description,
        "twitter_username": None,
        "public_repos": public_repos,
        "public_gists": 0,
        "followers": owner.index % 90,
        "following": 0,
        "created_at": moment(owner.created_at),
        "updated_at": moment(owner.created_at),
    }


def organization(owner: Owner, base: str, public_repos: int) -> dict[str, Any]:
    """Return an organisation as `/orgs/{org}` describes it."""
    described = account(owner, base, public_repos)
    for name in ("bio", "hireable", "gravatar_id", "site_admin", "user_view_type"):
        described.pop(name)
    return {
        **described,
        "url": f"{base}/orgs/{owner.login}",
        "repos_url": f"{base}/orgs/{owner.login}/repos",
        "description": owner.description,
        "is_verified": False,
        "has_organization_projects": True,
        "has_repository_projects": True,
        "archived_at": None,
    }


def repository(repository: WorldRepository, base: str) -> dict[str, Any]:
    """Return a repository, as searches and `/repos/{owner}/{repo}` describe it."""
    url = f"{base}/repos/{repository.full_name}"
    return {
        "id": repository.id,
        "node_id": repository.node_id,
        "name": repository.name,
        "full_name": repository.full_name,
        "private": False,
        "owner": simple_owner(repository.owner, base),
        "html_url": repository.url,
        "description": repository.description,
        "fork": repository.fork,
        "url": url,
        "contents_url": f"{url}/contents/{{+path}}",
        "trees_url": f"{url}/git/trees{{/sha}}",
        "languages_url": f"{url}/languages",
        "created_at": moment(repository.created_at),
        "updated_at": moment(repository.pushed_at),
        "pushed_at": moment(repository.pushed_at),
        "clone_url": f"{repository.url}.git",
        "homepage": None,
        "size": 0 if repository.is_empty else 100 + repository.index,
        "stargazers_count": repository.stars,
        "watchers_count": repository.stars,
        "language": repository.language,
        "has_issues": True,
        "forks_count": repository.stars // 9,
        "archived": repository.archived,
        "disabled": False,
        "open_issues_count": repository.index % 40,
        "license": {"key": "mit", "name": "MIT License", "spdx_id": "MIT", "url": f"{base}/licenses/mit"},
        "allow_forking": True,
        "is_template": False,
        "topics": [repository.ecosystem],
        "visibility": "public",
        "forks": repository.stars // 9,
        "open_issues": repository.index % 40,
        "watchers": repository.stars,
        "default_branch": repository.default_branch,
    }
