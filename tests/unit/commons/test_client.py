import httpx
import pytest

from curator.commons.client import CommonsClient, CommonsSettings
from curator.commons.errors import (
    AccountBlockedError,
    AuthorisationLostError,
    CommonsError,
    CommonsUnreachableError,
    EgressBlockedError,
    InvalidTokenError,
    MaxlagError,
    RateLimitedError,
    StaleSignatureError,
    UnknownOutcomeError,
)
from curator.foundation.settings import read_settings
from tests.fakes.recorded_wiki import HELP_PAGE, RecordedWiki, recorded_body

READ = {"action": "query", "meta": "userinfo"}
WRITE = {"action": "edit"}

DOUBTFUL = [
    pytest.param(httpx.ReadTimeout("slow"), id="time-out"),
    pytest.param(httpx.RemoteProtocolError("gone"), id="connection lost"),
    pytest.param(httpx.Response(502), id="502"),
    pytest.param(httpx.Response(302, headers={"location": "https://elsewhere.example"}), id="redirect"),
    pytest.param(HELP_PAGE, id="help page with status 200"),
    pytest.param(httpx.Response(200, json=["a list"]), id="JSON that is no object"),
]
NEVER_SENT = [
    pytest.param(httpx.ConnectError("refused"), id="refused"),
    pytest.param(httpx.ConnectTimeout("slow"), id="connect time-out"),
    pytest.param(httpx.PoolTimeout("busy"), id="no free connection"),
]


def write(client: CommonsClient, *, repeatable: bool = True) -> dict[str, object]:
    return client.post(WRITE, {"title": "A"}, repeatable=repeatable)


# scenario 67
def test_a_read_asks_for_json_of_the_second_format_and_asserts_the_user() -> None:
    wiki = RecordedWiki("userinfo_user")
    assert wiki.client().get(READ) == recorded_body("userinfo_user")
    params = wiki.requests[0].params
    assert params == {**READ, "format": "json", "formatversion": "2", "assertuser": "Uploader"}
    assert wiki.requests[0].headers["user-agent"] == "Curator-tests/1 (tests@example.org)"


def test_a_write_carries_maxlag_and_the_token_last() -> None:
    wiki = RecordedWiki("edit_nochange")
    write(wiki.client())
    seen = wiki.requests[0]
    assert seen.params["maxlag"] == "5"
    assert seen.fields == {"title": "A", "token": "csrf-1+\\"}
    assert "token" not in seen.params


def test_an_unsigned_client_writes_with_the_anonymous_token_and_asserts_nobody() -> None:
    wiki = RecordedWiki("edit_nochange")
    write(wiki.client(signed=False))
    seen = wiki.requests[0]
    assert seen.fields["token"] == "+\\"
    assert "authorization" not in seen.headers
    assert "assertuser" not in seen.params


def test_no_cookie_of_one_user_reaches_the_next_request() -> None:
    wiki = RecordedWiki(httpx.Response(200, json={}, headers={"set-cookie": "session=a; Path=/"}), "userinfo_user")
    client = wiki.client()
    client.get(READ)
    client.get(READ)
    assert "cookie" not in wiki.requests[1].headers


def test_the_csrf_token_is_fetched_once() -> None:
    wiki = RecordedWiki("edit_nochange", "edit_nochange")
    client = wiki.client()
    write(client)
    write(client)
    assert len(wiki.token_requests) == 1


def test_the_csrf_token_outlives_the_client_where_the_caller_keeps_it() -> None:
    wiki, kept = RecordedWiki("edit_nochange", "edit_nochange"), dict[str, str]()
    write(wiki.client(csrf_tokens=kept))
    write(wiki.client(csrf_tokens=kept))
    assert len(wiki.token_requests) == 1


# scenario 68
@pytest.mark.parametrize("repeatable", [True, False], ids=["repeatable", "not repeatable"])
def test_a_bad_token_is_renewed_and_the_write_tried_again(repeatable: bool) -> None:
    wiki = RecordedWiki("badtoken", "edit_nochange")
    write(wiki.client(), repeatable=repeatable)
    assert [seen.fields["token"] for seen in wiki.requests] == ["csrf-1+\\", "csrf-2+\\"]
    assert wiki.clock.sleeps == [1.0]


# scenario 68
def test_a_token_that_stays_bad_is_an_error_after_three_attempts() -> None:
    wiki = RecordedWiki("badtoken", "badtoken", "badtoken")
    with pytest.raises(InvalidTokenError):
        write(wiki.client())
    assert wiki.clock.sleeps == [1.0, 3.0]


# scenario 68
def test_a_token_reply_without_a_token_is_tried_again_and_then_unreachable() -> None:
    wiki = RecordedWiki()
    wiki._handle = lambda request: httpx.Response(200, json={"query": {}})  # type: ignore[method-assign]
    with pytest.raises(CommonsUnreachableError):
        write(wiki.client())
    assert wiki.clock.sleeps == [1.0, 3.0]


# scenario 69
def test_a_nonce_seen_before_is_signed_again_with_another() -> None:
    wiki = RecordedWiki("oauth_nonce_replay", "userinfo_user")
    wiki.client().get(READ)
    first, second = (seen.headers["authorization"] for seen in wiki.requests)
    assert first != second
    assert wiki.clock.sleeps == [1.0]


# scenario 69
def test_a_nonce_that_stays_refused_is_an_error_after_three_attempts() -> None:
    wiki = RecordedWiki(*["oauth_nonce_replay"] * 3)
    with pytest.raises(StaleSignatureError):
        wiki.client().get(READ)
    assert wiki.clock.sleeps == [1.0, 3.0]


# scenario 69
def test_a_revoked_grant_is_not_tried_again() -> None:
    wiki = RecordedWiki("oauth_bad_token")
    with pytest.raises(AuthorisationLostError):
        wiki.client().get(READ)
    assert wiki.clock.sleeps == []


# scenario 67
@pytest.mark.parametrize(
    "refusal", ["permissiondenied", "upload_checkstatus", "maxlag", "readonly_edit", "oauth_bad_secret"]
)
def test_a_refusal_is_an_answer_and_not_tried_again(refusal: str) -> None:
    wiki = RecordedWiki(refusal)
    with pytest.raises(CommonsError):
        write(wiki.client())
    assert (len(wiki.requests), wiki.clock.sleeps) == (1, [])


# scenario 67
@pytest.mark.parametrize("failure", DOUBTFUL + NEVER_SENT)
def test_a_read_is_tried_again_after_three_more_seconds(failure: httpx.Response | Exception | str) -> None:
    wiki = RecordedWiki(failure, failure, "userinfo_user")
    wiki.client().get(READ)
    assert wiki.clock.sleeps == [1.0, 3.0]


# scenario 67
@pytest.mark.parametrize("failure", DOUBTFUL + NEVER_SENT)
def test_a_read_is_tried_again_after_one_second(failure: httpx.Response | Exception | str) -> None:
    wiki = RecordedWiki(failure, "userinfo_user")
    wiki.client().get(READ)
    assert wiki.clock.sleeps == [1.0]


# scenario 67
@pytest.mark.parametrize("failure", DOUBTFUL + NEVER_SENT)
def test_a_read_gives_up_after_three_attempts(failure: httpx.Response | Exception | str) -> None:
    wiki = RecordedWiki(failure, failure, failure)
    with pytest.raises(CommonsUnreachableError) as caught:
        wiki.client().get(READ)
    assert not isinstance(caught.value, UnknownOutcomeError)
    assert wiki.clock.sleeps == [1.0, 3.0]


@pytest.mark.parametrize("failure", DOUBTFUL)
def test_a_repeatable_write_is_tried_again(failure: httpx.Response | Exception | str) -> None:
    wiki = RecordedWiki(failure, failure, "edit_nochange")
    write(wiki.client())
    assert wiki.clock.sleeps == [1.0, 3.0]


@pytest.mark.parametrize("failure", DOUBTFUL)
def test_a_write_that_may_have_happened_is_never_sent_twice(failure: httpx.Response | Exception | str) -> None:
    wiki = RecordedWiki(failure)
    with pytest.raises(UnknownOutcomeError):
        write(wiki.client(), repeatable=False)
    assert len(wiki.requests) == 1


@pytest.mark.parametrize("failure", NEVER_SENT)
def test_a_write_that_never_left_is_sent_again(failure: Exception) -> None:
    wiki = RecordedWiki(failure, "edit_nochange")
    write(wiki.client(), repeatable=False)
    assert len(wiki.requests) == 2


def test_http_429_is_a_rate_limit_with_its_wait() -> None:
    wiki = RecordedWiki(httpx.Response(429, headers={"retry-after": "17"}))
    with pytest.raises(RateLimitedError) as caught:
        write(wiki.client(), repeatable=False)
    assert caught.value.retry_after == 17


def test_http_503_that_names_a_wait_is_left_alone_for_that_long() -> None:
    wiki = RecordedWiki(httpx.Response(503, headers={"retry-after": "Fri, 15 Jan 2027 08:01:00 GMT"}))
    with pytest.raises(CommonsUnreachableError) as caught:
        wiki.client().get(READ)
    assert caught.value.retry_after == 60
    assert wiki.clock.sleeps == []


def test_database_lag_carries_the_wait_of_the_header() -> None:
    wiki = RecordedWiki("maxlag")
    with pytest.raises(MaxlagError) as caught:
        write(wiki.client())
    assert caught.value.retry_after == 5


def test_a_block_of_the_account_is_the_users() -> None:
    wiki = RecordedWiki("blocked_upload", {"query": {"blocks": [{"user": "Uploader"}]}})
    with pytest.raises(AccountBlockedError):
        write(wiki.client())
    assert wiki.requests[1].params["bkusers"] == "Uploader"


def test_a_global_block_of_the_account_is_the_users() -> None:
    wiki = RecordedWiki("blocked_upload", {"query": {"blocks": [], "globalblocks": [{"target": "Uploader"}]}})
    with pytest.raises(AccountBlockedError):
        write(wiki.client())


def test_a_block_that_is_not_the_accounts_is_our_address() -> None:
    wiki = RecordedWiki("blocked_upload", {"query": {"blocks": []}})
    with pytest.raises(EgressBlockedError):
        write(wiki.client())


def test_a_block_counts_as_the_users_while_nobody_knows_who_that_is() -> None:
    wiki = RecordedWiki("blocked_upload")
    with pytest.raises(AccountBlockedError):
        write(wiki.client(username=None))


ADDRESSES = {"COMMONS_API_URL": "https://a.example", "COMMONS_INDEX_URL": "https://b.example", "USER_AGENT": "tests"}


def test_the_chunk_size_and_wikidatas_address_are_settings_that_need_not_be_set() -> None:
    changed = {"UPLOAD_CHUNK_BYTES": "4096", "WIKIDATA_API_URL": "https://c.example"}
    settings = read_settings(CommonsSettings, ADDRESSES | changed)
    assert (settings.upload_chunk_bytes, settings.wikidata_api_url) == (4096, "https://c.example")
    assert read_settings(CommonsSettings, ADDRESSES).upload_chunk_bytes == 16 * 1024 * 1024


@pytest.mark.parametrize("size", ["0", "1023", "200000000"])
def test_a_chunk_size_no_wiki_takes_fails_the_deploy(size: str) -> None:
    with pytest.raises(ValueError, match="upload_chunk_bytes"):
        read_settings(CommonsSettings, ADDRESSES | {"UPLOAD_CHUNK_BYTES": size})
