"""Gives a user's images in the form the sources room asks for (`curator.sources.own_files`).

An image is offered to its owner, once it is finished and until it is deleted. Only those of logins at the wiki are: a
bearer token's subject is a name that another issuer gave, and may be the same by accident.
"""

from collections.abc import Iterator, Sequence

from curator.foundation.objects import ObjectNotFoundError, ObjectStore, ObjectStoreError
from curator.identity.principals import DEFAULT_ORGANISATION
from curator.images.keys import is_id
from curator.images.limits import OWNED_PER_PAGE
from curator.images.models import ImageJob
from curator.images.store import ImageStore
from curator.sources.errors import OwnFileNotFoundError, SourceUnavailableError
from curator.sources.own_files import OwnFile

LICENCE_KEYS = ("license", "licence")  # of the metadata a caller sends along, the first that is there
STORAGE_TROUBLE = "Your file cannot be read at the moment"


class OfferedImages:
    """Satisfies `curator.sources.own_files.OwnFiles`."""

    def __init__(self, *, images: ImageStore, originals: ObjectStore, public_url: str) -> None:
        """Take the images, the bucket of originals, and the address of the site that shows their variants."""
        self._images = images
        self._originals = originals
        self._site = public_url.rstrip("/")

    def newest(self, user_id: str, limit: int) -> list[OwnFile]:
        """Return the user's newest images."""
        return [_as_file(job) for job in self._newest(user_id, limit)]

    def some(self, user_id: str, ids: Sequence[str]) -> list[OwnFile]:
        """Return those of the images that are there and the user's."""
        found = self._images.get_many(list(dict.fromkeys(filter(is_id, ids))))
        return [_as_file(job) for job in found.values() if _is_offered(job, user_id)]

    def pieces(self, user_id: str, file_id: str) -> Iterator[bytes]:
        """Yield the bytes of an original; raises OwnFileNotFoundError or SourceUnavailableError."""
        job = self._images.get(file_id) if is_id(file_id) else None
        if job is None or job.original_key is None or not _is_offered(job, user_id):
            raise OwnFileNotFoundError(f"{file_id[:100]} is no image of {user_id}")
        try:
            yield from self._originals.pieces(job.original_key)
        except ObjectNotFoundError as error:
            raise OwnFileNotFoundError(f"the original of {file_id} is gone") from error
        except ObjectStoreError as error:
            raise SourceUnavailableError(str(error), public_message=STORAGE_TROUBLE) from error

    def address(self, file_id: str, size: str) -> str:
        """Return where a browser gets a variant: an address of ours, which is short and does not expire."""
        return f"{self._site}/api/v1/images/{file_id}/direct?size={size}"

    def _newest(self, user_id: str, limit: int) -> Iterator[ImageJob]:
        """Yield images page by page. A page may be all deleted by now; only one that is not full is the last."""
        before: ImageJob | None = None
        left = limit
        while left > 0:
            page = self._images.owned(user_id, before=before, limit=min(left, OWNED_PER_PAGE))
            found = self._images.get_many(page)
            yield from (found[one] for one in page if one in found and _is_offered(found[one], user_id))
            left -= len(page)
            if len(page) < OWNED_PER_PAGE or page[-1] not in found:
                return
            before = found[page[-1]]


def stated_licence(job: ImageJob) -> str:
    """Return what was said of an image's licence when it was uploaded; empty where nothing was."""
    return next((text for key in LICENCE_KEYS if isinstance(text := job.metadata.get(key), str) and text.strip()), "")


def _is_offered(job: ImageJob, user_id: str) -> bool:
    return job.readable and job.owner_id == user_id and job.org_id == DEFAULT_ORGANISATION


def _as_file(job: ImageJob) -> OwnFile:
    return OwnFile(
        id=job.image_id,
        filename=job.filename,
        bucket=job.bucket,
        content_type=job.content_type,
        size=job.content_length,
        sha256=job.original_sha256 or "",
        width=job.width or 0,
        height=job.height or 0,
        uploaded=job.created_at,
        licence=stated_licence(job),
        photo=job.photo,
    )
