"""Tells everybody who watches a batch or a list of batches what changed.

    changes ─▶ news per batch ─▶ pushes per stream ─▶ a turn each ─▶ logged ─▶ sent when the turn comes
                                 └ none where nobody watches, or is away and may come back

A stream's subscribers get one push a second at most: its changed uploads and how far the batch is, or its changed
batches. Changes that come sooner wait in the table's stream and are told together. Who they are is asked when the turn
has come and the push is in the log: so whoever resumes the stream meanwhile reads it there or here (see
`curator.realtime.streams.store`).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from curator.foundation.clock import Clock
from curator.realtime import frames
from curator.realtime.broadcasting import BatchChanged, BatchNews, Change, Push, gather, list_messages
from curator.realtime.connections import Subscription, batch_topic, list_topic
from curator.realtime.errors import DeliveryFailedError
from curator.realtime.frames import MessageOut
from curator.realtime.packages.envelopes import push as in_envelope
from curator.realtime.posting import tell_each
from curator.realtime.streams.stream import Stream, Turn
from curator.uploads.models import Batch


class Subscribers(Protocol):
    """What we use of `curator.realtime.store.ConnectionStore`."""

    def subscribers(self, topic: str) -> Iterable[Subscription]:
        """Yield everybody who watches a topic and is there."""

    def listeners(self, topic: str) -> Iterable[Subscription]:
        """Yield everybody who watches a topic, and those who are away and may come back to it."""

    def claim_completion(self, subscription: Subscription, *, total: int) -> bool:
        """Whether the subscriber is still to be told that all `total` uploads have ended."""

    def return_completion(self, subscription: Subscription) -> None:
        """Undo a claim whose message could not be sent."""


class Streams(Protocol):
    """What we use of `curator.realtime.streams.store.StreamStore`."""

    def take_turn(self, stream: Stream, *, messages: int) -> Turn:
        """Return when to push this many messages, and their first number."""

    def log(self, stream: Stream, first: int, messages: Sequence[MessageOut]) -> None:
        """Keep what is pushed for those who miss it."""


class Post(Protocol):
    """What we use of `curator.realtime.delivery.Delivery`."""

    def post(self, connection_id: str, message: MessageOut) -> None:
        """Send one message to a connection."""


class Listings(Protocol):
    """What we use of `curator.uploads.reading.BatchReader`."""

    def list_batches(
        self, *, page: int, limit: int, user_id: str | None = None, filter_text: str | None = None
    ) -> tuple[list[Batch], int]:
        """Return a page of batches and how many there are in all."""


class Broadcaster:
    """Turns changes into messages for those who watch."""

    def __init__(
        self, *, subscribers: Subscribers, streams: Streams, delivery: Post, listings: Listings, clock: Clock
    ) -> None:
        """Read who watches, and what they are told beyond the change itself; send through `delivery`."""
        self._subscribers = subscribers
        self._streams = streams
        self._delivery = delivery
        self._listings = listings
        self._clock = clock

    def broadcast(self, changes: Iterable[Change]) -> int:
        """Tell everybody; return how many could not be told although they are still there.

        Telling is repeatable: messages carry states, so a client that hears one twice is none the wiser.
        """
        news = gather(changes)
        pushes = [push for one in news for push in self._of_batch(one)]
        pushes += self._of_lists([one.batch for one in news if one.batch])
        later: list[tuple[Turn, Push]] = []
        untold = 0
        for push in pushes:
            turn = self._streams.take_turn(push.stream, messages=len(push.messages))
            self._streams.log(push.stream, turn.first, push.messages)
            if turn.starts_at > self._clock.now():
                later.append((turn, push))
            else:
                untold += self._send(turn, push)
        return untold + sum(self._send(turn, push) for turn, push in sorted(later, key=lambda one: one[0].starts_at))

    def _of_batch(self, news: BatchNews) -> Iterator[Push]:
        topic = batch_topic(news.batch_id)
        if any(True for _ in self._subscribers.listeners(topic)):
            total = news.ended_total
            ended = None if total is None else (news.batch_id, total)
            yield Push(stream=Stream(topic=topic), messages=list(news.messages()), ended=ended)

    def _of_lists(self, changed: Sequence[BatchChanged]) -> list[Push]:
        if not changed:
            return []
        pushes = list(self._of_list(None, changed))
        for user_id in sorted({batch.user_id for batch in changed}):
            pushes += self._of_list(user_id, [batch for batch in changed if batch.user_id == user_id])
        return pushes

    def _of_list(self, user_id: str | None, changed: Sequence[BatchChanged]) -> Iterator[Push]:
        topic = list_topic(user_id)
        by_filter = {watcher.filter_text: watcher for watcher in self._subscribers.listeners(topic)}
        for filter_text, watcher in by_filter.items():
            messages = list_messages(watcher, changed, total=self._total(user_id, filter_text))
            if messages:
                yield Push(stream=Stream(topic=topic, filter_text=filter_text), messages=messages)

    def _total(self, user_id: str | None, filter_text: str) -> int:
        return self._listings.list_batches(page=1, limit=1, user_id=user_id, filter_text=filter_text or None)[1]

    def _send(self, turn: Turn, push: Push) -> int:
        """Send a push when its turn comes; return how many are there but could not be reached."""
        wait = turn.starts_at - self._clock.now()
        if wait > 0:
            self._clock.sleep(wait)
        messages = frames.numbered(push.messages, turn.first)
        found = self._subscribers.subscribers(push.stream.topic)
        watchers = [watcher for watcher in found if watcher.filter_text == push.stream.filter_text]
        return len(tell_each(watchers, lambda watcher: self._tell(watcher, messages, push.ended)))

    def _tell(self, watcher: Subscription, messages: Iterable[MessageOut], ended: tuple[int, int] | None) -> None:
        """Send the messages in order; raises where the watcher could not be reached."""
        for message in messages:
            self._post(watcher, message)
        if ended:
            self._tell_end(watcher, *ended)

    def _post(self, watcher: Subscription, message: MessageOut) -> None:
        self._delivery.post(watcher.connection_id, in_envelope(message, watcher.envelope))

    def _tell_end(self, watcher: Subscription, batch_id: int, total: int) -> None:
        """Send the end of a batch to a watcher who has not read it yet."""
        if not self._subscribers.claim_completion(watcher, total=total):
            return
        try:
            self._post(watcher, frames.uploads_complete(batch_id))
        except DeliveryFailedError:
            self._subscribers.return_completion(watcher)
            raise
