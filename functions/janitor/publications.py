"""Which files were published, as the uploads room knows, for the room that asks who uses them."""

from curator.uploads.models import Upload, UploadStatus
from curator.uploads.store import UploadStore
from curator.usage.files.models import Publications, PublishedBatch, PublishedFile


class PublishedUploads:
    """Answers `curator.usage.files.models.Published` from the uploads table."""

    def __init__(self, uploads: UploadStore) -> None:
        """Take the store."""
        self._uploads = uploads

    def last_batch_id(self) -> int:
        """Return the highest id that a batch has; 0 for none."""
        return self._uploads.last_batch_id()

    def batch(self, batch_id: int) -> PublishedBatch | None:
        """Return a batch."""
        found = self._uploads.get_batch(batch_id)
        if found is None:
            return None
        published = found.counts.get(UploadStatus.COMPLETED, 0)
        return PublishedBatch(id=found.id, user_id=found.user_id, published=published)

    def files(self, batch_id: int, *, after: int, limit: int) -> Publications:
        """Return what of the batch's next `limit` uploads above `after` was published."""
        uploads = list(self._uploads.list_uploads(batch_id, after=after, limit=limit + 1))
        shown = uploads[:limit]
        files = tuple(_file(upload) for upload in shown if upload.status is UploadStatus.COMPLETED)
        return Publications(files=files, following=shown[-1].id if len(uploads) > limit else None)


def _file(upload: Upload) -> PublishedFile:
    return PublishedFile(upload_id=upload.id, page_id=upload.page_id or 0, title=f"File:{upload.filename}")
