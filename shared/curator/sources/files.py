"""What a user uploaded here, as a source of photos: for that user only, who took them.

A photo's id is that of the image. The original goes to Commons byte for byte, read from where it is kept and not by an
address, so the rules about hosts need no exception; what it says about itself was read when it was uploaded.
"""

from collections.abc import Callable, Sequence
from typing import BinaryIO

from curator.foundation.clock import Clock
from curator.sources.downloads import Download
from curator.sources.errors import (
    CollectionNotFoundError,
    InvalidInputError,
    LicenceNotAcceptedError,
    OwnFileNotFoundError,
)
from curator.sources.files_download import fetch
from curator.sources.files_images import media_image
from curator.sources.files_inputs import Wanted, is_id, read_input
from curator.sources.files_statements import files_statements
from curator.sources.own_files import OwnFile, OwnFiles
from curator.sources.source import Asker, Collection, MediaImage, SourceTools, Statement

MAX_FILES = 5_000  # of a collection, the newest: as many as are looked through in a few seconds


class FilesSource:
    """A user's own files; `of` says whose."""

    name = "files"
    external_id_property = None  # on Commons, nothing of a file leads back to its id here
    licence = None

    def __init__(self, files: Callable[[], OwnFiles], *, clock: Clock, asker: Asker | None = None) -> None:
        """Take what keeps files, which is made when it is first needed."""
        self._files = files
        self._clock = clock
        self._known = asker

    @classmethod
    def from_tools(cls, tools: SourceTools) -> "FilesSource":
        """Return the source, for nobody yet."""
        return cls(tools.own_files, clock=tools.clock)

    def of(self, asker: Asker) -> "FilesSource":
        """Return the files of this user."""
        return FilesSource(self._files, clock=self._clock, asker=asker)

    def resolve_input(self, text: str) -> str:
        """Return what names the same files again."""
        return read_input(text).text

    def fetch_collection(self, text: str) -> Collection:
        """Return some of the user's files, in the order they were taken."""
        wanted = read_input(text)
        images = tuple(self._images(self._matching(wanted)))
        if not images:
            raise CollectionNotFoundError(f"no files for {wanted.text[:100]}", public_message=_nothing(wanted))
        return Collection(images=images, creator=images[0].creator, sequence_id=wanted.text)

    def fetch_collection_ids(self, text: str) -> list[str]:
        """Return the ids of some of the user's files, in the order they were taken."""
        return [image.id for image in self._images(self._matching(read_input(text)))]

    def fetch_images(self, ids: Sequence[str], collection: str) -> list[MediaImage]:  # noqa: ARG002 - as Source has it
        """Return these files, as far as they are there."""
        return self._images(self._some(ids))

    def fetch_image(self, image_id: str) -> MediaImage:
        """Return one file to publish.

        Raises:
            OwnFileNotFoundError: it is gone, or is not the user's.
            LicenceNotAcceptedError: Commons does not take it.
        """
        image = media_image(self._file(image_id), self._asker, self._files())
        if image.refusal is not None:
            raise LicenceNotAcceptedError(f"{image_id}: {image.license}", public_message=image.refusal)
        return image

    def write_original(self, image: MediaImage, target: BinaryIO, *, on_progress: Callable[[], None]) -> Download:
        """Write the untouched original into `target`; raises SourceError."""
        file = self._file(image.id)
        user_id, files = self._asker.user_id, self._files()
        return fetch(file, lambda: files.pieces(user_id, file.id), target, on_progress=on_progress, clock=self._clock)

    def statements(self, image: MediaImage, *, with_licence: bool) -> list[Statement]:
        """Return the structured data for the file on Commons."""
        return files_statements(image, with_licence=with_licence)

    @property
    def _asker(self) -> Asker:
        if self._known is None:
            raise InvalidInputError("nobody asks", public_message="Whose files these are is not known")
        return self._known

    def _matching(self, wanted: Wanted) -> list[OwnFile]:
        if wanted.ids:
            return self._some(wanted.ids)
        return [file for file in self._files().newest(self._asker.user_id, MAX_FILES) if wanted.fits(file)]

    def _some(self, ids: Sequence[str]) -> list[OwnFile]:
        return self._files().some(self._asker.user_id, [one for one in ids if is_id(one)])

    def _file(self, image_id: str) -> OwnFile:
        found = self._some([image_id])
        if not found:
            raise OwnFileNotFoundError(f"{image_id[:100]} is no file of {self._asker.user_id}")
        return found[0]

    def _images(self, files: Sequence[OwnFile]) -> list[MediaImage]:
        asker, keeper = self._asker, self._files()
        images = [(file, media_image(file, asker, keeper)) for file in files]
        images.sort(key=lambda pair: (pair[1].dates.by_the_clock, pair[0].uploaded, pair[0].id))
        return [image for _, image in images]


def _nothing(wanted: Wanted) -> str:
    return "You have no files here yet" if wanted.text == "mine" else f"None of your files are in {wanted.text[:100]}"
