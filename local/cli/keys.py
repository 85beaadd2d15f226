"""`curator keys …`: API keys of a running deployment, made and ended by whoever the token or session names."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from curator.identity.api_keys.tiers import Tier
from local.cli.deployment.api import Answer, Api, answer_of
from local.cli.deployment.errors import MisuseError
from local.cli.deployment.options import At, Session, Token, chosen
from local.cli.deployment.place import HERE
from local.cli.deployment.telling import ending_in_words
from local.cli.tables import print_table

COLUMNS = ("id", "name", "tier", "calls/min", "status", "ends", "user", "created", "expires", "last used")
PATH = "/api/v1/api-keys"

app = typer.Typer(help="API keys for the usage API: make, list, rotate and revoke them.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="The key's id: curator_<id>_…")]


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What tells it from your other keys.")],
    tier: Annotated[Tier, typer.Option(help="Above free for operators.")] = Tier.FREE,
    rate_limit: Annotated[int, typer.Option(min=0, help="Calls a minute; 0 for those of the tier.")] = 0,
    days: Annotated[int, typer.Option(min=0, help="How long it is good; 0 for no end.")] = 0,
    at: At = HERE,
    token: Token = "",
    session: Session = "",
) -> None:
    """Make a key, and print its text: there is no other time."""
    wanted: dict[str, Any] = {"name": name, "tier": tier.value}
    wanted |= {"rate_limit": rate_limit} if rate_limit else {}
    wanted |= {"expires_at": (datetime.now(UTC) + timedelta(days=days)).isoformat()} if days else {}
    with _asking(at, token, session) as api:
        _print_text(api.post(PATH, wanted))


@app.command("list")
def show(
    everybodys: Annotated[bool, typer.Option("--all", help="Also other people's, for operators.")] = False,
    at: At = HERE,
    token: Token = "",
    session: Session = "",
) -> None:
    """Print keys, the newest first."""
    with _asking(at, token, session) as api:
        print_table(COLUMNS, [_cells(key) for page in api.pages(PATH, everybodys=everybodys) for key in page["items"]])


@app.command("rotate")
def rotate(key_id: Id, at: At = HERE, token: Token = "", session: Session = "") -> None:
    """Give a key another text, and print it; the one it has counts for another 24 hours."""
    with _asking(at, token, session) as api:
        _print_text(answer_of(api.send("POST", f"{PATH}/{key_id}/rotate")))


@app.command("revoke")
def revoke(key_id: Id, at: At = HERE, token: Token = "", session: Session = "") -> None:
    """End a key at once and for good."""
    with _asking(at, token, session) as api:
        ended = answer_of(api.send("DELETE", f"{PATH}/{key_id}"))
        typer.echo(f"{ended['id']} ({ended['name']}) is {ended['status']}")


@app.command("usage")
def usage(key_id: Id, at: At = HERE, token: Token = "", session: Session = "") -> None:
    """Print how often a key was shown, by day."""
    with _asking(at, token, session) as api:
        told = api.get(f"{PATH}/{key_id}/usage")
        print_table(("calls", "day"), [(str(one["calls"]), one["day"]) for one in told["days"]], numbers=1)
        typer.echo(f"{told['total']} calls")


@contextmanager
def _asking(at: str, token: str, session: str) -> Iterator[Api]:
    """Give the API, as whoever's keys these are; what goes wrong ends the command in words."""
    with ending_in_words():
        place = chosen(at, token, session)
        if place.is_anonymous:
            raise MisuseError("whose keys? Give a bearer token with --token, or a login's session with --session")
        with Api(place) as api:
            yield api


def _print_text(made: Answer) -> None:
    """Print the text alone where a program reads it, and about it where people do."""
    typer.echo(made["key"])
    about = f"{made['name']}: {made['tier']}, {made['calls_per_minute']} calls a minute. It is not shown again."
    typer.echo(about, err=True)


def _cells(key: Answer) -> tuple[str, ...]:
    day = {name: (key[f"{name}_at"] or "-")[:10] for name in ("created", "expires")}
    last = (key["last_used_at"] or "-")[:16]
    return (
        key["id"],
        key["name"],
        key["tier"],
        str(key["calls_per_minute"]),
        key["status"],
        f"…{key['last_four']}",
        key["username"],
        day["created"],
        day["expires"],
        last,
    )
