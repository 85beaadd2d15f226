"""The limits of the room that are no settings, each with its unit and its reason."""

MAX_RETRIES = 3  # after the first try
RETRY_SECONDS = 60.0  # between two tries
EARLY_SECONDS = 5.0  # a message may come this much before its time: clocks differ
LEASE_SECONDS = 120.0  # twice what the resizer may run, a third of what the queue hides a message for

URL_SECONDS = 3600  # an address of a variant
FORM_SECONDS = 300  # a form for an upload
IMAGES_PER_BATCH = 50
FAILED_PER_PAGE = 100
OWNED_PER_PAGE = 100  # as many as DynamoDB gives at once

METADATA_BYTES = 16 * 1024  # an item of DynamoDB holds 400 KiB, and this is rewritten with each transition
METADATA_DEPTH = 5
FILENAME_CHARACTERS = 255

STUCK_SECONDS = 15 * 60.0  # a message that has not come by then is lost
STUCK_OVERLAP_SECONDS = 3600.0  # of what one hourly run looks at and the next
ABANDONED_SECONDS = 24 * 3600.0
REPLACED_SECONDS = 3600.0  # variants that were replaced stay as long as their addresses hold

VARIANT_TYPE = "image/webp"
VARIANT_CACHING = "public, max-age=31536000, immutable"  # a key's bytes never change: their specification is in it
