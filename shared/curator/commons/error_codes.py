"""From the codes MediaWiki answers with to this room's errors.

Codes come from recorded replies of MediaWiki 1.43 (tests/fixtures/mediawiki) and, where no test wiki can produce them,
from what Commons answered in 2026. A code that is in no table becomes an `ApiError` that keeps it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from curator.commons.errors import (
    AccountBlockedError,
    ApiError,
    AuthorisationLostError,
    CommonsError,
    ConsumerRefusedError,
    EditConflictError,
    EgressBlockedError,
    FileMissingError,
    FileRefusedError,
    FilterRefusedError,
    InvalidTitleError,
    InvalidTokenError,
    MaxlagError,
    MissingRightError,
    RateLimitedError,
    ReadOnlyError,
    StaleSignatureError,
    StashFailedError,
    StashGoneError,
    StorageError,
    StructuredDataRefusedError,
    TitleBlacklistedError,
    TitleTakenError,
    WrongAccountError,
)

ErrorClass = type[CommonsError]

BY_CODE: Mapping[str, ErrorClass] = {
    # pace
    "ratelimited": RateLimitedError,
    "actionthrottledtext": RateLimitedError,
    "maxlag": MaxlagError,
    "readonly": ReadOnlyError,
    # blocks; `blocked` may mean our address, which `blocks` finds out
    "blocked": AccountBlockedError,
    "autoblocked": EgressBlockedError,  # an autoblock is always on an address
    # who we are
    "badtoken": InvalidTokenError,
    "assertnameduserfailed": WrongAccountError,
    "assertuserfailed": AuthorisationLostError,
    "stashnotloggedin": AuthorisationLostError,
    "notloggedin": AuthorisationLostError,
    "mustbeloggedin": AuthorisationLostError,
    "permissiondenied": MissingRightError,
    "badaccess-groups": MissingRightError,
    "protectedpage": MissingRightError,
    "cascadeprotected": MissingRightError,
    # stash and storage
    "uploadstash-file-not-found": StashGoneError,
    "uploadstash-no-such-key": StashGoneError,
    "uploadstash-bad-path": StashGoneError,
    "uploadstash-bad-path-bad-format": StashGoneError,
    "uploadstash-not-logged-in": AuthorisationLostError,
    "uploadstash-wrong-owner": StashGoneError,
    "invalid-file-key": StashGoneError,
    "stashfailed": StashFailedError,
    "UploadStashFileException": StorageError,
    "UploadChunkFileException": StorageError,
    "uploadstash-exception": StorageError,
    "uploadstash-file-too-large": FileRefusedError,
    "uploadstash-zero-length": FileRefusedError,
    "JobQueueError": StorageError,
    # title
    "illegal-filename": InvalidTitleError,
    "filename-tooshort": InvalidTitleError,
    "filename-toolong": InvalidTitleError,
    "filetype-missing": InvalidTitleError,
    "windows-nonascii-filename": InvalidTitleError,
    "invalidtitle": InvalidTitleError,
    "fileexists-forbidden": TitleTakenError,
    "fileexists-shared-forbidden": TitleTakenError,
    "articleexists": TitleTakenError,
    # file
    "empty-file": FileRefusedError,
    "file-too-large": FileRefusedError,
    "verification-error": FileRefusedError,
    "uploadscripted": FileRefusedError,
    "badupload": FileRefusedError,
    # filters
    "hookaborted": FilterRefusedError,
    "spamblacklist": FilterRefusedError,
    "captcha": FilterRefusedError,
    # edits and structured data
    "editconflict": EditConflictError,
    "edit-conflict": EditConflictError,
    "modification-failed": StructuredDataRefusedError,
    "not-recognized-language": StructuredDataRefusedError,
    "invalid-json": StructuredDataRefusedError,
    "invalid-claim": StructuredDataRefusedError,
    "no-such-entity": FileMissingError,
    "no-such-entity-link": FileMissingError,
    "missingtitle": FileMissingError,
}

BY_PREFIX: tuple[tuple[str, ErrorClass], ...] = (
    ("globalblocking-", EgressBlockedError),
    ("titleblacklist-", TitleBlacklistedError),
    ("abusefilter-", FilterRefusedError),
    ("filetype-", FileRefusedError),
    ("backend-fail-", StorageError),
    ("internal_api_error_", StorageError),
    ("readonly", ReadOnlyError),
)

# A block of the account itself, among the codes of the GlobalBlocking extension.
GLOBAL_ACCOUNT_BLOCK_SUFFIX = "-user"

# Commons says all of these with one code; only `info` tells them apart. The text is OAuth's own and is not translated.
OAUTH_CODE = "mwoauth-invalid-authorization"
BY_OAUTH_INFO: tuple[tuple[str, ErrorClass], ...] = (
    ("Nonce already used", StaleSignatureError),
    ("Expired timestamp", StaleSignatureError),
    ("Invalid consumer", ConsumerRefusedError),
)

# Wikibase wraps the reason into this code; the reason's own name is among `messages`.
WRAPPING_CODE = "failed-save"


def error_from_reply(error: Mapping[str, Any], *, retry_after: float | None = None) -> CommonsError:
    """Return the exception for the `error` object of a reply (errorformat bc).

    Args:
        error: with `code` and `info`, and what the module at hand adds (`offset`, `messages`, …).
        retry_after: seconds, from the reply's Retry-After header.
    """
    code, info = str(error.get("code", "")), str(error.get("info", ""))
    kind = _class_of(code, info, _message_names(error))
    if kind is StashFailedError:
        return StashFailedError(info, code=code, offset=_offset(error), retry_after=retry_after)
    return kind(info, code=code, retry_after=retry_after)


def error_from_names(names: Iterable[str], otherwise: CommonsError) -> CommonsError:
    """Return the exception for the first of MediaWiki's messages that has one, by their names, else `otherwise`."""
    for name in names:
        if kind := _class_of_code(name):
            return kind(otherwise.info, code=name)
    return otherwise


def _class_of(code: str, info: str, message_names: Iterable[str]) -> ErrorClass:
    if code == OAUTH_CODE:
        return next((kind for text, kind in BY_OAUTH_INFO if text in info), AuthorisationLostError)
    if code == WRAPPING_CODE:
        return next((kind for name in message_names if (kind := _class_of_code(name))), ApiError)
    return _class_of_code(code) or ApiError


def _class_of_code(code: str) -> ErrorClass | None:
    if code.startswith("globalblocking-") and code.endswith(GLOBAL_ACCOUNT_BLOCK_SUFFIX):
        return AccountBlockedError
    return BY_CODE.get(code) or next((kind for prefix, kind in BY_PREFIX if code.startswith(prefix)), None)


def _message_names(error: Mapping[str, Any]) -> list[str]:
    return [str(message.get("name", "")) for message in error.get("messages", []) if isinstance(message, Mapping)]


def _offset(error: Mapping[str, Any]) -> int | None:
    """Return where the server stands; MediaWiki writes the number as a string."""
    text = str(error.get("offset", ""))
    return int(text) if text.isdigit() else None
