"""What is known about who uses what. No I/O, no wire format. All times are in seconds since the epoch."""

from dataclasses import dataclass, field
from enum import StrEnum

from curator.usage.ecosystems import Ecosystem, normalised


class DependencyType(StrEnum):
    """How a repository needs a package; in order of precedence, where one repository says several."""

    DIRECT = "direct"
    PEER = "peer"
    OPTIONAL = "optional"
    DEV = "dev"


PRECEDENCE = tuple(DependencyType)


class Origin(StrEnum):
    """Where a declared dependency is to be got from."""

    REGISTRY = "registry"
    GIT = "git"
    URL = "url"
    PATH = "path"
    WORKSPACE = "workspace"


class Confidence(StrEnum):
    """How we know that a repository uses a package."""

    PROVED = "proved"  # we read the file that says so
    REPORTED = "reported"  # a provider says so; the file has not been read yet


class JobStatus(StrEnum):
    """Where a job stands; the lifecycle is drawn in `scans.jobs`."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, order=True)
class PackageKey:
    """Which package: the ecosystem, and the name in its one form."""

    ecosystem: Ecosystem
    name: str

    @classmethod
    def of(cls, ecosystem: Ecosystem, name: str) -> "PackageKey":
        """Return the key of a package however its name was written; raises InvalidNameError."""
        return cls(ecosystem, normalised(ecosystem, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """A GitHub organisation, or a user there. Only organisations can be deleted softly: hidden, not gone."""

    id: str
    name: str  # the handle, as it is written; no two differ by case alone
    github_url: str | None = None
    website_url: str | None = None
    description: str | None = None
    sponsorship_url: str | None = None
    total_repositories: int = 0
    total_stars: int = 0
    created_at: float = 0.0
    updated_at: float = 0.0
    deleted_at: float | None = None
    enriched_at: float | None = None  # when a provider was last asked about it


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A public repository."""

    id: str
    name: str  # without its owner
    organization_id: str
    github_url: str  # normalised: https, lower-case host, no `.git`, no slash at the end
    node_id: str | None = None  # GitHub's own, which a rename does not change
    stars: int = 0
    is_archived: bool = False
    primary_language: str | None = None
    default_branch: str | None = None
    last_commit_at: float | None = None  # GitHub's `pushed_at`
    parsed_at: float | None = None  # when its manifests were last read
    parsed_commit: str | None = None  # at which commit
    gone_since: float | None = None  # when a provider first said 404 or 410
    hidden: bool = False  # its organisation is deleted softly; follows that a little later
    created_at: float = 0.0
    updated_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package of an ecosystem."""

    id: str
    key: PackageKey
    display_name: str  # as its authors write it
    description: str | None = None
    repository_url: str | None = None
    homepage_url: str | None = None
    latest_version: str | None = None
    dependent_organizations: int = 0
    dependent_repositories: int = 0
    created_at: float = 0.0
    updated_at: float = 0.0
    described_at: float | None = None  # when a provider was last asked about it
    searched_at: float | None = None  # when somebody last looked for all its users


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The line that proves a dependency."""

    path: str  # of the manifest within the repository
    line: int | None = None  # from 1; None where the format does not tell
    commit: str | None = None  # the full id; None where a provider only reported it
    requirement: str | None = None  # verbatim; None where the manifest asks for no version
    resolved: str | None = None  # the exact version, where a lock file says
    type: DependencyType = DependencyType.DIRECT
    indirect: bool = False  # only something that the repository depends on needs it
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One repository's use of one package: a single row, however often it is declared."""

    package: PackageKey
    organization_id: str
    repository_id: str
    type: DependencyType  # the strongest of its manifests
    requirement: str | None = None  # of the strongest
    resolved: str | None = None
    indirect: bool = False  # no manifest declares it directly
    confidence: Confidence = Confidence.PROVED
    source: str = "github"  # the provider that said so
    manifests: tuple[Evidence, ...] = ()
    detected_at: float = 0.0
    last_seen_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedIn:
    """One repository within an organisation's row of users."""

    repository_id: str
    name: str
    github_url: str
    stars: int
    is_archived: bool
    type: DependencyType
    indirect: bool
    confidence: Confidence
    requirement: str | None
    resolved: str | None
    last_seen_at: float
    evidence: tuple[Evidence, ...]  # the strongest few


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCount:
    """How many of an organisation's repositories use a package in one particular way."""

    type: DependencyType
    indirect: bool
    is_archived: bool
    confidence: Confidence
    repositories: int
    stars: int  # of these repositories

    @property
    def is_active(self) -> bool:
        """Whether these repositories are not archived, and declare the package directly."""
        return not (self.indirect or self.is_archived)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageUser:
    """One organisation that uses a package: kept up to date with its dependencies, so that an answer is one query.

    Attributes:
        repositories: those with most stars, `usage.limits.SHOWN_REPOSITORIES` at most.
        uses: all of the repositories by how they use it, from which all numbers come.
    """

    package: PackageKey
    organization_id: str
    organization_name: str
    sponsored: bool
    hidden: bool  # the organisation is deleted softly
    first_seen_at: float
    last_seen_at: float
    repositories: tuple[UsedIn, ...] = ()
    uses: tuple[UseCount, ...] = ()

    @property
    def total_repositories(self) -> int:
        """How many repositories use the package, archived ones and indirect uses counted too."""
        return sum(use.repositories for use in self.uses)

    @property
    def active_repositories(self) -> int:
        """How many of them are not archived, and declare it directly."""
        return sum(use.repositories for use in self.uses if use.is_active)

    @property
    def stars(self) -> int:
        """The stars of the active ones."""
        return sum(use.stars for use in self.uses if use.is_active)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChange:
    """That an organisation began to use a package, or stopped."""

    package: PackageKey
    organization_id: str
    organization_name: str  # as it was then
    began: bool
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a manifest declares: a parser's output."""

    ecosystem: Ecosystem
    name: str  # normalised
    raw_name: str
    requirement: str | None
    type: DependencyType
    manifest_path: str
    line: int | None = None
    indirect: bool = False
    origin: Origin = Origin.REGISTRY
    marker: str | None = None  # the condition under which it is needed, as the format writes it
    resolved: str | None = None  # the exact version, from a lock file
    notes: tuple[str, ...] = ()  # such as `build`, `provided`, `replaced by …`


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a scan found different from the one before."""

    added: tuple[PackageKey, ...] = ()
    updated: tuple[PackageKey, ...] = ()
    removed: tuple[PackageKey, ...] = ()
    unchanged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobExecution:
    """One run of a job."""

    id: str
    job_type: str
    status: JobStatus
    created_at: float
    started_at: float | None = None
    completed_at: float | None = None
    records_processed: int = 0
    attempts: int = 0
    error_message: str | None = None
    metadata: dict[str, object] = field(default_factory=dict)  # the question, the checkpoint, the changes found
