"""What is said of a repository besides its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha1

from local.sandbox.world.chance import chance
from local.sandbox.world.owners import Owner, global_id
from local.sandbox.world.words import MATERIALS, THINGS

FIRST_ID = 90_000_000
BORN = 1_325_376_000  # 2012
DAY = 86_400
YOUNGEST = 1_788_000_000  # nothing was pushed later than this before the world began to change (August 2026)
MOST_STARS = 120_000
USUAL_SIZE = 5_000  # repositories; a smaller world has the same stars with fewer in between
FALL = 0.95  # how fast stars fall with the rank
ECOSYSTEMS = (
    *(("npm", 34), ("pypi", 24), ("go", 9), ("maven", 8), ("cargo", 7), ("rubygems", 5)),
    *(("packagist", 5), ("nuget", 4), ("pub", 2), ("hex", 2)),
)
LANGUAGES = {
    "npm": ("JavaScript", "TypeScript", "Vue"),
    "pypi": ("Python", "Jupyter Notebook"),
    "go": ("Go",),
    "cargo": ("Rust",),
    "maven": ("Java", "Kotlin"),
    "rubygems": ("Ruby",),
    "packagist": ("PHP",),
    "nuget": ("C#", "F#"),
    "pub": ("Dart",),
    "hex": ("Elixir",),
}
# What is odd about a repository, each with how many of 1,000 have it.
ODDITIES = (
    ("renamed", 20),  # others still know it by its former name
    ("vendoring", 15),  # has its dependencies' own manifests committed
    ("broken", 8),  # one of its manifests cannot be read
    ("gone", 6),  # others still know it, GitHub does not
    ("truncated", 5),  # its tree is too large for one reply
    ("empty", 5),  # has no commit
    ("windows", 15),  # its lines end with CR LF, its first file begins with a byte order mark
    ("blocked", 1),  # GitHub shows it to nobody, for legal reasons
    ("huge", 1),  # one of its manifests is larger than a mebibyte
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldRepository:
    """A repository as it is now. All times are in seconds since the epoch."""

    index: int
    owner: Owner
    name: str
    ecosystem: str  # of its main project
    oddity: str  # one of ODDITIES, or empty
    stars: int
    archived: bool
    fork: bool
    language: str | None
    default_branch: str
    description: str | None
    created_at: float
    pushed_at: float
    revision: int = 0  # commits since the world began
    former_names: tuple[str, ...] = ()  # owner/name, each of which still leads here
    gone: bool = False  # deleted

    @property
    def id(self) -> int:
        """Return the number that GitHub knows it by."""
        return FIRST_ID + self.index * 37

    @property
    def node_id(self) -> str:
        """Return its id in GraphQL, which a rename does not change."""
        return global_id("R", self.id)

    @property
    def full_name(self) -> str:
        """Return owner/name."""
        return f"{self.owner.login}/{self.name}"

    @property
    def url(self) -> str:
        """Return the address that people open."""
        return f"https://github.com/{self.full_name}"

    @property
    def commit(self) -> str:
        """Return the id of the last commit of its default branch; without meaning for an empty repository."""
        return sha1(f"commit {self.id} {self.revision}".encode(), usedforsecurity=False).hexdigest()

    @property
    def is_empty(self) -> bool:
        """Tell whether it has no commit."""
        return self.oddity == "empty" and not self.revision


def stars_of_all(seed: int, count: int) -> list[int]:
    """Return how many stars each repository has: few have very many, and every tenth has none."""
    places = list(range(count))
    chance(seed, "ranks").shuffle(places)
    return [max(0, int(MOST_STARS / (place * USUAL_SIZE / count + 1) ** FALL) - 40) for place in places]


def make_repository(seed: int, index: int, owner: Owner, stars: int, *, is_profile: bool) -> WorldRepository:
    """Return the repository with this number, as it was when the world began.

    Args:
        seed: of the world.
        index: its number.
        owner: whose it is.
        stars: how many it has.
        is_profile: it is the owner's `.github`, which holds what is true for all the owner's repositories.
    """
    luck = chance(seed, "repository", index)
    names, shares = zip(*ECOSYSTEMS, strict=True)
    ecosystem = luck.choices(names, shares)[0]
    name = f"{luck.choice(THINGS)}-{MATERIALS[index % len(MATERIALS)]}"
    if luck.random() < 0.35:
        name = f"{name}-{index}"
    oddity = "" if is_profile else _oddity(luck.randrange(1000))
    created = BORN + luck.randint(0, 4_600) * DAY + luck.randint(0, DAY)
    pushed = max(created, YOUNGEST - int(luck.expovariate(1 / 200)) * DAY - luck.randint(0, DAY))
    former = (f"{owner.login}/old-{name}",) if oddity == "renamed" else ()
    return WorldRepository(
        index=index,
        owner=owner,
        name=".github" if is_profile else name,
        ecosystem=ecosystem,
        oddity=oddity,
        stars=stars,
        archived=luck.random() < 0.05,
        fork=not is_profile and luck.random() < 0.04,
        language=None if is_profile else luck.choice(LANGUAGES[ecosystem]),
        default_branch=luck.choice(("main", "main", "main", "master", "develop")),
        description=None if luck.random() < 0.2 else f"A {name.replace('-', ' of ')}.",
        created_at=float(created),
        pushed_at=float(pushed),
        former_names=former,
        gone=oddity == "gone",
    )


def _oddity(number: int) -> str:
    for name, share in ODDITIES:
        if number < share:
            return name
        number -= share
    return ""


def distinct(repositories: Sequence[WorldRepository]) -> list[str]:
    """Return the names, with the number put behind those that an owner has twice."""
    seen: set[str] = set()
    names = []
    for repository in repositories:
        name = repository.name
        if f"{repository.owner.login}/{name}".lower() in seen:
            name = f"{name}-{repository.index}"
        seen.add(f"{repository.owner.login}/{name}".lower())
        names.append(name)
    return names
