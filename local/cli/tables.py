"""Tables on a terminal, and in a file or a pipe without folded lines."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

PLAIN_WIDTH = 240  # columns where there is no terminal whose width is known


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int = 0) -> None:
    """Print rows of plain texts; the first `numbers` columns are aligned to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, name in enumerate(columns):
        table.add_column(Text(name), justify="right" if place < numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console().print(table, highlight=False)


def console() -> Console:
    """Return standard output."""
    found = Console()
    return found if found.is_terminal else Console(width=PLAIN_WIDTH)
