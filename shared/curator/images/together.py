"""Several waits at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

Task = Callable[[], None]


def one_by_one(tasks: Sequence[Task]) -> None:
    """Run the tasks in their order."""
    for task in tasks:
        task()


def in_threads(tasks: Sequence[Task]) -> None:
    """Run the tasks at the same time; all have ended when the first failure, in their order, is raised."""
    if not tasks:
        return
    with ThreadPoolExecutor(max_workers=len(tasks)) as pool:
        for future in [pool.submit(task) for task in tasks]:
            future.result()
