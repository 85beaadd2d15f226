"""The API of a deployment with dead letters, for commands to talk to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curator.identity.bearer import BearerTokens, SharedSecret
from functions.api.application import create_application
from tests.fakes.memory_table import MemoryTable
from tests.unit.cli.terminal import serving
from tests.unit.functions.api_site import Wiki, services_of_site
from tests.unit.functions.images_site import SECRET
from tests.unit.operations.replays.letter_world import LetterWorld


@contextmanager
def letter_site(folder: Path, letters: LetterWorld) -> Iterator[str]:
    """Serve it with the web page of this folder, and yield its address."""
    services = services_of_site(
        MemoryTable(letters.clock),
        letters.clock,
        Wiki(),
        folder,
        tokens=BearerTokens(SharedSecret(SECRET), letters.clock),
        letters=letters.list,
        replays=letters.replays,
        incidents=letters.incidents,
    )
    with serving(create_application(services)) as address:
        yield address
