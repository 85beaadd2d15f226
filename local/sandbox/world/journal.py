"""The changes of a world, kept so that it is the same after a restart."""

import json
import threading
from functools import cached_property
from typing import Any

from local.sandbox.store import Store
from local.sandbox.world.world import World


class LivingWorld:
    """A world whose changes outlive the process."""

    def __init__(self, store: Store, world: World) -> None:
        """Keep the changes of `world` in `store`; nothing is read yet."""
        self._store = store
        self._world = world
        self._lock = threading.RLock()

    @property
    def world(self) -> World:
        """The world as it is now."""
        with self._lock:
            return self._replayed

    @cached_property
    def _replayed(self) -> World:
        with self._store.transaction() as database:
            rows = database.execute("SELECT at, description FROM world_changes ORDER BY id").fetchall()
        for row in rows:
            self._world.change(json.loads(row["description"]), row["at"])
        return self._world

    def change(self, description: Any, now: float) -> list[str]:
        """Change the world, and return the full names of the repositories that have changed.

        Raises:
            BadChangeError: the description makes no sense.
        """
        with self._lock, self._store.transaction() as database:
            changed = self.world.change(description, now)
            database.execute(
                "INSERT INTO world_changes (at, description) VALUES (?, ?)", (now, json.dumps(description))
            )
            return changed

    def restore(self) -> None:
        """Undo every change."""
        with self._lock, self._store.transaction() as database:
            database.execute("DELETE FROM world_changes")
            self._world.restore()
