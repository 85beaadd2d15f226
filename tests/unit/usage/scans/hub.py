"""A provider that knows what a test tells it, spends as the real ones do, and fails when it is told to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha1

from curator.usage.models import DependencyType, PackageKey
from curator.usage.providers.errors import ProviderNotFoundError
from curator.usage.providers.models import (
    FoundDependent,
    FoundManifests,
    FoundOrganization,
    FoundPackage,
    FoundRepository,
    ManifestFile,
    Page,
    ProviderType,
    RateReport,
    ReportedPackage,
)
from curator.usage.providers.provider import Budget, NothingSupported
from curator.usage.providers.questions import (
    DependentsQuery,
    ManifestQuery,
    OrganizationQuery,
    PackageQuery,
    RepositoryQuery,
)
from curator.usage.providers.registry import Registry

PAGE = 100


@dataclass
class HubRepository:
    """A repository of the hub. `files` are its manifests."""

    owner: str
    name: str
    node_id: str
    stars: int = 100
    files: dict[str, bytes] = field(default_factory=dict)
    commit: int = 1
    is_archived: bool = False
    is_gone: bool = False
    is_truncated: bool = False
    skipped: tuple[str, ...] = ()
    reported: tuple[ReportedPackage, ...] = ()

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"

    @property
    def head(self) -> str:
        return f"{self.commit:040d}"

    def commits(self, **files: bytes | None) -> None:
        """Change manifests by their names, with `_` for the dot; None removes one."""
        for written, content in files.items():
            name = written.replace("_", ".", 1)
            if content is None:
                del self.files[name]
            else:
                self.files[name] = content
        self.commit += 1

    def found(self, asked: str | None = None) -> FoundRepository:
        return FoundRepository(
            owner=self.owner,
            name=self.name,
            github_url=f"https://github.com/{self.full_name}",
            asked=asked,
            node_id=self.node_id,
            stars=self.stars,
            is_archived=self.is_archived,
            head_commit=self.head,
        )


class Hub:
    """What GitHub and ecosyste.ms know, and what they were asked."""

    def __init__(self) -> None:
        self.repositories: list[HubRepository] = []
        self.organizations: dict[str, FoundOrganization] = {}
        self.packages: dict[PackageKey, FoundPackage] = {}
        self.errors: list[Exception] = []  # what the next requests fail with
        self.reports: list[tuple[str, RateReport]] = []  # what the next replies say of limits
        self.unclear: list[str] = []  # what the next replies say instead of telling of any repository
        self.calls: list[str] = []
        self.spelled: set[str | None] = set()  # the names under which packages were asked for

    def repository(self, full_name: str, *, stars: int = 100, **files: bytes) -> HubRepository:
        """Add a repository."""
        owner, name = full_name.split("/")
        added = HubRepository(owner, name, f"R_{len(self.repositories)}", stars)
        added.files = {written.replace("_", ".", 1): content for written, content in files.items()}
        self.repositories.append(added)
        return added

    def sponsors(self, handle: str, *, url: str, repositories: int, stars: int) -> None:
        """Let an organisation be one that can be sponsored."""
        self.organizations[handle] = FoundOrganization(
            asked=handle,
            handle=handle,
            github_url=f"https://github.com/{handle}",
            sponsorship_url=url,
            sponsorship_known=True,
            total_repositories=repositories,
            total_stars=stars,
        )

    def describes(self, key: PackageKey, *, description: str, latest_version: str) -> None:
        """Let a package be described."""
        self.packages[key] = FoundPackage(
            key=key, display_name=key.name, description=description, latest_version=latest_version
        )

    def asked(self, what: str) -> int:
        """Return how often this was asked."""
        return self.calls.count(what)

    def registry(self, budget: Budget, *, token: int = 0) -> Registry:
        """Return the providers, as `scans.work.worker.Providers`."""
        found = Registry()
        found.register(GithubOfHub(self, budget))
        found.register(EcosystemsOfHub(self, budget))
        return found

    def serve(self, budget: Budget, resource: str, what: str) -> None:
        """Count a request, or fail it."""
        budget.spend(resource)
        self.calls.append(what)
        if self.reports:
            budget.heard(*self.reports.pop(0))
        if self.errors:
            raise self.errors.pop(0)

    def by_name(self, full_name: str) -> HubRepository | None:
        """Return the repository of this name, which must not be gone."""
        alive = (one for one in self.repositories if not one.is_gone)
        return next((one for one in alive if one.full_name.lower() == full_name.lower()), None)


class PartOfHub(NothingSupported):
    """One of the providers."""

    def __init__(self, hub: Hub, budget: Budget) -> None:
        self._hub = hub
        self._budget = budget

    def health_check(self) -> bool:
        return True

    def get_rate_limit_status(self) -> dict[str, RateReport]:
        return {}


class GithubOfHub(PartOfHub):
    """The part of the hub that is GitHub."""

    name = "github"
    provider_type = ProviderType.REPOSITORY

    def fetch_repositories(self, query: RepositoryQuery) -> Page[FoundRepository]:
        if query.search is None:
            self._hub.serve(self._budget, "github-graphql", "names")
            return self._named(query.names)
        self._hub.serve(self._budget, "github-search", "search")
        wanted = [one for one in self._hub.repositories if not one.is_gone and one.stars >= query.search.min_stars]
        if query.search.max_stars is not None:
            wanted = [one for one in wanted if one.stars <= query.search.max_stars]
        wanted.sort(key=lambda one: -one.stars)
        start = int(query.cursor or 0)
        page = wanted[:1000][start : start + PAGE]
        more = start + PAGE < min(len(wanted), 1000)
        return Page(
            items=tuple(one.found() for one in page), cursor=str(start + PAGE) if more else None, total=len(wanted)
        )

    def _named(self, names: tuple[str, ...]) -> Page[FoundRepository]:
        found, missing = [], []
        if self._hub.unclear:
            return Page(items=(), complete=False, notes=(self._hub.unclear.pop(),))
        for name in names:
            one = self._hub.by_name(name)
            if one is None:
                missing.append(name)
            else:
                found.append(one.found(asked=name))
        return Page(items=tuple(found), missing=tuple(missing))

    def fetch_organizations(self, query: OrganizationQuery) -> list[FoundOrganization]:
        self._hub.serve(self._budget, "github-graphql", "organizations")
        return [self._hub.organizations[one] for one in query.handles if one in self._hub.organizations]

    def fetch_manifests(self, query: ManifestQuery) -> FoundManifests:
        one = self._hub.by_name(f"{query.owner}/{query.name}")
        if query.commit is None:
            self._hub.serve(self._budget, "github-core", "tip")
        if one is None:
            raise ProviderNotFoundError("404")
        self._hub.serve(self._budget, "github-core", "tree")
        files = tuple(self._files(one))
        unchanged = bool(query.known) and not one.is_truncated and {f.path: f.sha for f in files} == query.known
        if files and not unchanged:
            self._hub.serve(self._budget, "github-graphql", "blobs")
        return FoundManifests(
            commit=query.commit or one.head,
            files=() if unchanged else files,
            unchanged=unchanged,
            skipped=one.skipped,
            truncated=one.is_truncated,
            reported=one.reported,
        )

    def _files(self, one: HubRepository) -> Iterator[ManifestFile]:
        for path, content in sorted(one.files.items()):
            if path not in one.skipped:
                sha = sha1(content, usedforsecurity=False).hexdigest()
                yield ManifestFile(path=path, sha=sha, content=content)


class EcosystemsOfHub(PartOfHub):
    """The part of the hub that is ecosyste.ms: it knows of a package's users what their first line says."""

    name = "ecosystems"
    provider_type = ProviderType.AGGREGATOR

    def fetch_dependents(self, query: DependentsQuery) -> Page[FoundDependent]:
        self._hub.serve(self._budget, "ecosystems", "dependents")
        self._hub.spelled.add(query.spelled)
        users = [
            one for one in self._hub.repositories if f'"{query.key.name}"'.encode() in b"".join(one.files.values())
        ]
        start = int(query.cursor or 0)
        more = start + PAGE < len(users)
        return Page(
            items=tuple(self._dependent(query.key, one) for one in users[start : start + PAGE]),
            cursor=str(start + PAGE) if more else None,
        )

    def _dependent(self, key: PackageKey, one: HubRepository) -> FoundDependent:
        return FoundDependent(
            key=key,
            owner=one.owner,
            name=one.name,
            github_url=f"https://github.com/{one.full_name}",
            manifest_path="package.json",
            requirement="*",
            type=DependencyType.DIRECT,
            repository=one.found(),
        )

    def fetch_packages(self, query: PackageQuery) -> list[FoundPackage]:
        self._hub.serve(self._budget, "ecosystems", "packages")
        self._hub.spelled.update(query.spelled.values())
        return [self._hub.packages[key] for key in query.keys if key in self._hub.packages]
