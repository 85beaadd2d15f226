"""What GraphQL tells of owners, repositories and git's objects, under the schema's names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from local.sandbox.github.contents import content_of
from local.sandbox.github.shapes import moment
from local.sandbox.world.files import Snapshot
from local.sandbox.world.owners import ORGANIZATION, Owner
from local.sandbox.world.repositories import WorldRepository
from local.sandbox.world.world import World

LONGEST_TEXT = 512_000  # bytes of a blob that GraphQL sends
ORDERS = {
    "STARGAZERS": lambda each: (each.stars, each.index),
    "NAME": lambda each: each.name.lower(),
    "CREATED_AT": lambda each: each.created_at,
    "PUSHED_AT": lambda each: each.pushed_at,
    "UPDATED_AT": lambda each: each.pushed_at,
}


def owner_node(world: World, owner: Owner) -> dict[str, Any]:
    """Return an owner."""

    def repositories(_info: Any, **arguments: Any) -> dict[str, Any]:
        return connection([repository_node(world, each) for each in _chosen(world, owner, arguments)], arguments)

    def repository(_info: Any, *, name: str, followRenames: bool = True) -> dict[str, Any] | None:  # noqa: ARG001, N803
        found = find_repository(world, owner.login, name)
        return None if found is None else repository_node(world, found)

    return {
        "__typename": owner.kind,
        "login": owner.login,
        "id": owner.node_id,
        "databaseId": owner.id,
        "name": owner.name,
        "url": f"https://github.com/{owner.login}",
        "avatarUrl": f"https://avatars.githubusercontent.com/u/{owner.id}?v=4",
        "description" if owner.kind == ORGANIZATION else "bio": owner.description,
        "websiteUrl": owner.website,
        "location": None,
        "isVerified": False,
        "createdAt": moment(owner.created_at),
        "hasSponsorsListing": owner.sponsors_listing,
        "repositories": repositories,
        "repository": repository,
    }


def _chosen(world: World, owner: Owner, arguments: dict[str, Any]) -> list[WorldRepository]:
    found = [each for each in world.repositories_of(owner) if each.oddity != "blocked"]
    if arguments.get("privacy") == "PRIVATE":
        return []
    for argument, attribute in (("isFork", "fork"), ("isArchived", "archived")):
        if arguments.get(argument) is not None:
            found = [each for each in found if getattr(each, attribute) is arguments[argument]]
    order = arguments.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    return sorted(found, key=ORDERS[order["field"]], reverse=order["direction"] == "DESC")


def connection(items: Sequence[Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """Return a page of items; a cursor is the place of its item, from 1."""
    start = int(arguments["after"].removeprefix("cursor:")) if arguments.get("after") else 0
    page = list(items[start:][: arguments["first"]] if arguments.get("first") else items[-arguments["last"] :])
    edges = [{"cursor": f"cursor:{start + place}", "node": item} for place, item in enumerate(page, start=1)]
    end = start + len(page)
    info = {
        "hasNextPage": end < len(items),
        "hasPreviousPage": start > 0,
        "startCursor": edges[0]["cursor"] if edges else None,
        "endCursor": edges[-1]["cursor"] if edges else None,
    }
    return {"totalCount": len(items), "nodes": page, "edges": edges, "pageInfo": info}


def find_repository(world: World, owner: str, name: str) -> WorldRepository | None:
    """Return the repository at an address or a former one, if GitHub shows it."""
    found = world.repository(owner, name)
    return None if found is None or found.gone or found.oddity == "blocked" else found


def repository_node(world: World, repository: WorldRepository) -> dict[str, Any]:
    """Return a repository."""

    def git_object(_info: Any, *, oid: str | None = None, expression: str | None = None) -> dict[str, Any] | None:
        return None if repository.is_empty else _git_object(repository, world.snapshot(repository), oid, expression)

    return {
        "__typename": "Repository",
        "id": repository.node_id,
        "databaseId": repository.id,
        "name": repository.name,
        "nameWithOwner": repository.full_name,
        "owner": lambda _info: owner_node(world, repository.owner),
        "url": repository.url,
        "description": repository.description,
        "homepageUrl": None,
        "stargazerCount": repository.stars,
        "forkCount": repository.stars // 9,
        "diskUsage": 0 if repository.is_empty else 100 + repository.index,
        "isArchived": repository.archived,
        "isDisabled": False,
        "isEmpty": repository.is_empty,
        "isFork": repository.fork,
        "isPrivate": False,
        "createdAt": moment(repository.created_at),
        "pushedAt": moment(repository.pushed_at),
        "updatedAt": moment(repository.pushed_at),
        "primaryLanguage": {"name": repository.language, "color": "#3572A5"} if repository.language else None,
        "fundingLinks": funding_links(repository.owner),
        "defaultBranchRef": lambda _info: _branch(world, repository),
        "object": git_object,
    }


def funding_links(owner: Owner) -> list[dict[str, str]]:
    """Return what the FUNDING.yml of a repository says, which the owner's repositories share."""
    sponsors = [("GITHUB", f"https://github.com/{owner.login}")] if owner.sponsors_listing else []
    return [{"platform": platform, "url": url} for platform, url in (*sponsors, *owner.funding)]


def _branch(world: World, repository: WorldRepository) -> dict[str, Any] | None:
    if repository.is_empty:
        return None

    def target(_info: Any) -> dict[str, Any]:
        return _commit(repository, lambda: world.snapshot(repository))

    name = repository.default_branch
    return {"id": f"REF_{repository.index}", "name": name, "prefix": "refs/heads/", "target": target}


def _commit(repository: WorldRepository, snapshot: Any) -> dict[str, Any]:
    pushed = moment(repository.pushed_at)
    tree = lambda _info: Folder(snapshot(), "").node(_info)  # noqa: E731
    return {**_named("Commit", repository.commit), "committedDate": pushed, "pushedDate": pushed, "tree": tree}


def _git_object(
    repository: WorldRepository, snapshot: Snapshot, oid: str | None, expression: str | None
) -> dict[str, Any] | None:
    if oid is not None:
        content = content_of(snapshot, oid)
        if content is not None:
            return _blob(oid, content)
        return _commit(repository, lambda: snapshot) if oid == snapshot.commit else None
    reference, colon, path = (expression or "").partition(":")
    if reference not in {"HEAD", repository.default_branch, snapshot.commit}:
        return None
    if not colon:
        return _commit(repository, lambda: snapshot)
    entry = next((each for each in snapshot.trees.entries if each.path == path), None)
    if entry is not None and entry.type == "blob":
        return _blob(entry.sha, snapshot.files[path])
    return Folder(snapshot, path).node(None) if entry is not None or not path else None


def _blob(oid: str, content: bytes) -> dict[str, Any]:
    is_binary = b"\0" in content[:8_000]
    is_truncated = len(content) > LONGEST_TEXT
    return {
        **_named("Blob", oid),
        "byteSize": len(content),
        "isBinary": None if is_truncated else is_binary,
        "isTruncated": is_truncated,
        "text": None if is_binary else content[:LONGEST_TEXT].decode(errors="replace"),
    }


def _named(kind: str, oid: str) -> dict[str, Any]:
    return {"__typename": kind, "id": f"{kind[0]}_{oid[:16]}", "oid": oid, "abbreviatedOid": oid[:7]}


@dataclass(frozen=True, slots=True)
class Folder:
    """One tree of a commit."""

    snapshot: Snapshot
    path: str

    def node(self, _info: Any) -> dict[str, Any]:
        """Return it with what lies in it."""
        trees = self.snapshot.trees
        sha = next((each for each, path in trees.folders.items() if path == self.path), trees.root)
        return {**_named("Tree", sha), "entries": [self._entry(each) for each in trees.within(self.path)]}

    def _entry(self, entry: Any) -> dict[str, Any]:
        is_blob = entry.type == "blob"

        def resolved(info: Any) -> dict[str, Any]:
            content = self.snapshot.files.get(entry.path)
            return Folder(self.snapshot, entry.path).node(info) if content is None else _blob(entry.sha, content)

        return {
            "name": entry.path.rpartition("/")[2],
            "path": entry.path,
            "type": entry.type,
            "mode": int(entry.mode, 8),
            "oid": entry.sha,
            "size": entry.size if is_blob else 0,
            "object": resolved,
        }
