"""`curator status`: how a deployment does, on one screen."""

from collections.abc import Iterator
from typing import Any

import typer

from local.cli.deployment.api import Answer, Api
from local.cli.deployment.errors import FAILED, AnswerError
from local.cli.deployment.options import AsJson, At, Session, Token, chosen
from local.cli.deployment.place import HERE
from local.cli.deployment.telling import ending_in_words, print_json
from local.cli.moments import NEVER, duration_words, utc_now
from local.cli.operating.lanes import state
from local.cli.operating.numbers import HEALTHY, PartMissingError, health, numbers, part
from local.cli.tables import print_table

QUEUES = ("waiting", "in flight", "delayed", "queue", "oldest")
NOT_LET_IN = (401, 403)
MORE = "More is shown to operators: give a bearer token or a session (see curator login)."


def status(at: At = HERE, token: Token = "", session: Session = "", as_json: AsJson = False) -> None:
    """Show how a deployment does: its health, and for operators queues, uploads, lanes and what needs somebody.

    The exit status is 0 while everything it stands on answers.

    Examples: curator status | curator status --json | curator status --at https://curator.example
    """
    with ending_in_words():
        with Api(chosen(at, token, session)) as api:
            well = health(api)
            told = _numbers(api)
        if as_json:
            print_json({"health": well, "dashboard": told})
        else:
            _show(well, told)
    if well["status"] != HEALTHY:
        raise typer.Exit(FAILED)


def _numbers(api: Api) -> Answer | None:
    try:
        return numbers(api)
    except AnswerError as problem:
        if problem.status in NOT_LET_IN:
            return None
        raise


def _show(well: Answer, told: Answer | None) -> None:
    words = {name: value for name, value in well.items() if value in (HEALTHY, "unhealthy")}
    sockets: Any = well.get("websocket") or {}
    typer.echo(f"{well['status']}: " + ", ".join(f"{one} {word}" for one, word in words.items()))
    typer.echo(f"{sockets.get('active_connections', NEVER)} open sockets")
    if told is None:
        typer.echo(MORE)
        return
    _show_queues(told)
    for line in _lines(told):
        typer.echo(line)


def _show_queues(told: Answer) -> None:
    try:
        rows = part(told, "queues")["items"]
    except PartMissingError as problem:
        typer.echo(str(problem))
        return
    cells = [
        (
            *(NEVER if row[name] is None else str(row[name]) for name in ("waiting", "in_flight", "delayed")),
            row["queue"],
            NEVER if row["oldest_seconds"] is None else duration_words(row["oldest_seconds"]),
        )
        for row in rows
    ]
    print_table(QUEUES, cells, numbers=3)


def _lines(told: Answer) -> Iterator[str]:
    """Yield what is worth a line: uploads, images, lanes, and what needs somebody."""
    yield f"uploads: {_counted(told.get('uploads', {}).get('by_status'))}"
    yield f"images: {_counted(told.get('processing', {}).get('jobs_by_status'))}"
    now = utc_now()
    held = [(lane, state(lane, now)) for lane in told.get("lanes", {}).get("items", ())]
    waiting = [f"{lane.get('username') or lane['user_id']} {word}" for lane, word in held if word != "goes on"]
    yield f"lanes: {'; '.join([str(len(held)), *waiting])}"
    for one in told.get("attention", ()):
        yield f"{one['level'].upper()}: {one['text']}"


def _counted(counts: Any) -> str:
    if not isinstance(counts, dict):
        return "unknown"
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count) or "none"
