"""Who serves which message. A message of the protocol that is not served here is answered with "Unknown action"."""

from functions.websocket.handlers import (
    batches,
    categories,
    images,
    lists,
    pausing,
    presets,
    retry,
    slices,
    subscriptions,
)

HANDLERS = (
    batches.cancel_batch,
    batches.create_batch,
    batches.fetch_batch_uploads,
    categories.check_categories_deleted,
    categories.create_category,
    categories.fetch_redlinks,
    categories.fetch_wanted_categories,
    categories.recategorize_files,
    images.fetch_images,
    lists.fetch_batches,
    lists.subscribe_batches_list,
    lists.unsubscribe_batches_list,
    pausing.pause_batch,
    pausing.resume_batch,
    presets.delete_preset,
    presets.fetch_presets,
    presets.save_preset,
    retry.retry_uploads,
    slices.upload_slice,
    subscriptions.subscribe_batch,
    subscriptions.unsubscribe_batch,
)
