"""`curator keys …`: API keys of a running deployment, made and ended by whoever the bearer token names."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import httpx
import typer

from curator.identity.api_keys.tiers import Tier
from local.cli.tables import print_table

HERE = "http://localhost:8080"
FAILED, MISUSED = 1, 2  # exit statuses
TIMEOUT_SECONDS = 30.0  # API Gateway gives up after 29
COLUMNS = ("id", "name", "tier", "calls/min", "status", "ends", "user", "created", "expires", "last used")
PATH = "/api/v1/api-keys"

app = typer.Typer(help="API keys for the usage API: make, list, rotate and revoke them.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="The key's id: curator_<id>_…")]
Address = Annotated[str, typer.Option("--at", "--to", envvar="CURATOR_URL", help="The deployment.")]
Token = Annotated[str, typer.Option(envvar="CURATOR_TOKEN", help="A bearer token: the issuer's, or local.bearer's.")]


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What tells it from your other keys.")],
    tier: Annotated[Tier, typer.Option(help="Above free for operators.")] = Tier.FREE,
    rate_limit: Annotated[int, typer.Option(min=0, help="Calls a minute; 0 for those of the tier.")] = 0,
    days: Annotated[int, typer.Option(min=0, help="How long it is good; 0 for no end.")] = 0,
    to: Address = HERE,
    token: Token = "",
) -> None:
    """Make a key, and print its text: there is no other time."""
    wanted: dict[str, Any] = {"name": name, "tier": tier.value}
    wanted |= {"rate_limit": rate_limit} if rate_limit else {}
    wanted |= {"expires_at": (datetime.now(UTC) + timedelta(days=days)).isoformat()} if days else {}
    _print_text(_ask("POST", PATH, to, token, json=wanted))


@app.command("list")
def show(
    everybodys: Annotated[bool, typer.Option("--all", help="Also other people's, for operators.")] = False,
    to: Address = HERE,
    token: Token = "",
) -> None:
    """Print keys, the newest first."""
    rows: list[tuple[str, ...]] = []
    question: dict[str, Any] = {"everybodys": everybodys}
    while True:
        page = _ask("GET", PATH, to, token, params=question)
        rows += [_cells(key) for key in page["items"]]
        if page["next"] is None:
            break
        question["after"] = page["next"]
    print_table(COLUMNS, rows)


@app.command("rotate")
def rotate(key_id: Id, to: Address = HERE, token: Token = "") -> None:
    """Give a key another text, and print it; the one it has counts for another 24 hours."""
    _print_text(_ask("POST", f"{PATH}/{key_id}/rotate", to, token))


@app.command("revoke")
def revoke(key_id: Id, to: Address = HERE, token: Token = "") -> None:
    """End a key at once and for good."""
    ended = _ask("DELETE", f"{PATH}/{key_id}", to, token)
    typer.echo(f"{ended['id']} ({ended['name']}) is {ended['status']}")


@app.command("usage")
def usage(key_id: Id, to: Address = HERE, token: Token = "") -> None:
    """Print how often a key was shown, by day."""
    told = _ask("GET", f"{PATH}/{key_id}/usage", to, token)
    print_table(("calls", "day"), [(str(one["calls"]), one["day"]) for one in told["days"]], numbers=1)
    typer.echo(f"{told['total']} calls")


def _ask(method: str, path: str, to: str, token: str, **how: Any) -> dict[str, Any]:
    """Return the deployment's answer; raises typer.Exit for a refusal, and where there is none."""
    if not token:
        typer.echo("whose keys? Give a bearer token with --token or CURATOR_TOKEN", err=True)
        raise typer.Exit(MISUSED)
    headers = {"Authorization": f"Bearer {token}"}
    try:
        response = httpx.request(method, f"{to.rstrip('/')}{path}", headers=headers, timeout=TIMEOUT_SECONDS, **how)
    except httpx.HTTPError as problem:
        typer.echo(f"{to} does not answer: {problem}", err=True)
        raise typer.Exit(FAILED) from None
    if response.is_error:
        typer.echo(f"refused (status {response.status_code}): {_sentence(response)}", err=True)
        raise typer.Exit(FAILED)
    answer: dict[str, Any] = response.json()
    return answer


def _sentence(response: httpx.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        return response.reason_phrase
    wrong = [f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in body.get("details", ())]
    return "; ".join([str(body.get("detail", response.reason_phrase)), *wrong])


def _print_text(made: dict[str, Any]) -> None:
    """Print the text alone where a program reads it, and about it where people do."""
    typer.echo(made["key"])
    about = f"{made['name']}: {made['tier']}, {made['calls_per_minute']} calls a minute. It is not shown again."
    typer.echo(about, err=True)


def _cells(key: dict[str, Any]) -> tuple[str, ...]:
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
