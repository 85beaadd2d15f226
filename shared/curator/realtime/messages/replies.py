"""Which messages follow which. An ERROR may follow any, and is not named here."""

from collections.abc import Mapping

PUSHES = (
    "ANNOUNCEMENT",
    "BATCHES_LIST",
    "BATCH_PROGRESS",
    "SUBSCRIBED",
    "UPLOADS_COMPLETE",
    "UPLOADS_UPDATE",
    "close",
)
"""What comes unasked: announcements, the changes of what somebody watches or all of it on a socket opened anew, and
the reason for which the server closes a socket."""

_BATCH = ("SUBSCRIBED", "UPLOADS_UPDATE", "BATCH_PROGRESS", "UPLOADS_COMPLETE")
_COLLECTION = (
    "COLLECTION_IMAGES",
    "TRY_BATCH_RETRIEVAL",
    "COLLECTION_IMAGE_IDS",
    "PARTIAL_COLLECTION_IMAGES",
    "MORE_COLLECTION_IMAGES",
)

REPLIES: Mapping[str, tuple[str, ...]] = {
    "ANNOUNCE": (),
    "CANCEL_BATCH": (),
    "CHECK_CATEGORIES_DELETED": ("CATEGORIES_DELETED_RESPONSE",),
    "CREATE_BATCH": ("BATCH_CREATED",),
    "CREATE_CATEGORY": ("CATEGORY_CREATED_RESPONSE",),
    "DELETE_PRESET": ("PRESETS_LIST",),
    "FETCH_BATCHES": ("BATCHES_LIST",),
    "FETCH_BATCH_UPLOADS": ("BATCH_UPLOADS_LIST", "UPLOADS_UPDATE", "BATCH_UPLOADS_MORE"),
    "FETCH_IMAGES": _COLLECTION,
    "FETCH_PRESETS": ("PRESETS_LIST",),
    "FETCH_REDLINKS": ("REDLINKS_RESPONSE",),
    "FETCH_WANTED_CATEGORIES": ("WANTED_CATEGORIES_RESPONSE",),
    "JOIN_ROOM": ("ROOM_JOINED",),
    "LEAVE_ROOM": (),
    "PAUSE_BATCH": ("BATCH_PROGRESS",),
    "PING": ("PONG",),
    "RECATEGORIZE_FILES": ("RECATEGORIZE_FILES_PROGRESS", "RECATEGORIZE_FILES_RESPONSE"),
    "RESUME": ("RESUMED", "BATCHES_LIST", "ANNOUNCEMENT", *_BATCH),
    "RESUME_BATCH": ("BATCH_PROGRESS",),
    "RETRY_UPLOADS": ("RETRY_UPLOADS_RESPONSE",),
    "SAVE_PRESET": ("PRESETS_LIST",),
    "SUBSCRIBE_BATCH": _BATCH,
    "SUBSCRIBE_BATCHES_LIST": ("BATCHES_LIST",),
    "UNSUBSCRIBE_BATCH": (),
    "UNSUBSCRIBE_BATCHES_LIST": (),
    "UPLOAD": (),
    "UPLOAD_SLICE": ("UPLOAD_SLICE_ACK",),
}
"""What may answer each message of a client, in the order of coming; where nothing does, others' streams show it."""
