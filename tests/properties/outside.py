"""The border between a handler and everything else: each crossing is one point where it can be held up or killed."""

from collections.abc import Callable, Iterator
from typing import Any, Literal, TypeVar

from tests.properties.tasks import TaskClock, current_task

T = TypeVar("T")
Side = Literal["before", "after"]


class Outside:
    """Counts the tasks' outside calls, and kills the task that makes a chosen one.

    Attributes:
        calls: the calls so far, by name, in order.
        kill_at: the place in `calls` of the call that its task does not survive, and whether it still happens.
    """

    def __init__(self, clock: TaskClock) -> None:
        self._clock = clock
        self.calls: list[str] = []
        self.kill_at: tuple[int, Side] | None = None

    def call(self, name: str, effect: Callable[[], T]) -> T:
        """Make an outside call in the name of the current task; the test's own calls simply happen."""
        task = current_task()
        if task is None:
            return effect()
        task.park(name, until=self._clock.now())
        number = len(self.calls)
        self.calls.append(f"{task.name}: {name}")
        task.dead = self.kill_at == (number, "before")
        task.meet_death()
        result = effect()
        task.dead = task.dead or self.kill_at == (number, "after")
        task.meet_death()
        return result


class Watched:
    """Any object whose methods are outside calls."""

    def __init__(self, name: str, real: object, outside: Outside) -> None:
        self._name, self._real, self._outside = name, real, outside

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._real, attribute)
        if not callable(found):
            return found

        def crossing(*arguments: Any, **named: Any) -> Any:
            return self._outside.call(f"{self._name}.{attribute}", lambda: _all_of(found(*arguments, **named)))

        return crossing


def _all_of(result: Any) -> Any:
    """Return the result with everything a lazy one would have fetched later."""
    return iter(list(result)) if isinstance(result, Iterator) else result
