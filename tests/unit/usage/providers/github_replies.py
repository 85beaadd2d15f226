"""GitHub's API, answering as its documentation says (https://docs.github.com/en/rest, …/graphql)."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from curator.usage.providers.github.provider import GithubProvider
from tests.fakes.budgets import MemoryBudget
from tests.unit.usage.providers.service import Service, Site

URL = "https://api.github.example"
TOKEN = "token-1"
COMMIT = "7fd1a60b01f91b314f59955a4e4d4e80d8edf11d"
TREE = f"GET /repos/acme/web/git/trees/{COMMIT}"
HEAD = "GET /repos/acme/web/commits/HEAD"
RATE = {"cost": 1, "limit": 5000, "remaining": 4999, "resetAt": "2027-01-15T09:00:00Z"}


def provider(service: Service, *, token: str | None = TOKEN) -> GithubProvider:
    return GithubProvider(service.tools("github"), url=URL, token=token)


def asking(pages: dict[str, Any], *, token: str | None = TOKEN, **limits: int) -> tuple[GithubProvider, Site]:
    """Return the provider, and the service it asks."""
    site = Site(pages, budget=MemoryBudget({name.replace("_", "-"): limit for name, limit in limits.items()}))
    return provider(site, token=token), site


def repository(full_name: str = "acme/web", **more: Any) -> dict[str, Any]:
    """Return a repository as REST describes it."""
    return {
        "id": 1296269,
        "node_id": "MDEwOlJlcG9zaXRvcnkxMjk2MjY5",
        "name": full_name.partition("/")[2],
        "full_name": full_name,
        "owner": {"login": full_name.partition("/")[0], "type": "Organization"},
        "private": False,
        "html_url": f"https://github.com/{full_name}",
        "fork": False,
        "stargazers_count": 80,
        "language": "TypeScript",
        "archived": False,
        "default_branch": "main",
        "pushed_at": "2026-01-26T19:06:43Z",
    } | more


def repository_node(full_name: str = "acme/web", **more: Any) -> dict[str, Any]:
    """Return a repository as GraphQL describes it."""
    return {
        "nameWithOwner": full_name,
        "url": f"https://github.com/{full_name}",
        "id": "R_kgDOBIWDxg",
        "stargazerCount": 80,
        "isArchived": False,
        "isFork": False,
        "pushedAt": "2026-01-26T19:06:43Z",
        "primaryLanguage": {"name": "TypeScript"},
        "defaultBranchRef": {"name": "main", "target": {"oid": COMMIT}},
    } | more


def owner_node(login: str = "acme", **more: Any) -> dict[str, Any]:
    """Return an owner as GraphQL describes it."""
    return {
        "__typename": "Organization",
        "login": login,
        "url": f"https://github.com/{login}",
        "repositories": {"totalCount": 3, "nodes": [{"stargazerCount": 80}, {"stargazerCount": 2}, None]},
        "top": {"nodes": [{"fundingLinks": []}]},
        "description": "Makes the web",
        "websiteUrl": "acme.example",
        "hasSponsorsListing": False,
    } | more


def graph(*errors: dict[str, Any], **data: Any) -> Callable[[httpx.Request], httpx.Response]:
    """Return the reply to a query."""
    document: dict[str, Any] = {"data": {"rateLimit": RATE, **data}}
    if errors:
        document["errors"] = list(errors)
    return lambda _: httpx.Response(200, json=document)


def graph_error(kind: str, *path: str) -> dict[str, Any]:
    return {"type": kind, "path": list(path), "locations": [{"line": 1, "column": 9}], "message": "…"}


def entry(path: str, sha: str, size: int = 100, **more: Any) -> dict[str, Any]:
    """Return a file in a tree."""
    return {"path": path, "mode": "100644", "type": "blob", "sha": sha, "size": size} | more


def tree(*entries: dict[str, Any], truncated: bool = False) -> dict[str, Any]:
    return {"sha": "9fb037999f264ba9a7fc6274d15fa3ae2ab98312", "tree": list(entries), "truncated": truncated}


def blob(text: str | None, **more: Any) -> dict[str, Any]:
    """Return a file's contents as GraphQL gives them."""
    return {"oid": "…", "byteSize": len(text or ""), "isBinary": False, "isTruncated": False, "text": text} | more


def variables(request: httpx.Request) -> dict[str, Any]:
    """Return the variables of a query that was asked."""
    found: dict[str, Any] = json.loads(request.content)["variables"]
    return found


def limited(status: int, *, about: str = "rate-limits-for-the-rest-api", **headers: str) -> httpx.Response:
    """Return a refusal for asking too much."""
    message = {
        "message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        "documentation_url": f"https://docs.github.com/rest/using-the-rest-api/{about}",
    }
    return httpx.Response(status, json=message, headers={name.replace("_", "-"): headers[name] for name in headers})
