"""Queueing a part of a batch."""

from curator.commons.title_rules import title_problems
from curator.realtime import frames
from curator.realtime.protocol import UploadItem, UploadSlice
from curator.realtime.router import handles
from curator.uploads.errors import InvalidSliceError
from curator.uploads.models import Label, NewUpload
from functions.websocket.conversation import SocketConversation


@handles("UPLOAD_SLICE", UploadSlice, audited=False)  # there are hundreds in a batch, and each photo has its own trail
def upload_slice(message: UploadSlice, conversation: SocketConversation) -> None:
    """Store the items and acknowledge them once all are stored and their lane is awake.

    A message that is delivered twice is acknowledged once. A client that sends a slice again has not read the
    acknowledgement of the first, and gets another one.
    """
    part = message.data
    session = conversation.current_session()
    uploads = conversation.services.uploads.add_slice(
        conversation.principal,
        batch_id=part.batchid,
        slice_id=part.sliceid,
        handler=part.handler,
        items=[_new_upload(number, item) for number, item in enumerate(part.items, start=1)],
        encrypted_token=session.encrypted_token,
    )
    statuses = {upload.key: str(upload.status) for upload in uploads}
    if conversation.first_to_answer():
        conversation.reply(frames.upload_slice_ack(part.sliceid, statuses))


def _new_upload(number: int, item: UploadItem) -> NewUpload:
    problems = title_problems(item.title)
    if problems:
        raise InvalidSliceError(public_message=f"Item {number}, {item.title[:80]!r}: {' '.join(problems)}")
    label = Label(language=item.labels.language, value=item.labels.value) if item.labels else None
    return NewUpload(
        key=item.id,
        collection=item.input,
        filename=item.title,
        wikitext=item.wikitext,
        label=label,
        copyright_override=bool(item.copyright_override),
    )
