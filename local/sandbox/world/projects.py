"""Which projects a repository holds."""

from random import Random

from local.sandbox.world.chance import chance
from local.sandbox.world.formats import LOCKED_STYLES, STYLES
from local.sandbox.world.needs import Project, pick, pick_carried
from local.sandbox.world.repositories import ECOSYSTEMS, WorldRepository

PLAIN = 0.04  # of all repositories hold no project
SECOND = 0.18  # hold one of a second ecosystem
WORKSPACES = 0.12  # of the npm projects
LOCKED = 0.6  # of the projects whose style has a lock file
SECOND_FOLDERS = ("services/api", "web", "tools/report", "clients/python")


def projects_of(seed: int, repository: WorldRepository) -> list[Project]:
    """Return the projects of a repository as they were when the world began."""
    if repository.name == ".github":
        return []
    luck = chance(seed, "projects", repository.index)
    if luck.random() < PLAIN:
        return []
    projects = [_project(luck, repository, repository.ecosystem, folder="")]
    if luck.random() < SECOND:
        names, shares = zip(*ECOSYSTEMS, strict=True)
        ecosystem = luck.choices(names, shares)[0]
        if ecosystem != repository.ecosystem:
            projects.append(_project(luck, repository, ecosystem, folder=luck.choice(SECOND_FOLDERS)))
    return projects


def _project(luck: Random, repository: WorldRepository, ecosystem: str, *, folder: str) -> Project:
    styles, shares = zip(*STYLES[ecosystem], strict=True)
    style = luck.choices(styles, shares)[0]
    locked = style in LOCKED_STYLES and luck.random() < LOCKED
    members: tuple[Project, ...] = ()
    siblings: tuple[str, ...] = ()
    if ecosystem == "npm" and luck.random() < WORKSPACES:
        members = tuple(
            _member(luck, repository, folder, name) for name in ("core", "cli", "docs")[: luck.randint(1, 3)]
        )
        siblings = (members[0].name,)
    return Project(
        ecosystem=ecosystem,
        folder=folder,
        style=style,
        name=f"{repository.name}-{folder.rpartition('/')[2]}".strip("-.").lower(),
        needs=pick(luck, repository.index, ecosystem, luck.randint(2, 16)),
        locked=locked,
        carries=pick_carried(luck, repository.index, ecosystem) if locked else (),
        members=members,
        siblings=siblings,
    )


def _member(luck: Random, repository: WorldRepository, folder: str, name: str) -> Project:
    return Project(
        ecosystem="npm",
        folder=f"{folder}/packages/{name}".lstrip("/"),
        style="npm",
        name=f"@{repository.owner.login.lower()}/{name}",
        needs=pick(luck, repository.index, "npm", luck.randint(1, 6)),
    )
