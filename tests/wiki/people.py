"""People who act on the wiki through Curator's own client."""

import io
from dataclasses import dataclass
from typing import Any

import httpx

from curator.commons.client import CommonsClient, CommonsSettings
from curator.commons.publishing import PublishedFile, publish
from curator.commons.signing import Consumer
from curator.commons.stash import StashedFile, upload_to_stash
from curator.foundation.clock import Clock, SystemClock
from local.mediawiki.wiki import ADMIN_GRANTS, UPLOADER_GRANTS, MediaWiki, Token
from tests.wiki.pictures import Picture

USER_AGENT = "Curator-tests/1 (tests@example.org)"


class BusyWikiClock(SystemClock):
    """The time of day, for signatures the wiki believes. While somebody sleeps the wiki does its jobs; nobody waits."""

    def __init__(self, wiki: MediaWiki) -> None:
        self._wiki = wiki
        self.sleeps: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self._wiki.run_jobs()


class IdleWikiClock(SystemClock):
    """The time of day, and what was slept on top, though nobody waits; the wiki's jobs stay undone."""

    def __init__(self) -> None:
        self._slept = 0.0

    def now(self) -> float:
        return super().now() + self._slept

    def sleep(self, seconds: float) -> None:
        self._slept += seconds


@dataclass(frozen=True)
class Person:
    """An account, its access token, and Curator acting for it."""

    username: str
    token: Token
    client: CommonsClient

    def stash(self, picture: Picture, filename: str, **options: Any) -> StashedFile:
        """Send a picture to the stash."""
        return upload_to_stash(
            self.client, io.BytesIO(picture.content), size=picture.size, filename=filename, **options
        )

    def upload(self, picture: Picture, filename: str, **options: Any) -> PublishedFile:
        """Stash a picture and publish it."""
        return self.publish(self.stash(picture, filename), picture, filename, **options)

    def publish(self, stashed: StashedFile, picture: Picture, filename: str, text: str = "A picture.") -> PublishedFile:
        """Publish what is in the stash."""
        return publish(
            self.client, filekey=stashed.filekey, filename=filename, comment="test", text=text, sha1=picture.sha1
        )


def person(wiki: MediaWiki, username: str, **options: Any) -> Person:
    """Return an account of the wiki that has allowed Curator to act for it."""
    token = wiki.grant(username, ADMIN_GRANTS if username == "Admin" else UPLOADER_GRANTS)
    return Person(username, token, client_of(wiki, token, username, **options))


def client_of(
    wiki: MediaWiki,
    token: Token | None,
    username: str | None,
    *,
    clock: Clock | None = None,
    consumer: Consumer | None = None,
    http: httpx.Client | None = None,
    maxlag_seconds: int = 5,
    **options: Any,
) -> CommonsClient:
    """Return Curator's client of the wiki."""
    return CommonsClient(
        http or httpx.Client(),
        settings=CommonsSettings(
            commons_api_url=wiki.api_url,
            commons_index_url=wiki.index_url,
            user_agent=USER_AGENT,
            maxlag_seconds=maxlag_seconds,
        ),
        consumer=consumer or Consumer(wiki.consumer.key, wiki.consumer.secret),
        access_token=token,
        clock=clock or BusyWikiClock(wiki),
        username=username,
        **options,
    )
