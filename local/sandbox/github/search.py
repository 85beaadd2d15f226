"""`/search/repositories` and `/search/code`."""

from typing import Any, TypeVar

from local.sandbox.github import shapes
from local.sandbox.github.asking import Asking, GithubError, Reply
from local.sandbox.github.qualifiers import Query, matches, ordered, read
from local.sandbox.world.git import blob_id
from local.sandbox.world.repositories import WorldRepository
from local.sandbox.world.world import World

T = TypeVar("T")
REACH = 1_000  # results of one search
FOUND_FILES = 2_000  # files that a code search looks at before it gives up


def repositories(asking: Asking) -> Reply:
    """`GET /search/repositories?q=&sort=&order=&per_page=&page=`."""
    found = find(asking.world, asking.value("q"), sort=asking.value("sort"), order=asking.value("order", "desc"))
    described = [{**shapes.repository(each, asking.base), "score": 1.0} for each in _reached(asking, found)]
    return _reply(asking, described, len(found))


def find(world: World, text: str, *, sort: str = "", order: str = "desc") -> list[WorldRepository]:
    """Return what a search for repositories finds; raises GithubError."""
    query = read(text)
    visible = (each for each in world.repositories if not each.gone and each.oddity != "blocked")
    return ordered([each for each in visible if matches(query, each)], sort, order)


def code(asking: Asking) -> Reply:
    """`GET /search/code?q=`: files of default branches, by their names and the words in them; no forks, no archives."""
    if not asking.caller.known:
        raise GithubError(401, "Requires authentication")
    found = _files(asking.world, read(asking.value("q")))
    described = [_file(asking, repository, path, content) for repository, path, content in _reached(asking, found)]
    return _reply(asking, described, len(found))


def _reached(asking: Asking, found: list[T]) -> list[T]:
    if (asking.page - 1) * asking.per_page >= REACH:
        url = "https://docs.github.com/v3/search/"
        raise GithubError(422, "Only the first 1000 search results are available", documentation_url=url)
    return asking.slice(found[:REACH])


def _reply(asking: Asking, described: list[dict[str, Any]], total: int) -> Reply:
    body = {"total_count": total, "incomplete_results": False, "items": described}
    return Reply(body=body, headers=asking.link(min(total, REACH)))


def _files(world: World, query: Query) -> list[tuple[WorldRepository, str, bytes]]:
    names = {name.lower() for name in query.values("filename")}
    found: list[tuple[WorldRepository, str, bytes]] = []
    for repository in _candidates(world, query):
        for path, content in world.snapshot(repository).files.items():
            text = content.decode(errors="replace").lower()
            named = not names or path.rpartition("/")[2].lower() in names
            if named and all(word in text for word in query.words):
                found.append((repository, path, content))
    return found


def _candidates(world: World, query: Query) -> list[WorldRepository]:
    """Return the repositories whose files may have the words in them, those with most stars first."""
    wanted = [
        package for package in world.packages if any(word.strip('"') in package.name.lower() for word in query.words)
    ]
    near = {(use.owner, use.repository) for each in wanted for use in world.users_of(each.ecosystem, each.name)}
    found = [world.repository(*address) for address in near]
    kept = [each for each in found if each and not each.fork and not each.archived and matches(_rest(query), each)]
    return ordered(kept, "", "desc")[:FOUND_FILES]


def _rest(query: Query) -> Query:
    return Query((), query.qualifiers)


def _file(asking: Asking, repository: WorldRepository, path: str, content: bytes) -> dict[str, Any]:
    sha = blob_id(content)
    base = f"{asking.base}/repos/{repository.full_name}"
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": sha,
        "url": f"{base}/contents/{path}?ref={repository.commit}",
        "git_url": f"{base}/git/blobs/{sha}",
        "html_url": f"{repository.url}/blob/{repository.commit}/{path}",
        "repository": shapes.repository(repository, asking.base),
        "score": 1.0,
    }
