"""What a task is given, and what its work comes to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from curator.usage.providers.registry import Registry
from curator.usage.scans.jobs.models import Progress
from curator.usage.scans.tasks.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a turn of a task came to.

    Attributes:
        progress: for its job.
        then: what is to be done next; stored before the task is taken for done.
        resume: where it goes on in another turn; None where it is done.
    """

    progress: Progress = field(default_factory=Progress)
    then: tuple[Task, ...] = ()
    resume: Mapping[str, Any] | None = None


Work = Callable[[Task, Registry], Outcome]
"""Does a task, with providers whose calls are counted against its allowance; raises ProviderError."""
