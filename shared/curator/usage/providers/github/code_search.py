"""Repositories in whose manifests a package's name stands, by GitHub's code search: candidates, to be read.

It knows no dependencies, only text, and gives 1,000 results at most, ten searches a minute; so it is for days on which
nobody else can say who uses a package. https://docs.github.com/en/rest/search/search#search-code
"""

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from curator.usage.providers.calls import Call
from curator.usage.providers.client import ApiClient
from curator.usage.providers.errors import NotSupportedError
from curator.usage.providers.fields import Raw, address, number, owner_and_name, raw_object, raw_objects, text
from curator.usage.providers.github.repositories import JSON, LAST_PAGE
from curator.usage.providers.limits import PER_PAGE, SEARCH_REACH
from curator.usage.providers.models import FoundDependent, Page
from curator.usage.providers.questions import DependentsQuery

RESOURCE = "github-code-search"
MAX_QUERY = 256  # characters of a search
FILES = {
    Ecosystem.NPM: "filename:package.json",
    Ecosystem.PYPI: "filename:requirements.txt",
    Ecosystem.GO: "filename:go.mod",
    Ecosystem.CARGO: "filename:Cargo.toml",
    Ecosystem.MAVEN: "filename:pom.xml",
    Ecosystem.RUBYGEMS: "filename:Gemfile",
    Ecosystem.PACKAGIST: "filename:composer.json",
    Ecosystem.NUGET: "extension:csproj",
    Ecosystem.PUB: "filename:pubspec.yaml",
    Ecosystem.HEX: "filename:mix.exs",
}


class CodeSearch:
    """Finds candidates."""

    def __init__(self, client: ApiClient) -> None:
        """Use a client of GitHub's that has a token: nobody else may search code."""
        self._client = client

    def dependents(self, query: DependentsQuery) -> Page[FoundDependent]:
        """Return up to 100 candidates; raises NotSupportedError for a name that no search can hold."""
        page = int(query.cursor or 1)
        params = {"q": _search_text(query.key), "per_page": str(PER_PAGE), "page": str(page)}
        reply = self._client.ask(Call(resource=RESOURCE, path="/search/code", params=params, accept=JSON))
        document = reply.json_object()
        found = (_candidate(query.key, raw) for raw in raw_objects(document.get("items")))
        total = number(document, "total_count")
        return Page(
            items=tuple(one for one in found if one is not None),
            cursor=reply.next_page if page < LAST_PAGE else None,
            total=total,
            complete=document.get("incomplete_results") is not True and (total or 0) <= SEARCH_REACH,
            notes=("found by text, not by dependency",),
        )


def _search_text(key: PackageKey) -> str:
    words = key.name.rpartition(":")[2] if key.ecosystem is Ecosystem.MAVEN else key.name
    search = f'"{words}" {FILES[key.ecosystem]}'
    if '"' in words or len(search) > MAX_QUERY:
        raise NotSupportedError("no search can hold this name")
    return search


def _candidate(key: PackageKey, raw: Raw) -> FoundDependent | None:
    repository = raw_object(raw.get("repository"))
    parts = owner_and_name(text(repository, "full_name"))
    url = address(repository, "html_url")
    if parts is None or url is None or repository.get("private") is True:
        return None
    return FoundDependent(
        key=key, owner=parts[0], name=parts[1], github_url=url, manifest_path=text(raw, "path"), certain=False
    )
