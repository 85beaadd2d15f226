"""How a task is written down as an item, and read back.

PK LANE#<lane>   SK TASK#<priority>#<kind>:<subject>   it waits, or somebody is at it
PK LANE#<lane>   SK DEAD#<priority>#<kind>:<subject>   it has used up its attempts
"""

from curator.foundation.table import PARTITION, SORT, Item
from curator.usage.scans.tasks.task import Kind, Priority, Task

WAITING, DEAD = "TASK#", "DEAD#"


def partition(lane_id: str) -> str:
    """Return the partition that holds a lane and its backlog."""
    return f"LANE#{lane_id}"


def encode(task: Task) -> Item:
    """Return a task as it is stored."""
    return {
        PARTITION: partition(task.lane),
        SORT: (DEAD if task.dead else WAITING) + task.id,
        "lane": task.lane,
        "kind": task.kind,
        "subject": task.subject,
        "priority": task.priority,
        "question": dict(task.question),
        "calls": task.units,
        "also": list(task.also),
        "checkpoint": dict(task.checkpoint),
        "job_id": task.job_id,
        "attempts": task.attempts,
        "not_before": task.not_before,
        "fence": task.fence,
        "lease_until": task.lease_until,
        "error": task.error,
    }


def decode(item: Item) -> Task:
    """Return the task an item holds."""
    return Task(
        lane=item["lane"],
        kind=Kind(item["kind"]),
        subject=item["subject"],
        priority=Priority(item["priority"]),
        question=item["question"],
        units=item["calls"],
        also=tuple(item["also"]),
        checkpoint=item["checkpoint"],
        job_id=item["job_id"],
        attempts=item["attempts"],
        not_before=item["not_before"],
        fence=item["fence"],
        lease_until=item["lease_until"],
        dead=item[SORT].startswith(DEAD),
        error=item["error"],
    )
