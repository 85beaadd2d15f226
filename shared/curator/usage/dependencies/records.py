"""How dependencies are written down as items, and read back.

    PK PKG#<ecosystem>#<name>   SK DEP#<organisation>#<repository>   one use of the package, as it was counted
    PK PKG#<ecosystem>#<name>   SK USER#<organisation>               what these come to for one organisation
    PK PKG#<ecosystem>#<name>   SK CHANGE#<moment>#<organisation>    that it began or stopped; goes after a year

A use stands in the index `by_repository`, an organisation's row in the lists of the package's users while it is not
hidden.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from curator.foundation.table import PARTITION, SORT, TTL, Item, Key
from curator.usage.dependencies.uses import Use, way_order
from curator.usage.models import (
    Confidence,
    Dependency,
    DependencyType,
    Evidence,
    PackageKey,
    PackageUser,
    UseCount,
    UsedIn,
    UserChange,
)
from curator.usage.packages.records import package_of, partition
from curator.usage.records.kinds import VERSION
from curator.usage.records.orders import (
    BY_REPOSITORY,
    FACTS,
    LATEST,
    Order,
    backwards,
    counted_down,
    named,
    place,
    users_of,
)

DEPENDENCY_PREFIX, USER_PREFIX, CHANGE_PREFIX = "DEP#", "USER#", "CHANGE#"
CHANGE_SECONDS = 365 * 24 * 3600
OF_REPOSITORY = ("name", "github_url", "stars", "is_archived")
FLAGS = ("indirect", "archived", "reported")
DEFAULTS = Evidence(path="")


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFacts:
    """What the indexes know of an organisation that uses a package."""

    organization_id: str
    name: str
    sponsored: bool
    first_seen_at: float
    last_seen_at: float
    uses: tuple[UseCount, ...]


def dependency_key(package: PackageKey, organization_id: str, repository_id: str) -> Key:
    """Return where one repository's use of a package is."""
    return {PARTITION: partition(package), SORT: f"{DEPENDENCY_PREFIX}{organization_id}#{repository_id}"}


def user_key(package: PackageKey, organization_id: str) -> Key:
    """Return where an organisation's row among a package's users is."""
    return {PARTITION: partition(package), SORT: f"{USER_PREFIX}{organization_id}"}


def of_repository_place(package: PackageKey) -> str:
    """Return where the use of a package stands among those of its repository."""
    return named(f"{package.ecosystem}#{package.name}")


def ids_of(item: Mapping[str, Any]) -> tuple[str, str]:
    """Return the organisation and the repository of a dependency."""
    _, organization_id, repository_id = item[SORT].split("#", 2)
    return organization_id, repository_id


def encode_use(use: Use, version: int) -> Item:
    """Return the item that holds one use."""
    one = use.dependency
    return {
        **dependency_key(one.package, one.organization_id, one.repository_id),
        f"{BY_REPOSITORY}_pk": one.repository_id,
        f"{BY_REPOSITORY}_sk": of_repository_place(one.package),
        **{name: getattr(use, name) for name in OF_REPOSITORY},
        "hidden": use.hidden or None,
        "type": one.type,
        "requirement": one.requirement,
        "resolved": one.resolved,
        "indirect": one.indirect or None,
        "confidence": one.confidence,
        "source": one.source,
        "manifests": [_encode_evidence(line) for line in one.manifests],
        "detected_at": one.detected_at,
        "last_seen_at": one.last_seen_at,
        VERSION: version,
    }


def decode_use(item: Item) -> Use:
    """Return the use that an item holds."""
    organization_id, repository_id = ids_of(item)
    dependency = Dependency(
        package=package_of(item),
        organization_id=organization_id,
        repository_id=repository_id,
        type=DependencyType(item["type"]),
        requirement=item.get("requirement"),
        resolved=item.get("resolved"),
        indirect=item.get("indirect", False),
        confidence=Confidence(item["confidence"]),
        source=item["source"],
        manifests=tuple(map(_decode_evidence, item["manifests"])),
        detected_at=item["detected_at"],
        last_seen_at=item["last_seen_at"],
    )
    facts = {name: item[name] for name in OF_REPOSITORY}
    return Use(dependency=dependency, hidden=item.get("hidden", False), **facts)


def encode_user(user: PackageUser, version: int) -> Item:
    """Return the item that holds an organisation's row."""
    name, users = named(user.organization_name), users_of(user.package)
    listed = {
        **users.at(Order.STARS, place(counted_down(user.stars), name, user.organization_id)),
        **users.at(Order.SIZE, place(counted_down(user.active_repositories), name, user.organization_id)),
        **users.at(Order.TIME, place(backwards(user.last_seen_at), name, user.organization_id)),
        **users.at(Order.NAME, place(name, user.organization_id)),
    }
    return {
        **user_key(user.package, user.organization_id),
        **({} if user.hidden else listed),
        "hidden": user.hidden or None,
        "repositories": [_encode_used_in(one) for one in user.repositories],
        FACTS: _encode_facts(user),
        VERSION: version,
    }


def decode_user(item: Item) -> PackageUser:
    """Return the organisation's row that an item holds."""
    facts = decode_facts(item[SORT].removeprefix(USER_PREFIX), item[FACTS])
    return PackageUser(
        package=package_of(item),
        organization_id=facts.organization_id,
        organization_name=facts.name,
        sponsored=facts.sponsored,
        hidden=item.get("hidden", False),
        first_seen_at=facts.first_seen_at,
        last_seen_at=facts.last_seen_at,
        repositories=tuple(map(_decode_used_in, item["repositories"])),
        uses=facts.uses,
    )


def _encode_facts(user: PackageUser) -> Item:
    return {
        "name": user.organization_name,
        "sponsored": user.sponsored,
        "first": user.first_seen_at,
        "last": user.last_seen_at,
        "uses": {_way(use): [use.repositories, use.stars] for use in user.uses},
    }


def decode_facts(organization_id: str, facts: Mapping[str, Any]) -> UserFacts:
    """Return what the facts of an organisation's row say."""
    return UserFacts(
        organization_id=organization_id,
        name=facts["name"],
        sponsored=facts["sponsored"],
        first_seen_at=facts["first"],
        last_seen_at=facts["last"],
        uses=tuple(sorted((_use_count(way, *numbers) for way, numbers in facts["uses"].items()), key=_order)),
    )


def _order(use: UseCount) -> tuple[int, bool, bool, str]:
    return way_order((use.type, use.indirect, use.is_archived, use.confidence))


def _way(use: UseCount) -> str:
    """Return a way to use a package as a word: `direct`, `dev+indirect+archived`."""
    flags = (use.indirect, use.is_archived, use.confidence is Confidence.REPORTED)
    return "+".join((use.type, *(word for word, holds in zip(FLAGS, flags, strict=True) if holds)))


def _use_count(way: str, repositories: int, stars: int) -> UseCount:
    kind, *flags = way.split("+")
    return UseCount(
        type=DependencyType(kind),
        indirect="indirect" in flags,
        is_archived="archived" in flags,
        confidence=Confidence.REPORTED if "reported" in flags else Confidence.PROVED,
        repositories=repositories,
        stars=stars,
    )


def encode_change(change: UserChange) -> Item:
    """Return the item that says that an organisation began to use a package, or stopped."""
    return {
        PARTITION: partition(change.package),
        SORT: f"{change_floor(change.at)}#{change.organization_id}",
        "name": change.organization_name,
        "began": change.began,
        "at": change.at,
        TTL: int(change.at) + CHANGE_SECONDS,
    }


def change_floor(moment: float) -> str:
    """Return what begins the key of what changed then, and sorts before all that changed later."""
    return f"{CHANGE_PREFIX}{min(max(round(moment * 1_000_000), 0), LATEST):016d}"


def decode_change(item: Item) -> UserChange:
    """Return what an item says of a change."""
    return UserChange(
        package=package_of(item),
        organization_id=item[SORT].split("#", 2)[2],
        organization_name=item["name"],
        began=item["began"],
        at=item["at"],
    )


def _encode_evidence(line: Evidence) -> Item:
    """Return a line of proof without what goes without saying."""
    return {name: value for name, value in asdict(line).items() if value != getattr(DEFAULTS, name)}


def _decode_evidence(values: Item) -> Evidence:
    kind = DependencyType(values.get("type", DEFAULTS.type))
    return Evidence(**{**values, "type": kind, "notes": tuple(values.get("notes", ()))})


def _encode_used_in(one: UsedIn) -> Item:
    return {**asdict(one), "evidence": [_encode_evidence(line) for line in one.evidence]}


def _decode_used_in(values: Item) -> UsedIn:
    absent: Item = dict.fromkeys(one.name for one in fields(UsedIn))
    known = {
        "type": DependencyType(values["type"]),
        "confidence": Confidence(values["confidence"]),
        "evidence": tuple(map(_decode_evidence, values["evidence"])),
    }
    return UsedIn(**{**absent, **values, **known})
