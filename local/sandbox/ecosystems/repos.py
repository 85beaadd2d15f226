"""repos.ecosyste.ms: who uses a package, and what is known of owners and repositories."""

from typing import Any
from urllib.parse import quote

from local.sandbox.ecosystems import shapes
from local.sandbox.ecosystems.serving import REPOS, Asking, NotFoundError, Reply
from local.sandbox.world.repositories import WorldRepository
from local.sandbox.world.truth import Use

NEVER_SEEN = 11  # every so manieth repository


def is_known(repository: WorldRepository) -> bool:
    """Tell whether this repository was ever looked at: some were not, and empty ones have nothing to see."""
    return repository.index % NEVER_SEEN != NEVER_SEEN - 1 and not repository.is_empty


def usage(asking: Asking) -> Reply:
    """`GET /usage/{ecosystem}/{package}`."""
    found = _uses(asking)
    address = asking.address(f"{REPOS}/usage/{asking.part('ecosystem')}/{quote(asking.part('package'), safe='')}")
    counted = len({repository.index for repository, _ in found})
    name = {"ecosystem": asking.part("ecosystem"), "name": asking.part("package"), "dependents_count": counted}
    return Reply(body={**name, "package_usage_url": address, "dependencies_url": f"{address}/dependencies"})


def dependencies(asking: Asking) -> Reply:
    """`GET /usage/{ecosystem}/{package}/dependencies?page=&per_page=&after=`: in the order of their ids."""
    after = int(asking.value("after")) if asking.value("after").isdigit() else 0
    numbered = [
        (repository.index * 1_000 + place, repository, use) for repository, place, use in _placed(_uses(asking))
    ]
    left = [each for each in numbered if each[0] > after]
    page = asking.page
    described = [
        {**shapes.use(number, use), "repository": shapes.repository(repository, asking)}
        for number, repository, use in page.of(left)
    ]
    return Reply(body=described, headers=page.headers(len(left)))


def repository(asking: Asking) -> Reply:
    """`GET /hosts/GitHub/repositories/{full name, percent-encoded}`."""
    return Reply(body=shapes.repository(_repository(asking, asking.part("full_name")), asking))


def lookup(asking: Asking) -> Reply:
    """`GET /repositories/lookup?url=`: redirects to the repository."""
    path = asking.value("url").removesuffix(".git").rstrip("/").partition("github.com/")[2]
    found = _repository(asking, path)
    name = quote(shapes.listed_name(found), safe="")
    address = asking.address(f"{REPOS}/hosts/GitHub/repositories/{name}")
    return Reply(body={}, status=302, headers={"location": address})


def manifests(asking: Asking) -> Reply:
    """`GET /hosts/GitHub/repositories/{full name}/manifests`."""
    found = _repository(asking, asking.part("full_name"))
    files: dict[str, list[Use]] = {}
    for use in asking.world.uses(found):
        files.setdefault(use.path, []).append(use)
    described: list[dict[str, Any]] = [
        {
            **shapes.manifest(path, uses[0].ecosystem),
            "repository_link": f"{found.url}/blob/{found.commit}/{path}",
            "dependencies": [shapes.use(number, use, own=False) for number, use in enumerate(uses)],
        }
        for path, uses in files.items()
    ]
    return Reply(body=asking.page.of(described), headers=asking.page.headers(len(described)))


def host(asking: Asking) -> Reply:
    """`GET /hosts/GitHub`."""
    address = asking.address(f"{REPOS}/hosts/GitHub")
    counted = sum(is_known(each) for each in asking.world.original)
    described = {**shapes.HOST, "repositories_count": counted, "owners_count": len(asking.world.owners)}
    addresses = {"repositories_url": f"{address}/repositories", "owners_url": f"{address}/owners"}
    return Reply(body={**described, "host_url": address, **addresses, "created_at": shapes.LOOKED, "version": None})


def owner(asking: Asking) -> Reply:
    """`GET /hosts/GitHub/owners/{login}`."""
    found = asking.world.owner(asking.part("login"))
    if found is None:
        raise NotFoundError
    return Reply(body=shapes.owner(found, asking.world.repositories_of(found), asking))


def owner_repositories(asking: Asking) -> Reply:
    """`GET /hosts/GitHub/owners/{login}/repositories`."""
    found = asking.world.owner(asking.part("login"))
    if found is None:
        raise NotFoundError
    known = [each for each in asking.world.repositories_of(found) if is_known(each)]
    described = [shapes.repository(each, asking) for each in asking.page.of(known)]
    return Reply(body=described, headers=asking.page.headers(len(known)))


def _uses(asking: Asking) -> list[tuple[WorldRepository, Use]]:
    found = asking.world.first_users_of(asking.part("ecosystem"), asking.part("package"))
    known = [(repository, use) for repository, use in found if is_known(repository)]
    if not known:
        raise NotFoundError
    return known


def _placed(found: list[tuple[WorldRepository, Use]]) -> list[tuple[WorldRepository, int, Use]]:
    """Return the uses with each one's place within its repository, from 1."""
    placed: list[tuple[WorldRepository, int, Use]] = []
    for repository, use in found:
        place = placed[-1][1] + 1 if placed and placed[-1][0] is repository else 1
        placed.append((repository, place, use))
    return placed


def _repository(asking: Asking, full_name: str) -> WorldRepository:
    owner, _, name = full_name.partition("/")
    found = asking.world.repository(owner, name)
    if found is None or not is_known(found):
        raise NotFoundError
    return found
