"""The number of every message, in both directions.

Numbers are for ever: clients are built with them. A message that is not served any more keeps its own, and a new one
takes a free one of its group: 1xx batches, 2xx watching, 3xx sources, 4xx presets, 5xx categories, 6xx rooms. What
the server sends is a thousand above the group it belongs to.
"""

from collections.abc import Mapping

ZERO_ID = "00000000-0000-0000-0000-000000000000"
"""The `req_id` of what answers no request."""

CLIENT: Mapping[str, int] = {
    "PING": 10,
    "CREATE_BATCH": 101,
    "UPLOAD": 102,
    "UPLOAD_SLICE": 103,
    "FETCH_BATCHES": 104,
    "FETCH_BATCH_UPLOADS": 105,
    "CANCEL_BATCH": 106,
    "PAUSE_BATCH": 107,
    "RESUME_BATCH": 108,
    "RETRY_UPLOADS": 109,
    "SUBSCRIBE_BATCH": 201,
    "UNSUBSCRIBE_BATCH": 202,
    "SUBSCRIBE_BATCHES_LIST": 203,
    "UNSUBSCRIBE_BATCHES_LIST": 204,
    "RESUME": 205,
    "FETCH_IMAGES": 301,
    "FETCH_PRESETS": 401,
    "SAVE_PRESET": 402,
    "DELETE_PRESET": 403,
    "CHECK_CATEGORIES_DELETED": 501,
    "CREATE_CATEGORY": 502,
    "RECATEGORIZE_FILES": 503,
    "FETCH_WANTED_CATEGORIES": 504,
    "FETCH_REDLINKS": 505,
    "JOIN_ROOM": 601,
    "LEAVE_ROOM": 602,
    "ANNOUNCE": 603,
}
"""Of what clients send, by type."""

RETIRED = frozenset({"UPLOAD"})
"""Messages of clients that nobody serves any more."""

SERVER: Mapping[str, int] = {
    "ERROR": 1001,
    "close": 1002,
    "PONG": 1010,
    "BATCH_CREATED": 1101,
    "UPLOAD_SLICE_ACK": 1103,
    "BATCHES_LIST": 1104,
    "BATCH_UPLOADS_LIST": 1105,
    "BATCH_UPLOADS_MORE": 1106,
    "BATCH_PROGRESS": 1107,
    "UPLOADS_UPDATE": 1108,
    "RETRY_UPLOADS_RESPONSE": 1109,
    "UPLOADS_COMPLETE": 1110,
    "SUBSCRIBED": 1201,
    "RESUMED": 1205,
    "COLLECTION_IMAGES": 1301,
    "TRY_BATCH_RETRIEVAL": 1302,
    "COLLECTION_IMAGE_IDS": 1303,
    "PARTIAL_COLLECTION_IMAGES": 1304,
    "MORE_COLLECTION_IMAGES": 1305,
    "PRESETS_LIST": 1401,
    "CATEGORIES_DELETED_RESPONSE": 1501,
    "CATEGORY_CREATED_RESPONSE": 1502,
    "RECATEGORIZE_FILES_RESPONSE": 1503,
    "RECATEGORIZE_FILES_PROGRESS": 1504,
    "WANTED_CATEGORIES_RESPONSE": 1505,
    "REDLINKS_RESPONSE": 1506,
    "ROOM_JOINED": 1601,
    "ANNOUNCEMENT": 1603,
}
"""Of what the server sends, by type."""

NUMBER_OF: Mapping[str, int] = {**CLIENT, **SERVER}
"""Of every message."""

NAME_OF: Mapping[int, str] = {number: name for name, number in NUMBER_OF.items()}
"""The message of every number."""
