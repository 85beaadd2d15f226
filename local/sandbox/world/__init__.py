"""The world that the sandbox's GitHub, ecosyste.ms, Libraries.io and deps.dev tell of.

`World` is all of it; `World.users_of(ecosystem, name)` is the truth that a scan is checked against.
"""

from local.sandbox.world.changes import BadChangeError
from local.sandbox.world.repositories import WorldRepository
from local.sandbox.world.truth import Use
from local.sandbox.world.world import World

__all__ = ["BadChangeError", "Use", "World", "WorldRepository"]
