"""Every message the server sends, as models: the contract that `make contract` writes down and the tests hold us to.

`frames` and the rooms' views build messages as plain dicts, because what pushes them must start fast. Nothing that runs
in a function imports this package; the fakes of the tests check every message against it.
"""

import json
from collections.abc import Mapping
from typing import Any

from curator.realtime.messages import batches, categories, collections, error, presets, uploads
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
        error.Error,
        presets.PresetsList,
        uploads.BatchUploadsMore,
        uploads.UploadSliceAck,
        uploads.UploadsComplete,
        uploads.UploadsUpdate,
    )
}
"""By type."""


def read_frame(frame: bytes | str) -> ServerMessage:
    """Return a frame as its model; raises KeyError for an unknown type, ValueError for another shape or a null."""
    message = json.loads(frame, object_pairs_hook=_object)
    return SERVER_MESSAGES[message["type"]].model_validate_json(frame)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    nulls = [name for name, value in pairs if value is None]
    if nulls:
        raise ValueError(f"null in {', '.join(nulls)}")
    return dict(pairs)
