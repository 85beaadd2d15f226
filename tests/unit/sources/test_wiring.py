from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from curator.foundation.errors import QueueAction
from curator.sources import wiring
from curator.sources.errors import SourceNotConfiguredError
from curator.sources.source import Source

ALBUM = "https://www.flickr.com/photos/12345678@N00/albums/1"
SECRETS = {"full": '{"token": "key"}', "empty": '{"token": ""}', "other": "{}"}


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is remembered for the life of a function is forgotten between tests."""
    monkeypatch.setattr(wiring, "read_secret", SECRETS.__getitem__)
    wiring._credential.cache_clear()
    wiring.source_named.cache_clear()
    yield
    wiring._credential.cache_clear()
    wiring.source_named.cache_clear()


def test_a_source_reads_its_own_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLICKR_SECRET_ID", "full")
    assert wiring._credential("flickr") == "key"


@pytest.mark.parametrize("secret", ["", "empty", "other"], ids=["no secret", "no token in it", "another secret"])
def test_a_source_without_a_token_says_so_when_it_is_used(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("FLICKR_SECRET_ID", secret)
    source = wiring.source_named("flickr")
    with pytest.raises(SourceNotConfiguredError) as caught:
        source.fetch_collection(ALBUM)
    assert caught.value.public_message == "This image source is not set up here"
    assert caught.value.queue_action is QueueAction.RETRY_LATER


def test_the_other_sources_work_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLICKR_SECRET_ID", raising=False)
    monkeypatch.setenv("MAPILLARY_SECRET_ID", "full")
    other: Source = wiring.source_named("mapillary")
    assert (other.name, wiring._credential("mapillary")) == ("mapillary", "key")


@pytest.mark.parametrize(
    ("secret", "login"),
    [
        pytest.param("full", "key", id="set"),
        pytest.param("empty", "", id="left empty at the deploy"),
        pytest.param("", "", id="no secret"),
    ],
)
def test_the_query_service_is_asked_with_a_login_if_there_is_one(
    monkeypatch: pytest.MonkeyPatch, secret: str, login: str
) -> None:
    monkeypatch.setenv("WCQS_SECRET_ID", secret)
    assert wiring._query_service_login() == login


def test_a_login_that_cannot_be_read_is_none(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(_secret_id: str) -> str:
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "GetSecretValue")

    monkeypatch.setenv("WCQS_SECRET_ID", "full")
    monkeypatch.setattr(wiring, "read_secret", refuse)
    assert wiring._query_service_login() == ""
    assert "no login for the query service" in caplog.text
