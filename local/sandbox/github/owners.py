"""`/users`, `/orgs` and their repositories."""

from local.sandbox.github import shapes
from local.sandbox.github.asking import Asking, Reply, not_found
from local.sandbox.world.owners import ORGANIZATION, Owner
from local.sandbox.world.repositories import WorldRepository


def user(asking: Asking) -> Reply:
    """`GET /users/{login}`: of people and organisations."""
    owner = _owner(asking)
    return Reply(body=shapes.account(owner, asking.base, len(_repositories(asking, owner))))


def organization(asking: Asking) -> Reply:
    """`GET /orgs/{login}`: of organisations alone."""
    owner = _owner(asking, organization=True)
    return Reply(body=shapes.organization(owner, asking.base, len(_repositories(asking, owner))))


def user_repositories(asking: Asking) -> Reply:
    """`GET /users/{login}/repos`."""
    return _listed(asking, _owner(asking))


def organization_repositories(asking: Asking) -> Reply:
    """`GET /orgs/{login}/repos`."""
    return _listed(asking, _owner(asking, organization=True))


def _owner(asking: Asking, *, organization: bool = False) -> Owner:
    owner = asking.world.owner(asking.part("login"))
    if owner is None or (organization and owner.kind != ORGANIZATION):
        raise not_found()
    return owner


def _repositories(asking: Asking, owner: Owner) -> list[WorldRepository]:
    return [each for each in asking.world.repositories_of(owner) if each.oddity != "blocked"]


def _listed(asking: Asking, owner: Owner) -> Reply:
    found = _repositories(asking, owner)
    kind = asking.value("type")
    if kind in {"forks", "sources"}:
        found = [each for each in found if each.fork is (kind == "forks")]
    orders = {"pushed": "pushed_at", "updated": "pushed_at", "created": "created_at", "full_name": "full_name"}
    order = orders.get(asking.value("sort"), "full_name" if owner.kind != ORGANIZATION else "created_at")
    direction = asking.value("direction") or ("asc" if order == "full_name" else "desc")
    found.sort(key=lambda each: getattr(each, order), reverse=direction == "desc")
    described = [shapes.repository(each, asking.base) for each in asking.slice(found)]
    return Reply(body=described, headers=asking.link(len(found)))
