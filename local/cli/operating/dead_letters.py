"""`curator dead-letters`: what no function could do, why, how often, and since when."""

from datetime import datetime
from itertools import islice
from typing import Annotated

import typer

from local.cli.deployment.api import Answer, Api
from local.cli.deployment.options import AsJson, At, Session, Token, chosen
from local.cli.deployment.place import HERE
from local.cli.deployment.telling import ending_in_words, print_json
from local.cli.moments import NEVER, ago, utc_now
from local.cli.tables import print_table

PATH = "/api/admin/dead-letters"
PER_PAGE = 100
QUEUES = ("open", "for people", "not read", "queue", "causes", "oldest")
LETTERS = ("tries", "deaths", "queue", "what", "cause", "why", "since", "id")

Queue = Annotated[str, typer.Option(help="Of this queue only, such as uploads.")]
Cause = Annotated[str, typer.Option(help="Of this cause only, such as throttled.")]
Ended = Annotated[bool, typer.Option("--ended", help="Those that have been replayed or superseded.")]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")]


def dead_letters(
    queue: Queue = "",
    cause: Cause = "",
    ended: Ended = False,
    limit: Limit = 50,
    at: At = HERE,
    token: Token = "",
    session: Session = "",
    as_json: AsJson = False,
) -> None:
    """List dead letters, and count them by queue and cause. `curator replay` sends them back to work.

    Examples: curator dead-letters | curator dead-letters --queue uploads --cause throttled --json
    """
    with ending_in_words():
        with Api(chosen(at, token, session)) as api:
            pages = api.pages(
                PATH,
                queue=queue or None,
                cause=cause or None,
                status="ended" if ended else "open",
                limit=min(limit, PER_PAGE),
            )
            first = next(pages)
            rest = (letter for page in pages for letter in page["items"])
            letters = [*first["items"], *islice(rest, max(0, limit - len(first["items"])))][:limit]
        if as_json:
            print_json({"queues": first["queues"], "items": letters})
            return
        show(first["queues"], letters, utc_now())


def show(queues: list[Answer], letters: list[Answer], now: datetime) -> None:
    """Print counts by queue, and the letters."""
    known = [one for one in queues if one["open"] or one["not_read"] or one["not_read"] is None]
    if not known and not letters:
        typer.echo("no dead letters")
        return
    if known:
        print_table(QUEUES, [_queue_cells(one, now) for one in known], numbers=3)
    if letters:
        typer.echo("")
        print_table(LETTERS, [_letter_cells(one, now) for one in letters], numbers=2)


def about(letter: Answer) -> str:
    """Return what a letter is about: `upload 12 of batch 3`, or its kind and the ids it has."""
    ids = {name.removesuffix("_id"): value for name, value in letter["about"].items() if value is not None}
    return f"{letter['kind']} {', '.join(f'{name} {value}' for name, value in ids.items())}".strip()


def _queue_cells(one: Answer, now: datetime) -> tuple[str, ...]:
    causes = ", ".join(f"{each['open']} {each['cause']}" for each in one["causes"])
    not_read = "unknown" if one["not_read"] is None else str(one["not_read"])
    people = str(one["needs_human"])
    return (str(one["open"]), people, not_read, one["queue"], causes or NEVER, ago(one["oldest_at"], now))


def _letter_cells(letter: Answer, now: datetime) -> tuple[str, ...]:
    why = letter["outcome"] or letter["error"] or NEVER
    people = " (for people)" if letter["needs_human"] else ""
    return (
        str(letter["receives"]),
        str(letter["deaths"]),
        letter["queue"],
        about(letter),
        f"{letter['cause']}{people}",
        why,
        ago(letter["sent_at"], now),
        letter["id"],
    )
