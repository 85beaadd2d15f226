"""What `curator upload` says on its way, to people; programs that read JSON get its results alone."""

from pathlib import Path

from rich.markup import escape

from local.cli.moments import duration_words
from local.cli.tables import console
from local.cli.uploading.items import Selection


class Notes:
    """Says each step in a line."""

    def __init__(self, *, silent: bool) -> None:
        """Say nothing where a program reads."""
        self._silent = silent
        self._console = console()

    def say(self, text: str) -> None:
        """Say a line."""
        if not self._silent:
            self._console.print(escape(text), highlight=False, soft_wrap=True)

    def selected(self, selection: Selection, *, of: int) -> None:
        """Say what will be uploaded of how many photographs, and why not the others."""
        self.say(f"{of} photographs, {selection.on_commons} on Commons already, {len(selection.chosen)} to upload")
        for title, reason in selection.refused:
            self.say(f"left out: {title} - {reason}")

    def held(self, seconds: float) -> None:
        """Say that this hour's files are used up."""
        self.say(f"the quota of this hour is used up; goes on by itself in {duration_words(seconds)}")

    def stored(self, path: Path, problem: str, *, number: int, of: int) -> None:
        """Say what became of a file."""
        self.say(f"{number} of {of}: {path.name} {f'left out: {problem}' if problem else 'stored'}")
