"""The one write of an operator that is no transition: correcting what was written once with an upload."""

from curator.foundation.clock import Clock, iso_timestamp
from curator.foundation.table import ConditionFailedError, Put, Table, Update, Write
from curator.uploads.listing.store import failure_write
from curator.uploads.models import Upload, UploadStatus, UploadText
from curator.uploads.records import encode_text
from curator.uploads.store import StaleWriteError, text_key, upload_key


class CorrectionStore:
    """Writes corrections."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the uploads table."""
        self._table = table
        self._clock = clock

    def correct(self, upload: Upload, *, becomes: Upload, text: UploadText) -> None:
        """Store the upload's new text, and its file name in the upload as well.

        The fence is raised, so that a worker which read the upload before cannot claim it with the old file name.

        Raises:
            StaleWriteError: the upload is not as the caller knows it.
            TransactionConflictError: somebody wrote one of the items at the same moment.
        """
        writes: list[Write] = [
            Update(
                key=upload_key(upload.batch_id, upload.id),
                expression="SET filename = :filename, fence = :next, updated_at = :now",
                condition="#status = :status AND fence = :fence",
                names={"#status": "status"},
                values={
                    ":filename": becomes.filename,
                    ":now": iso_timestamp(self._clock.now()),
                    ":status": upload.status,
                    ":fence": upload.fence,
                    ":next": upload.fence + 1,
                },
            ),
            Put(item={**text_key(upload.user_id, upload.id), **encode_text(text)}),
        ]
        if upload.status is UploadStatus.FAILED:
            writes.append(failure_write(becomes))
        try:
            self._table.transact(writes)
        except ConditionFailedError as error:
            raise StaleWriteError(f"upload {upload.id}") from error
