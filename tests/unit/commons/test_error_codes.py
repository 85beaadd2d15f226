import pytest

from curator.commons import errors
from curator.commons.error_codes import error_from_reply
from curator.foundation.errors import QueueAction
from tests.fakes.recorded_wiki import recorded_body

RECORDED = [
    ("rl_commit2", errors.RateLimitedError, QueueAction.PAUSE_LANE),
    ("rl_edit0", errors.RateLimitedError, QueueAction.PAUSE_LANE),
    ("sdc_err_ratelimited", errors.RateLimitedError, QueueAction.PAUSE_LANE),
    ("maxlag", errors.MaxlagError, QueueAction.PAUSE_LANE),
    ("readonly_upload", errors.ReadOnlyError, QueueAction.PAUSE_EVERYONE),
    ("readonly_edit", errors.ReadOnlyError, QueueAction.PAUSE_EVERYONE),
    ("sdc_err_readonly", errors.ReadOnlyError, QueueAction.PAUSE_EVERYONE),
    ("oauth_bad_consumer", errors.ConsumerRefusedError, QueueAction.PAUSE_EVERYONE),
    ("blocked_upload", errors.AccountBlockedError, QueueAction.NEVER),
    ("badtoken", errors.InvalidTokenError, QueueAction.RETRY_LATER),
    ("sdc_err_badtoken", errors.InvalidTokenError, QueueAction.RETRY_LATER),
    ("oauth_nonce_replay", errors.StaleSignatureError, QueueAction.RETRY_LATER),
    ("oauth_old_timestamp", errors.StaleSignatureError, QueueAction.RETRY_LATER),
    ("oauth_bad_token", errors.AuthorisationLostError, QueueAction.NEVER),
    ("oauth_bad_secret", errors.AuthorisationLostError, QueueAction.NEVER),
    ("assert_user", errors.AuthorisationLostError, QueueAction.NEVER),
    ("anon_upload", errors.AuthorisationLostError, QueueAction.NEVER),
    ("assertuser_name", errors.WrongAccountError, QueueAction.NEVER),
    ("permissiondenied", errors.MissingRightError, QueueAction.NEVER),
    ("commit_again", errors.StashGoneError, QueueAction.RETRY),
    ("stash_file_gone_commit", errors.StashGoneError, QueueAction.RETRY),
    ("bad_filekey", errors.StashGoneError, QueueAction.RETRY),
    ("chunk_other_user_filekey", errors.StashGoneError, QueueAction.RETRY),
    ("chunk_offset_gap", errors.StashFailedError, QueueAction.RETRY_LATER),
    ("tb_commit", errors.TitleBlacklistedError, QueueAction.NEVER),
    ("tb2_commit", errors.TitleBlacklistedError, QueueAction.NEVER),
    ("af_disallow_commit", errors.FilterRefusedError, QueueAction.NEVER),
    ("af_warn_commit", errors.FilterRefusedError, QueueAction.NEVER),
    ("empty_file", errors.FileRefusedError, QueueAction.NEVER),
    ("filetype_banned", errors.FileRefusedError, QueueAction.NEVER),
    ("filetype_mismatch", errors.FileRefusedError, QueueAction.NEVER),
    ("verification_html", errors.FileRefusedError, QueueAction.NEVER),
    ("chunk_verify_first", errors.FileRefusedError, QueueAction.NEVER),
    ("edit_articleexists", errors.TitleTakenError, QueueAction.NEVER),
    ("sdc_editconflict", errors.EditConflictError, QueueAction.RETRY),
    ("sdc_err_label_too_long", errors.StructuredDataRefusedError, QueueAction.NEVER),
    ("sdc_err_bad_json", errors.StructuredDataRefusedError, QueueAction.NEVER),
    ("sdc_err_label_bad_lang", errors.StructuredDataRefusedError, QueueAction.NEVER),
    ("sdc_err_no_such_m", errors.FileMissingError, QueueAction.RETRY_LATER),
    ("upload_checkstatus", errors.ApiError, QueueAction.NEVER),
    ("notoken", errors.ApiError, QueueAction.NEVER),
]


@pytest.mark.parametrize(("name", "kind", "action"), RECORDED, ids=[row[0] for row in RECORDED])
def test_a_recorded_refusal_becomes_its_error(name: str, kind: type, action: QueueAction) -> None:
    refusal = recorded_body(name)["error"]
    error = error_from_reply(refusal)
    assert type(error) is kind
    assert error.queue_action is action
    assert error.code == refusal["code"]
    assert refusal["code"] in str(error)


NOT_RECORDED = [
    ("autoblocked", errors.EgressBlockedError),
    ("globalblocking-blockedtext-ip", errors.EgressBlockedError),
    ("globalblocking-blockedtext-range", errors.EgressBlockedError),
    ("globalblocking-ipblocked-xff", errors.EgressBlockedError),
    ("globalblocking-blockedtext-user", errors.AccountBlockedError),
    ("UploadStashFileException", errors.StorageError),
    ("uploadstash-exception", errors.StorageError),
    ("UploadChunkFileException", errors.StorageError),
    ("JobQueueError", errors.StorageError),
    ("internal_api_error_DBQueryError", errors.StorageError),
    ("backend-fail-internal", errors.StorageError),
    ("backend-fail-alreadyexists", errors.StorageError),
    ("uploadstash-no-such-key", errors.StashGoneError),
    ("uploadstash-bad-path-bad-format", errors.StashGoneError),
    ("uploadstash-zero-length", errors.FileRefusedError),
    ("filetype-badmime", errors.FileRefusedError),
    ("illegal-filename", errors.InvalidTitleError),
    ("filename-toolong", errors.InvalidTitleError),
    ("filetype-missing", errors.InvalidTitleError),
    ("file-too-large", errors.FileRefusedError),
    ("protectedpage", errors.MissingRightError),
    ("never-heard-of", errors.ApiError),
]


@pytest.mark.parametrize(("code", "kind"), NOT_RECORDED, ids=[row[0] for row in NOT_RECORDED])
def test_a_code_no_test_wiki_produces_becomes_its_error(code: str, kind: type) -> None:
    assert type(error_from_reply({"code": code, "info": "…"})) is kind


def test_the_text_decides_nothing() -> None:
    refusal = recorded_body("rl_commit2")["error"] | {"info": "Nonce already used; readonly; blocked"}
    assert type(error_from_reply(refusal)) is errors.RateLimitedError


def test_a_save_that_failed_for_another_reason_is_no_rate_limit() -> None:
    refusal = {"code": "failed-save", "info": "The save has failed.", "messages": [{"name": "hookaborted-unknown"}]}
    assert type(error_from_reply(refusal)) is errors.ApiError


def test_a_refused_chunk_says_where_the_server_stands() -> None:
    error = error_from_reply(recorded_body("retry_middle_chunk_resent")["error"])
    assert isinstance(error, errors.StashFailedError)
    assert error.offset == 100000


def test_commons_own_explanation_is_kept_apart_from_our_sentence() -> None:
    error = error_from_reply(recorded_body("af_disallow_commit")["error"])
    assert error.public_message == "A filter on Wikimedia Commons refused this action"
    assert error.info.startswith("This action has been automatically identified as harmful")
