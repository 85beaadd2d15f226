"""Repositories: by search and by name."""

from collections.abc import Iterable
from dataclasses import replace

from curator.usage.providers.calls import Call, path_of
from curator.usage.providers.client import ApiClient
from curator.usage.providers.described import repository_described
from curator.usage.providers.errors import ProviderNotFoundError
from curator.usage.providers.fields import (
    Raw,
    address,
    flag,
    moment,
    number,
    owner_and_name,
    raw_object,
    raw_objects,
    text,
)
from curator.usage.providers.github.graphql import GraphQl, GraphReply
from curator.usage.providers.github.queries import repositories_query
from curator.usage.providers.limits import BATCH, PER_PAGE, SEARCH_REACH
from curator.usage.providers.models import FoundRepository, Page
from curator.usage.providers.questions import SearchSlice

CORE = "github-core"
SEARCH = "github-search"
JSON = "application/vnd.github+json"
LAST_PAGE = SEARCH_REACH // PER_PAGE


class GithubRepositories:
    """Finds repositories."""

    def __init__(self, client: ApiClient, graphql: GraphQl | None) -> None:
        """Use GraphQL where there is a token for it."""
        self._client = client
        self._graphql = graphql

    def search(self, wanted: SearchSlice, cursor: str | None) -> Page[FoundRepository]:
        """Return up to 100 of a slice, those with most stars first; forks are left out."""
        page = int(cursor or 1)
        params = {
            "q": search_text(wanted),
            "sort": "stars",
            "order": "desc",
            "per_page": str(PER_PAGE),
            "page": str(page),
        }
        reply = self._client.ask(Call(resource=SEARCH, path="/search/repositories", params=params, accept=JSON))
        found = reply.json_object()
        total = number(found, "total_count")
        ends_early = page >= LAST_PAGE and (total or 0) > SEARCH_REACH
        gave_up = found.get("incomplete_results") is True
        return Page(
            items=_repositories(raw_objects(found.get("items"))),
            cursor=reply.next_page if page < LAST_PAGE else None,
            total=total,
            complete=not ends_early and not gave_up,
            notes=("GitHub ran out of time",) if gave_up else (),
        )

    def named(self, names: Iterable[str]) -> Page[FoundRepository]:
        """Return the repositories of these names, each with the name it was asked for by."""
        asked = list(dict.fromkeys(names))
        parts = {one: both for one in asked if (both := owner_and_name(one))}
        nonsense = tuple(one for one in asked if one not in parts)
        pages: list[Page[FoundRepository]] = [Page(items=(), missing=nonsense)]
        for start in range(0, len(parts), BATCH):
            batch = dict(list(parts.items())[start : start + BATCH])
            pages.append(self._by_graphql(self._graphql, batch) if self._graphql else self._one_by_one(batch))
        return Page(
            items=tuple(item for page in pages for item in page.items),
            complete=all(page.complete for page in pages),
            missing=tuple(name for page in pages for name in page.missing),
            notes=tuple(note for page in pages for note in page.notes),
        )

    def _by_graphql(self, graphql: GraphQl, batch: dict[str, tuple[str, str]]) -> Page[FoundRepository]:
        variables: dict[str, str] = {}
        for place, (owner, name) in enumerate(batch.values()):
            variables |= {f"o{place}": owner, f"n{place}": name}
        return _answers(graphql.ask(repositories_query(len(batch)), variables), list(batch))

    def _one_by_one(self, batch: dict[str, tuple[str, str]]) -> Page[FoundRepository]:
        found: list[FoundRepository] = []
        missing: list[str] = []
        for asked, (owner, name) in batch.items():
            try:
                found += _repositories([self._one(owner, name)], asked)
            except ProviderNotFoundError:
                missing.append(asked)
        return Page(items=tuple(found), missing=tuple(missing))

    def _one(self, owner: str, name: str) -> Raw:
        call = Call(resource=CORE, path=path_of("repos", owner, name), accept=JSON, is_remembered=True)
        return self._client.ask(call).json_object()


def search_text(wanted: SearchSlice) -> str:
    """Return the search's text."""
    most = "*" if wanted.max_stars is None else wanted.max_stars
    words = [f"stars:{wanted.min_stars}..{most}"]
    if wanted.created_from or wanted.created_to:
        words.append(f"created:{wanted.created_from or '*'}..{wanted.created_to or '*'}")
    return " ".join(words)


def _repositories(raws: Iterable[object], asked: str | None = None) -> tuple[FoundRepository, ...]:
    """Return the public ones among repositories as REST describes them."""
    described = ((raw, repository_described(raw, asked)) for raw in raw_objects(list(raws)))
    return tuple(replace(found, node_id=text(raw, "node_id")) for raw, found in described if found is not None)


def _answers(reply: GraphReply, names: list[str]) -> Page[FoundRepository]:
    found, missing, unclear = [], [], []
    for place, asked in enumerate(names):
        alias = f"r{place}"
        raw = reply.found(alias)
        repository = _node(raw, asked) if raw else None
        if repository is not None:
            found.append(repository)
        elif reply.is_missing(alias):
            missing.append(asked)
        else:
            unclear.append(f"{asked}: {reply.trouble(alias) or 'no answer'}")
    return Page(items=tuple(found), complete=not unclear, missing=tuple(missing), notes=tuple(unclear))


def _node(raw: Raw, asked: str) -> FoundRepository | None:
    """Return a repository as GraphQL describes it; one without a commit has no branch."""
    parts = owner_and_name(text(raw, "nameWithOwner"))
    url = address(raw, "url")
    if parts is None or url is None:
        return None
    branch = raw_object(raw.get("defaultBranchRef"))
    return FoundRepository(
        asked=asked,
        owner=parts[0],
        name=parts[1],
        github_url=url,
        node_id=text(raw, "id"),
        stars=number(raw, "stargazerCount"),
        is_archived=flag(raw, "isArchived"),
        is_fork=flag(raw, "isFork"),
        primary_language=text(raw_object(raw.get("primaryLanguage")), "name"),
        default_branch=text(branch, "name"),
        head_commit=text(raw_object(branch.get("target")), "oid"),
        pushed_at=moment(raw, "pushedAt"),
    )
