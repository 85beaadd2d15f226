"""`curator lanes`: whose uploads go how fast, when each goes on, and why one waits."""

from collections.abc import Sequence
from datetime import datetime

import typer

from local.cli.deployment.api import Answer, Api
from local.cli.deployment.options import AsJson, At, Session, Token, chosen
from local.cli.deployment.place import HERE
from local.cli.deployment.telling import ending_in_words, print_json
from local.cli.moments import NEVER, ago, duration_words, utc_now
from local.cli.operating.numbers import numbers, part
from local.cli.tables import print_table

COLUMNS = ("waiting", "granted", "running", "user", "limits", "next", "ends", "state")
LOST_SECONDS = 60.0  # by which a slot may be late before something must have got lost


def lanes(at: At = HERE, token: Token = "", session: Session = "", as_json: AsJson = False) -> None:
    """Show every user's lane: how much waits, the limits and what of them is used, the next slot, why it waits.

    Examples: curator lanes | curator lanes --json | curator lanes --at https://curator.example
    """
    with ending_in_words():
        with Api(chosen(at, token, session)) as api:
            told = part(numbers(api), "lanes")
        if as_json:
            print_json(told)
            return
        now = utc_now()
        outage = told.get("outage")
        if outage:
            typer.echo(f"ALL LANES WAIT: {outage['reason']}, until {outage['until']}")
        print_table(COLUMNS, [_cells(lane, now) for lane in told["items"]], numbers=3)
        typer.echo(f"{len(told['items'])} lanes{', and more' if told.get('more') else ''}")


def state(lane: Answer, now: datetime) -> str:
    """Return how a lane does, in a few words."""
    if lane.get("waits_for_login"):
        return "waits for its user's login"
    until = lane.get("paused_until")
    if until and datetime.fromisoformat(until) > now:
        return f"waits: {lane.get('pause_reason') or 'no reason is known'}"
    late = lane.get("late_seconds") or 0
    if late > LOST_SECONDS:
        return f"LATE by {duration_words(late)}"
    held = lane.get("held_batches")
    return f"goes on; held by its user: {_listed(held)}" if held else "goes on"


def limits(lane: Answer) -> str:
    """Return each limit and how much of it is used, `upload 12/361 in 72 min`."""
    told = [
        f"{one['action']} {one['used']}/{one.get('uploads', one['hits'])} in {duration_words(one['seconds'])}"
        for one in lane.get("limits", ())
    ]
    return ", ".join(told) or f"none but {lane.get('width', NEVER)} at once"


def _cells(lane: Answer, now: datetime) -> tuple[str, ...]:
    return (
        *(str(lane[name]) for name in ("waiting", "granted", "running")),
        lane.get("username") or lane["user_id"],
        limits(lane),
        ago(lane.get("next_slot"), now),
        ago(lane.get("finish_at"), now),
        state(lane, now),
    )


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(f"batch {one}" for one in ids)
