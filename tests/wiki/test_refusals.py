"""A real MediaWiki that does not want to: pace, blocks, rights, tokens, signatures. Each is the error that fits."""

import dataclasses
from typing import Any

import httpx
import pytest

from curator.commons.errors import (
    AccountBlockedError,
    AuthorisationLostError,
    CommonsError,
    ConsumerRefusedError,
    EgressBlockedError,
    MaxlagError,
    MissingRightError,
    RateLimitedError,
    ReadOnlyError,
    StaleSignatureError,
    WrongAccountError,
)
from curator.commons.files import find_by_sha1
from curator.commons.limits import Limit, RateLimits, fetch_rate_limits
from curator.commons.publishing import outcome_of_publishing, publish
from curator.commons.signing import Consumer
from local.mediawiki.wiki import MediaWiki, Token
from tests.wiki.people import BusyWikiClock, Person, client_of, person
from tests.wiki.pictures import picture

WHO_AM_I = {"action": "query", "meta": "userinfo"}
TEN_MINUTES = 600


class ClockOfYesterday(BusyWikiClock):
    """Ten minutes slow."""

    def now(self) -> float:
        return super().now() - TEN_MINUTES


class ReplayingTransport(httpx.BaseTransport):
    """Sends the Authorization header of the first request with every later one, as an eavesdropper might."""

    def __init__(self) -> None:
        self._network = httpx.HTTPTransport()
        self._header: str | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._header = self._header or request.headers["Authorization"]
        request.headers["Authorization"] = self._header
        return self._network.handle_request(request)


@pytest.mark.parametrize(
    ("username", "limits"),
    [
        ("Ordinary", RateLimits(upload=Limit(380, 4320), edit=Limit(900, 180))),
        ("Patroller", RateLimits(upload=Limit(999, 1), edit=Limit(1500, 180))),
        ("Newcomer", RateLimits(upload=Limit(8, 60), edit=Limit(120, 900))),
        ("Robot", RateLimits(upload=None, edit=None)),
    ],
)
def test_everybody_learns_their_own_limits(wiki: MediaWiki, username: str, limits: RateLimits) -> None:
    assert fetch_rate_limits(person(wiki, username).client) == limits


def test_the_upload_after_the_last_allowed_one_is_rate_limited(wiki: MediaWiki, uploader: Person) -> None:
    wiki.limit({"upload": {"user": (2, 60)}})
    uploader.upload(picture(), "One.png")
    uploader.upload(picture(), "Two.png")
    with pytest.raises(RateLimitedError):
        uploader.upload(picture(), "Three.png")
    assert wiki.refusals() == 1


def test_uploads_use_up_the_limit_of_edits_too(wiki: MediaWiki, uploader: Person) -> None:
    wiki.limit({"edit": {"user": (2, 60)}})
    uploader.upload(picture(), "One.png")
    uploader.upload(picture(), "Two.png")
    with pytest.raises(RateLimitedError):
        uploader.upload(picture(), "Three.png")


def test_chunks_and_questions_use_up_nothing(wiki: MediaWiki, uploader: Person) -> None:
    wiki.limit({"upload": {"user": (1, 60)}, "edit": {"user": (1, 60)}})
    for _ in range(3):
        uploader.stash(picture(9_000), "Photo.png", chunk_size=2_000)
    uploader.upload(picture(), "Photo.png")


def test_a_rate_limited_filekey_can_be_published_later(wiki: MediaWiki, uploader: Person) -> None:
    wiki.limit({"upload": {"user": (1, 60)}})
    photo = picture()
    uploader.upload(picture(), "First.png")
    stashed = uploader.stash(photo, "Second.png")
    with pytest.raises(RateLimitedError):
        uploader.publish(stashed, photo, "Second.png")
    wiki.limit({})
    assert uploader.publish(stashed, photo, "Second.png").sha1 == photo.sha1


def test_a_commit_left_to_the_job_queue_counts_twice_and_can_be_repeated(wiki: MediaWiki, uploader: Person) -> None:
    wiki.limit({"upload": {"user": (1, 60)}})
    photo = picture()
    commit: dict[str, Any] = {"filekey": uploader.stash(photo, "Photo.png").filekey, "filename": "Photo.png"}
    with pytest.raises(RateLimitedError):
        publish(uploader.client, **commit, comment="", text="", asynchronous=True)
    assert outcome_of_publishing(uploader.client, **commit) is None
    wiki.limit({})
    assert publish(uploader.client, **commit, comment="", text="", asynchronous=True).sha1 == photo.sha1


def test_a_read_only_wiki_is_read_only_for_everybody(wiki: MediaWiki, uploader: Person) -> None:
    photo = picture()
    stashed = uploader.stash(photo, "Photo.png")
    wiki.configure(wgReadOnly="Moving to another data centre")
    with pytest.raises(ReadOnlyError):
        uploader.publish(stashed, photo, "Photo.png")
    assert find_by_sha1(uploader.client, photo.sha1) == []
    wiki.configure(wgReadOnly=None)
    assert uploader.publish(stashed, photo, "Photo.png").sha1 == photo.sha1


def test_a_blocked_account_is_told_apart_from_a_blocked_address(
    wiki: MediaWiki, uploader: Person, admin: Person
) -> None:
    admin.client.post({"action": "block"}, {"user": "Ordinary", "expiry": "infinite", "reason": "test"})
    with pytest.raises(AccountBlockedError):
        uploader.upload(picture(), "Photo.png")
    admin.client.post({"action": "unblock"}, {"user": "Ordinary"})
    wiki.run_jobs()
    admin.client.post({"action": "block"}, {"user": "127.0.0.1", "expiry": "infinite", "reason": "test"})
    with pytest.raises(EgressBlockedError):
        uploader.upload(picture(), "Photo.png")


def test_the_autoblock_of_another_account_blocks_our_address(wiki: MediaWiki, uploader: Person, admin: Person) -> None:
    person(wiki, "Patroller").upload(picture(), "Theirs.png")
    admin.client.post(
        {"action": "block"}, {"user": "Patroller", "expiry": "infinite", "reason": "test", "autoblock": "1"}
    )
    with pytest.raises(AccountBlockedError):
        person(wiki, "Patroller").upload(picture(), "More.png")
    with pytest.raises(EgressBlockedError):
        uploader.upload(picture(), "Photo.png")


def test_an_account_that_may_not_upload_lacks_a_right(wiki: MediaWiki, uploader: Person) -> None:
    wiki.configure(wgGroupPermissions={"*": {"read": True}, "user": {"edit": True}})
    with pytest.raises(MissingRightError):
        uploader.upload(picture(), "Photo.png")


def test_a_grant_without_uploads_lacks_a_right(wiki: MediaWiki) -> None:
    token = wiki.grant("Ordinary", ["basic", "editpage"])
    with pytest.raises(MissingRightError):
        Person("Ordinary", token, client_of(wiki, token, "Ordinary")).upload(picture(), "Photo.png")


def test_a_csrf_token_the_wiki_refuses_is_fetched_anew(wiki: MediaWiki) -> None:
    token = wiki.grant("Ordinary")
    csrf_tokens = {token.key: "0123456789abcdef0123456789abcdef01234567+\\"}
    uploader = Person("Ordinary", token, client_of(wiki, token, "Ordinary", csrf_tokens=csrf_tokens))
    assert uploader.upload(picture(), "Photo.png").filename == "Photo.png"
    assert csrf_tokens[token.key] != "0123456789abcdef0123456789abcdef01234567+\\"


def test_a_csrf_token_outlives_many_requests(wiki: MediaWiki) -> None:
    token, csrf_tokens = wiki.grant("Ordinary"), dict[str, str]()
    uploader = Person("Ordinary", token, client_of(wiki, token, "Ordinary", csrf_tokens=csrf_tokens))
    uploader.upload(picture(), "One.png")
    first = dict(csrf_tokens)
    uploader.upload(picture(), "Two.png")
    assert csrf_tokens == first != {}


def test_a_revoked_grant_is_an_authorisation_lost(wiki: MediaWiki, uploader: Person) -> None:
    photo = picture()
    stashed = uploader.stash(photo, "Photo.png")
    wiki.revoke(uploader.token)
    with pytest.raises(AuthorisationLostError):
        uploader.publish(stashed, photo, "Photo.png")


def test_a_token_of_somebody_else_writes_nothing(wiki: MediaWiki) -> None:
    token, photo = wiki.grant("Patroller"), picture()
    with pytest.raises(WrongAccountError):
        Person("Ordinary", token, client_of(wiki, token, "Ordinary")).upload(photo, "Photo.png")
    assert find_by_sha1(person(wiki, "Patroller").client, photo.sha1) == []


@pytest.mark.parametrize(
    ("options", "error"),
    [
        pytest.param({"consumer": Consumer("nobody", "knows")}, ConsumerRefusedError, id="unknown-consumer"),
        pytest.param({"maxlag_seconds": -5}, MaxlagError, id="maxlag"),
    ],
)
def test_the_whole_wiki_refuses(wiki: MediaWiki, options: dict[str, object], error: type[CommonsError]) -> None:
    with pytest.raises(error):
        person(wiki, "Ordinary", **options).client.post({"action": "edit"}, {"title": "Page", "text": "text"})


def test_a_wrong_secret_is_an_authorisation_lost(wiki: MediaWiki, uploader: Person) -> None:
    forged = dataclasses.replace(uploader.token, secret="guessed")
    with pytest.raises(AuthorisationLostError):
        client_of(wiki, forged, "Ordinary").get(WHO_AM_I)


def test_a_clock_that_is_ten_minutes_slow_signs_nothing_the_wiki_believes(wiki: MediaWiki) -> None:
    with pytest.raises(StaleSignatureError):
        person(wiki, "Ordinary", clock=ClockOfYesterday(wiki)).client.get(WHO_AM_I)


def test_a_signature_counts_once(wiki: MediaWiki) -> None:
    client = person(wiki, "Ordinary", http=httpx.Client(transport=ReplayingTransport())).client
    assert client.get(WHO_AM_I)["query"]["userinfo"]["name"] == "Ordinary"
    with pytest.raises(StaleSignatureError):
        client.get(WHO_AM_I)


def test_nobody_in_particular_may_not_upload(wiki: MediaWiki) -> None:
    anonymous = Person("", Token("", ""), client_of(wiki, None, None))
    with pytest.raises(AuthorisationLostError):
        anonymous.upload(picture(), "Photo.png")
