"""Bounds of the room, each with its unit and where it comes from."""

MAX_LIMIT = 1000  # rows of a page, as the original's API allows
DEFAULT_LIMIT = 50  # rows of a page
REACH = 1000  # rows that a numbered page or an offset reaches; cursors have no end
SHOWN_REPOSITORIES = 25  # within one organisation's row: about 8 KB of DynamoDB's 400 KB an item
SHOWN_EVIDENCE = 3  # lines of proof beside each of those; the rest is in the repository's own list
MAX_VERSION = 255  # characters of a requirement or a version that are kept
MAX_PATH = 1024  # bytes of a manifest's path; Git takes 4,096, and fifty of those would not fit an item
MAX_NOTES = 5  # beside one line of proof
MAX_MANIFEST_BYTES = 1024 * 1024  # a manifest that is longer is not read
MAX_REPOSITORY_BYTES = 8 * 1024 * 1024  # of all manifests of one repository together, the shallowest first
MAX_MANIFESTS = 50  # of one repository, the shallowest first
MAX_RECORDS = 5000  # dependencies of one manifest
MAX_DEPTH = 64  # of a document's nesting
