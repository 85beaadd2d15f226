"""The parts of one sandbox, put together once."""

from collections import Counter
from dataclasses import dataclass, field

from local.sandbox.allowances import ALLOWANCES
from local.sandbox.clock import Clock
from local.sandbox.faults import Faults
from local.sandbox.handshake import Handshake
from local.sandbox.photographs import PhotographLibrary
from local.sandbox.ratelimits import RateLimiter
from local.sandbox.settings import SandboxSettings
from local.sandbox.signature import SignatureChecker
from local.sandbox.stash import Stash
from local.sandbox.store import Store
from local.sandbox.wiki import Wiki
from local.sandbox.windows import Windows
from local.sandbox.world.journal import LivingWorld
from local.sandbox.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """Everything a request may need."""

    settings: SandboxSettings
    clock: Clock
    store: Store
    wiki: Wiki
    stash: Stash
    limiter: RateLimiter
    handshake: Handshake
    signatures: SignatureChecker
    faults: Faults
    photographs: PhotographLibrary
    living_world: LivingWorld
    provider_limits: Windows
    requests_seen: Counter[str] = field(default_factory=Counter)  # kind → requests since the start


def build(settings: SandboxSettings, clock: Clock) -> Sandbox:
    """Open the state folder and put the parts around it."""
    store = Store(settings.state_dir)
    return Sandbox(
        settings=settings,
        clock=clock,
        store=store,
        wiki=Wiki(store, clock),
        stash=Stash(store, clock, maximum_age_seconds=settings.stash_seconds),
        limiter=RateLimiter(store, clock),
        handshake=Handshake(store, settings, clock),
        signatures=SignatureChecker(store, settings, clock),
        faults=Faults(store),
        living_world=LivingWorld(store, _world(settings)),
        provider_limits=Windows(clock, ALLOWANCES),
        photographs=PhotographLibrary(settings.photographs_dir, settings.state_dir / "photographs"),
    )


def _world(settings: SandboxSettings) -> World:
    return World(
        settings.world_seed, organizations=settings.world_organizations, repositories=settings.world_repositories
    )
