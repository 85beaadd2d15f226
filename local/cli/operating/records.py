"""`curator replays` and `curator incidents`: what was sent back to work and by whom, and what rang the alarm."""

from datetime import datetime
from typing import Annotated

import typer

from local.cli.deployment.api import Answer, Api
from local.cli.deployment.options import AsJson, At, Session, Token, chosen
from local.cli.deployment.place import HERE
from local.cli.deployment.telling import ending_in_words, print_json
from local.cli.moments import NEVER, ago, utc_now
from local.cli.operating.replay import PATH as REPLAYS
from local.cli.operating.replay import show
from local.cli.tables import print_table

INCIDENTS = "/api/admin/incidents"
REPLAY_COLUMNS = ("replayed", "superseded", "refused", "queue", "status", "by", "why", "asked", "id")
INCIDENT_COLUMNS = ("alarm", "queue", "found", "began", "ended", "note")

Which = Annotated[str, typer.Argument(metavar="ID", help="One of them, with the outcome of each letter.")]
Limit = Annotated[int, typer.Option(min=1, max=100, help="At most so many, the newest first.")]


def replays(
    which: Which = "",
    limit: Limit = 20,
    at: At = HERE,
    token: Token = "",
    session: Session = "",
    as_json: AsJson = False,
) -> None:
    """List replays, the newest first: of which queue, by whom, why, and what came of it.

    Examples: curator replays | curator replays 1795252894002-… --json
    """
    with ending_in_words():
        with Api(chosen(at, token, session)) as api:
            told = api.get(f"{REPLAYS}/{which}") if which else api.get(REPLAYS, limit=limit)
        if as_json:
            print_json(told if which else told["items"])
        elif which:
            show(told)
        else:
            now = utc_now()
            print_table(REPLAY_COLUMNS, [_replay_cells(one, now) for one in told["items"]], numbers=3)


def incidents(
    limit: Limit = 20, at: At = HERE, token: Token = "", session: Session = "", as_json: AsJson = False
) -> None:
    """List incidents, the newest first: which alarm rang, what was found, and what was done about it.

    Examples: curator incidents | curator incidents --limit 5 --json
    """
    with ending_in_words():
        with Api(chosen(at, token, session)) as api:
            found = api.get(INCIDENTS, limit=limit)["items"]
        if as_json:
            print_json(found)
        else:
            now = utc_now()
            print_table(INCIDENT_COLUMNS, [_incident_cells(one, now) for one in found])


def _replay_cells(one: Answer, now: datetime) -> tuple[str, ...]:
    counts = (str(one["counts"][name]) for name in ("replayed", "superseded", "refused"))
    by = (one.get("asked_by") or {}).get("username") or one["origin"]
    return (*counts, one["queue"], one["status"], by, one["reason"], ago(one["asked_at"], now), one["id"])


def _incident_cells(one: Answer, now: datetime) -> tuple[str, ...]:
    found = ", ".join(f"{count} {cause}" for cause, count in one["found"].items())
    ended = ago(one["ended_at"], now) if one["ended_at"] else "still open"
    return (one["alarm"], one["queue"] or NEVER, found or NEVER, ago(one["began_at"], now), ended, one["note"])
