"""Every message the server sends, as models: the contract that `make contract` writes down and the tests hold us to.

`frames` and the rooms' views build messages as plain dicts, because what pushes them must start fast. Nothing that runs
in a function imports this package; the fakes of the tests check every message against it.
"""

import json
from collections.abc import Mapping
from typing import Any

from curator.realtime.messages import batches, categories, collections, connection, error, presets, rooms, uploads
from curator.realtime.messages.packages import PackageAnswer, read_package
from curator.realtime.messages.shape import ServerMessage

SERVER_MESSAGES: Mapping[str, type[ServerMessage]] = {
    model.model_fields["type"].annotation.__args__[0]: model  # type: ignore[union-attr]
    for model in (
        batches.BatchCreated,
        batches.BatchProgressMessage,
        batches.BatchUploadsList,
        batches.BatchesList,
        batches.RetryUploadsResponse,
        batches.Subscribed,
        categories.CategoriesDeletedResponse,
        categories.CategoryCreatedResponse,
        categories.RecategorizeFilesProgress,
        categories.RecategorizeFilesResponse,
        categories.RedlinksResponse,
        categories.WantedCategoriesResponse,
        collections.CollectionImageIds,
        collections.CollectionImages,
        collections.MoreCollectionImages,
        collections.PartialCollectionImages,
        collections.TryBatchRetrieval,
        connection.Close,
        connection.Pong,
        connection.Resumed,
        error.Error,
        presets.PresetsList,
        rooms.Announcement,
        rooms.RoomJoined,
        uploads.BatchUploadsMore,
        uploads.UploadSliceAck,
        uploads.UploadsComplete,
        uploads.UploadsUpdate,
    )
}
"""By type."""


def read_frame(frame: bytes | str) -> ServerMessage | PackageAnswer:
    """Return a frame as its model, whichever envelope it has.

    Raises:
        KeyError: a type or a number there is not.
        ValueError: another shape, or a null where there may be none.
    """
    whole = json.loads(frame)
    if "pkg_id" in whole:
        without_nulls(whole["data"])
        return read_package(whole, dict(SERVER_MESSAGES))
    without_nulls(whole)
    return SERVER_MESSAGES[whole["type"]].model_validate_json(frame)


def without_nulls(value: Any) -> None:
    """Return if there is no null inside an object, at any depth; raises ValueError."""
    if isinstance(value, list):
        for one in value:
            without_nulls(one)
    elif isinstance(value, dict):
        nulls = [name for name, one in value.items() if one is None]
        if nulls:
            raise ValueError(f"null in {', '.join(nulls)}")
        without_nulls(list(value.values()))
