"""The command's arguments, and its questions where they are missing."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from local.cli.new_handler.plan import plan, write
from local.cli.new_handler.tree import Tree
from local.cli.new_handler.wish import Wish, WishError, check_name, check_number, free_numbers

REPOSITORY = Path(__file__).resolve().parents[3]
MATRIX = "tests/unit/functions/test_permission_matrix.py"

T = TypeVar("T")


def new_handler(
    name: Annotated[str | None, typer.Argument(help="Of the function and its module, such as count_files.")] = None,
    package: Annotated[int | None, typer.Option("--package", "-n", help="The message's number, for ever.")] = None,
    role: Annotated[list[str] | None, typer.Option("--role", "-r", help="A role that is needed; repeatable.")] = None,
    schema: Annotated[bool, typer.Option("--schema", "-s", help="Give the package's data a JSON schema.")] = False,
    paginated: Annotated[bool, typer.Option("--paginated", "-p", help="Answer with a page of a list.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the files of an earlier run.")] = False,
    root: Annotated[Path, typer.Option(hidden=True, help="The repository.")] = REPOSITORY,
) -> None:
    """Write a handler with its message's model, its answer, its test and its roles, ready to run."""
    tree = Tree(root)
    chosen = _ask_until("name of the handler", name, check_name)
    number = _ask_until(
        "number of the message",
        package,
        lambda wanted: check_number(tree, chosen, wanted),
        hint=lambda: f"free: {', '.join(map(str, free_numbers(tree, chosen)))}",
    )
    wish = Wish(name=chosen, number=number, roles=tuple(dict.fromkeys(role or ())), schema=schema, paginated=paginated)
    try:
        changed = plan(tree, wish, overwrite=overwrite)
    except WishError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
    write(tree, changed)
    for path in changed:
        typer.echo(path)
    if wish.roles:
        typer.echo(f"who may send it is stated by a person, in {MATRIX}")
    typer.echo(f"{wish.type_name} is package {wish.number}; `make contract` describes it, `curator handlers` shows it")


def _ask_until(question: str, given: T | None, check: Callable[[T], T], *, hint: Callable[[], str] | None = None) -> T:
    """Return what was given, or what is answered to the question, asked again until it can be had."""
    answer = given
    kind = int if hint else str
    while True:
        if answer is None:
            answer = typer.prompt(question, type=kind)
        try:
            return check(answer)
        except WishError as problem:
            typer.echo(str(problem), err=True)
            if hint:
                typer.echo(hint(), err=True)
            answer = None
