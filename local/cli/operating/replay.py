"""`curator replay`: dead letters back to work, by the way back that each kind has."""

import time
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from local.cli.deployment.api import Answer, Api
from local.cli.deployment.errors import FAILED, CommandError, MisuseError
from local.cli.deployment.options import AsJson, At, Session, Token, chosen
from local.cli.deployment.place import HERE
from local.cli.deployment.telling import ending_in_words, print_json
from local.cli.tables import print_table

PATH = "/api/admin/replays"
POLL_SECONDS = 1.0
PATIENCE_SECONDS = 300.0
DONE = "done"
LETTERS = ("outcome", "letter", "note")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}

Queue = Annotated[str, typer.Argument(help="Whose dead letters, such as uploads: see curator dead-letters.")]
Reason = Annotated[str, typer.Option(prompt="Why", help="Kept in the audit log with your name.")]
All = Annotated[bool, typer.Option("--all", help="All open ones.")]
Ids = Annotated[list[str] | None, typer.Option("--id", help="This one; may be given more than once.")]
Causes = Annotated[list[str] | None, typer.Option("--cause", help="Those of this cause; may be given more than once.")]
Age = Annotated[str, typer.Option("--older-than", help="Those older than this: 90s, 15m, 2h or 1d.")]
Budget = Annotated[int, typer.Option(min=0, max=1000, help="At most so many; 0 for what the deployment allows.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Stay until it is done, and tell what became of each.")]


class StillRunningError(CommandError):
    """The replay goes on; its outcome can be asked for later."""


def replay(  # noqa: PLR0913, PLR0917 - each is an option
    queue: Queue,
    reason: Reason,
    everything: All = False,
    ids: Ids = None,
    causes: Causes = None,
    older_than: Age = "",
    budget: Budget = 0,
    wait: Wait = True,
    at: At = HERE,
    token: Token = "",
    session: Session = "",
    as_json: AsJson = False,
) -> None:
    """Replay dead letters: an upload goes back through its lane, and is still published at most once.

    Examples: curator replay uploads --cause throttled --reason "the wiki is back" | curator replay images --all
    --budget 50 --reason "fixed in 1.4" | curator replay scans --older-than 2h --reason "quota is new"
    """
    with ending_in_words(interrupted="the replay goes on"):
        wanted = selection(everything=everything, ids=ids or (), causes=causes or (), older_than=older_than)
        body = {"queue": queue, "selection": wanted, "reason": reason} | ({"budget": budget} if budget else {})
        with Api(chosen(at, token, session)) as api:
            asked = api.post(PATH, body)
            done = ended(api, asked["id"]) if wait else asked
        if as_json:
            print_json(done)
        else:
            show(done)
    if done["counts"]["refused"]:
        raise typer.Exit(FAILED)


def selection(*, everything: bool, ids: Sequence[str], causes: Sequence[str], older_than: str) -> Answer:
    """Return which letters are meant, as the API takes it; raises MisuseError unless exactly one way was chosen."""
    ways: list[Answer] = []
    ways += [{"all": True}] if everything else []
    ways += [{"ids": list(ids)}] if ids else []
    ways += [{"causes": list(causes)}] if causes else []
    ways += [{"older_than": seconds_of(older_than)}] if older_than else []
    if len(ways) != 1:
        raise MisuseError("say which letters, in one way: --all, --id, --cause or --older-than")
    return ways[0]


def seconds_of(text: str) -> int:
    """Return how long `2h` is; raises MisuseError for what is no span of time."""
    number, unit = text[:-1], text[-1:]
    if not number.isdecimal() or unit not in UNITS:
        raise MisuseError(f"{text!r} is no span of time: it is written as in 90s, 15m, 2h or 1d")
    return int(number) * UNITS[unit]


def ended(
    api: Api, replay_id: str, *, patience: float = PATIENCE_SECONDS, sleep: Callable[[float], None] = time.sleep
) -> Answer:
    """Return a replay once it is done, with the outcome of its letters; raises StillRunningError."""
    waited = 0.0
    while (found := api.get(f"{PATH}/{replay_id}"))["status"] != DONE:
        if waited >= patience:
            raise StillRunningError(f"replay {replay_id} is still running: curator replays {replay_id} shows it")
        sleep(POLL_SECONDS)
        waited += POLL_SECONDS
    return found


def show(done: Answer) -> None:
    """Print a replay, and what became of its letters where that is told."""
    counts = ", ".join(f"{count} {outcome}" for outcome, count in done["counts"].items())
    more = "; letters are left, the budget is spent" if done["more"] else ""
    typer.echo(f"replay {done['id']} of {done['queue']}: {done['status']}, {counts}{more}")
    letters = done.get("letters", ())
    if letters:
        print_table(LETTERS, [(one["outcome"], one["letter_id"], one["note"]) for one in letters])
