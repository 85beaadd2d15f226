"""What rings, what is stuck, and what waits for a person: the findings of operators."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from local.cli.deployment.api import Answer
from local.cli.deployment.errors import AnswerError
from local.cli.doctor.findings import Finding, unknown, warning, well, wrong
from local.cli.doctor.visit import Visit
from local.cli.moments import ago, duration_words
from local.cli.operating.dead_letters import PATH as DEAD_LETTERS
from local.cli.operating.lanes import LOST_SECONDS
from local.cli.operating.records import INCIDENTS

QUEUES, LETTERS, ALARMS, LANES, BATCHES = "queues", "dead letters", "alarms", "lanes", "batches"
OLD_SECONDS = 900.0  # a message that has waited for longer than a delay can be
OVERDUE = timedelta(minutes=10)
FOR_OPERATORS = "shown to operators"


def queues(visit: Visit) -> Iterator[Finding]:
    """Look whether every queue answers, and whether messages wait longer than any delay."""
    rows = _items(visit, "queues")
    if rows is None:
        yield unknown(QUEUES, FOR_OPERATORS)
        return
    silent = [row["queue"] for row in rows if row.get("waiting") is None]
    old = [row for row in rows if (row.get("oldest_seconds") or 0) > OLD_SECONDS]
    for row in old:
        text = f"a message of {row['queue']} has waited for {duration_words(row['oldest_seconds'])}"
        yield warning(QUEUES, text, f"See the log of the function {row['function']}, and whether it runs at all.")
    if silent:
        yield wrong(QUEUES, f"{', '.join(silent)}: nobody can say how many messages wait", "See the log of api.")
    if not old and not silent:
        yield well(QUEUES, f"all {len(rows)} answer, and no message waits for long")


def dead_letters(visit: Visit) -> Iterator[Finding]:
    """Look for what no function could do."""
    try:
        told = visit.api.get(DEAD_LETTERS, limit=1)["queues"]
    except AnswerError as problem:
        yield unknown(LETTERS, problem.sentence, FOR_OPERATORS)
        return
    people = sum(one["needs_human"] for one in told)
    waiting = sum(one["open"] + (one["not_read"] or 0) for one in told)
    if people:
        where = ", ".join(f"{one['needs_human']} of {one['queue']}" for one in told if one["needs_human"])
        yield wrong(LETTERS, f"{people} need a person: {where}", "curator dead-letters says why each ended there.")
    elif waiting:
        yield warning(LETTERS, f"{waiting} wait to be replayed", "curator dead-letters lists them.")
    else:
        yield well(LETTERS, "there are none")


def alarms(visit: Visit) -> Iterator[Finding]:
    """Look for alarms that have rung and not stopped."""
    try:
        ringing = [one for one in visit.api.get(INCIDENTS, limit=20)["items"] if one["ended_at"] is None]
    except AnswerError as problem:
        yield unknown(ALARMS, problem.sentence, FOR_OPERATORS)
        return
    for one in ringing:
        text = f"{one['alarm']} rings since {ago(one['began_at'], visit.now())}: {one['reason']}"
        yield wrong(ALARMS, text, "docs/operations.md says for each alarm what to do.")
    if not ringing:
        yield well(ALARMS, "none rings")


def lanes(visit: Visit) -> Iterator[Finding]:
    """Look for lanes that should go on and do not."""
    rows = _items(visit, "lanes")
    if rows is None:
        yield unknown(LANES, FOR_OPERATORS)
        return
    lost = [row for row in rows if (row.get("late_seconds") or 0) > LOST_SECONDS]
    for row in lost:
        late = duration_words(row["late_seconds"])
        yield wrong(
            LANES, f"that of {_user(row)} should have gone on {late} ago", "The janitor restarts it within minutes."
        )
    logins = [_user(row) for row in rows if row.get("waits_for_login")]
    if logins:
        yield warning(LANES, f"{', '.join(logins)} have to log in again", "Only they can; their uploads wait.")
    if not lost and not logins:
        yield well(LANES, f"{len(rows)} with work, and all go on")


def batches(visit: Visit) -> Iterator[Finding]:
    """Look for batches that should have ended by now."""
    told = (visit.numbers or {}).get("uploads")
    if not isinstance(told, dict) or "unfinished" not in told:
        yield unknown(BATCHES, FOR_OPERATORS)
        return
    overdue = [one for one in told["unfinished"] if _is_overdue(one, visit)]
    for one in overdue:
        text = f"batch {one['batch_id']} of {one['username']} should have ended {ago(one['finish_at'], visit.now())}"
        yield warning(BATCHES, text, f"curator watch {one['batch_id']} shows whether anything moves.")
    if not overdue:
        yield well(BATCHES, f"{len(told['unfinished'])} under way, none overdue")


def _is_overdue(batch: Answer, visit: Visit) -> bool:
    if not batch.get("finish_at"):
        return False
    paused = batch.get("paused_until")
    if paused and datetime.fromisoformat(paused) > visit.now():
        return False
    return datetime.fromisoformat(batch["finish_at"]) + OVERDUE < visit.now()


def _items(visit: Visit, name: str) -> list[Answer] | None:
    """Return the rows of a part of the dashboard, None where they are not shown."""
    part: Any = (visit.numbers or {}).get(name)
    return part["items"] if isinstance(part, dict) and "items" in part else None


def _user(lane: Answer) -> str:
    return str(lane.get("username") or lane["user_id"])
