"""What somebody wants uploaded, as they typed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curator.sources.registry import SOURCES
from local.cli.deployment.errors import MisuseError
from local.cli.uploading.wikitext import Texts, category_names

OWN = "files"
"""The source that one's own files are, once they are stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the uploader says about all photographs; an empty template is the source's own."""

    template: str = ""
    description: str = ""
    language: str = "en"
    categories: Sequence[str] = ()

    def texts(self, source: str, collection: str) -> Texts:
        """Return them for the photographs of a collection."""
        return Texts(
            source=source,
            collection=collection,
            description=self.description,
            language=self.language,
            categories=category_names(self.categories),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A collection of a source, or a folder (or file) of one's own; `limit` is how many of it, 0 for all."""

    source: str
    collection: str = ""
    folder: Path | None = None
    limit: int = 0


def read_request(source: str, which: str, *, limit: int) -> Request:
    """Return what is to be uploaded; raises MisuseError for what is neither a source nor a folder."""
    if which:
        if source not in SOURCES:
            raise MisuseError(f"{source} is no source of photographs: there are {', '.join(SOURCES)}")
        return Request(source=source, collection=which, limit=limit)
    try:
        folder = Path(source).expanduser()
        there = folder.exists()
    except (OSError, RuntimeError) as problem:  # nobody lets us see it; ~somebody has no home
        raise MisuseError(f"{source}: {problem}") from None
    if not there:
        wanted = "say which sequence or album of it" if source in SOURCES else "there is no such folder"
        raise MisuseError(f"{source}: {wanted}")
    return Request(source=OWN, folder=folder, limit=limit)
