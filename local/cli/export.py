"""`curator export`: a batch's audit trail in a file, however long the batch is."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Annotated, TextIO

import typer

from local.cli.deployment.api import Answer, Api
from local.cli.deployment.errors import CommandError, MisuseError
from local.cli.deployment.options import At, Session, Token, chosen
from local.cli.deployment.place import HERE
from local.cli.deployment.telling import ending_in_words

ROWS = 1000  # of a page

BatchId = Annotated[int, typer.Argument(min=1, metavar="BATCH", help="The batch's number.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="A table with a line of headings (RFC 4180).")]
AsDocument = Annotated[
    bool, typer.Option("--json", help="One JSON object, with every attempt; if nothing else is said.")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="A file, instead of standard output.")]


def export(
    batch: BatchId,
    as_csv: AsCsv = False,
    as_json: AsDocument = False,
    output: Output = None,
    at: At = HERE,
    token: Token = "",
    session: Session = "",
) -> None:
    """Export a batch: every photograph with every attempt, and why it ended.

    Examples: curator export 7 --csv -o batch-7.csv | curator export 7 --json
    """
    with ending_in_words():
        if as_csv and as_json:
            raise MisuseError("either --csv or --json")
        with Api(chosen(at, token, session)) as api:
            parts = csv_of(api, batch) if as_csv else json_of(api, batch)
            first = next(parts)  # a refusal leaves no file behind, and harms none that is there
            with _written(output) as target:
                target.writelines(chain([first], parts))
    if output:
        typer.echo(f"batch {batch} is in {output}", err=True)


def json_of(api: Api, batch_id: int) -> Iterator[str]:
    """Yield the text of one JSON object, `{batch, uploads}`, with the rows of all pages; raises as `Api.get` does."""
    pages = _pages(api, batch_id)
    first = next(pages)
    yield f'{{"batch": {json.dumps(first["batch"], ensure_ascii=False)}, "uploads": ['
    separator = "\n"
    for row in (row for page in chain([first], pages) for row in page["uploads"]):
        yield separator + json.dumps(row, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def csv_of(api: Api, batch_id: int) -> Iterator[str]:
    """Yield the text of one table, with its headings once; raises as `Api.get` does."""
    after: int | None = 0
    while after is not None:
        text = api.send("GET", f"/api/batches/{batch_id}/audit.csv", params={"after": after, "limit": ROWS}).text
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        yield text if after == 0 else text.partition("\r\n")[2]
        after = int(rows[-1]["upload_id"]) if len(rows) == ROWS else None


def _pages(api: Api, batch_id: int) -> Iterator[Answer]:
    return api.pages(f"/api/batches/{batch_id}/audit.json", limit=ROWS)


@contextmanager
def _written(output: Path | None) -> Iterator[TextIO]:
    """Give what is written to; raises CommandError where the file cannot be."""
    if output is None:
        yield typer.get_text_stream("stdout")
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as problem:
        raise CommandError(f"{output} cannot be written: {problem.strerror or problem}") from problem
