"""Whose repositories there are: organisations and people, with and without sponsors."""

import base64
import struct
from dataclasses import dataclass

from local.sandbox.world.chance import chance
from local.sandbox.world.words import MATERIALS, TRADES

ORGANIZATION = "Organization"
USER = "User"
FIRST_ID = 20_000_000
FOUNDED = 1_262_304_000.0  # 2010


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """An organisation, or a person.

    Attributes:
        sponsors_listing: money can be given through GitHub.
        funding: where else, as (platform, address), from the FUNDING.yml of its repository `.github`.
    """

    index: int
    login: str
    kind: str
    name: str | None
    description: str | None
    website: str | None
    sponsors_listing: bool
    funding: tuple[tuple[str, str], ...]
    created_at: float

    @property
    def id(self) -> int:
        """Return the number that GitHub knows it by."""
        return FIRST_ID + self.index * 7

    @property
    def node_id(self) -> str:
        """Return its id in GraphQL."""
        return global_id("O" if self.kind == ORGANIZATION else "U", self.id)


def global_id(prefix: str, number: int) -> str:
    """Return an id in the form of GitHub's GraphQL API."""
    return f"{prefix}_kgDO{base64.urlsafe_b64encode(struct.pack('>Q', number)).decode().rstrip('=')}"


def make_owner(seed: int, index: int) -> Owner:
    """Return the owner with this number."""
    luck = chance(seed, "owner", index)
    kind = ORGANIZATION if luck.random() < 0.85 else USER
    material = MATERIALS[index % len(MATERIALS)]
    trade = TRADES[(index // len(MATERIALS) + index) % len(TRADES)]
    turn = index // (len(MATERIALS) * len(TRADES))
    name = f"{material.title()} {trade.title()}" + (f" {turn + 1}" if turn else "")
    login = name.replace(" ", "") if luck.random() < 0.3 else name.replace(" ", "-").lower()
    funding = (("OPEN_COLLECTIVE", f"https://opencollective.com/{login.lower()}"),) if luck.random() < 0.1 else ()
    return Owner(
        index=index,
        login=login,
        kind=kind,
        name=name if luck.random() < 0.9 else None,
        description=f"We make {trade} out of {material}." if luck.random() < 0.7 else None,
        website=f"https://{login.lower()}.example" if luck.random() < 0.5 else None,
        sponsors_listing=luck.random() < 0.3,
        funding=funding,
        created_at=FOUNDED + luck.randint(0, 3_000) * 86_400.0,
    )
