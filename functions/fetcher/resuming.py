"""Showing what a socket watches where the function that serves its messages cannot.

A new socket is shown what its session's earlier ones watched, because clients in the field do not ask again; any socket
is shown a batch of thousands, which takes longer than a message may.
"""

import logging
from collections.abc import Callable
from functools import partial

from curator.foundation.clock import Clock
from curator.realtime import frames
from curator.realtime.connections import Subscription, batch_of, batch_topic, listed_user
from curator.realtime.ending import tell_end
from curator.realtime.errors import ConnectionGoneError
from curator.realtime.frames import MessageOut
from curator.realtime.packages.envelopes import push
from curator.realtime.showing import BatchState, ListState, batch_state, show_batch, show_list
from curator.realtime.store import ConnectionStore
from curator.realtime.streams.store import StreamStore
from curator.realtime.streams.stream import Stream
from curator.realtime.streams.tokens import Token, write_token
from curator.uploads import views
from curator.uploads.reading import BatchReader
from functions.fetcher.answering import Post, answering
from functions.fetcher.requests import ResumeRequest, WatchedRequest

log = logging.getLogger(__name__)


class Resumer:
    """Gives a socket the subscriptions of its session's earlier ones."""

    def __init__(
        self,
        *,
        connections: ConnectionStore,
        streams: StreamStore,
        reader: BatchReader,
        delivery: Post,
        clock: Clock,
    ) -> None:
        """Take who watches what, what reads batches, and the way to the client."""
        self._connections = connections
        self._streams = streams
        self._reader = reader
        self._delivery = delivery
        self._clock = clock

    def resume(self, request: ResumeRequest) -> None:
        """Watch again what was watched, and send how it stands now; what the client asked for itself has precedence.

        Raises:
            DeliveryFailedError: a message could not be sent, and the request should come again.
        """
        connection = self._connections.find(request.connection_id)
        if connection is None:
            return
        try:
            for subscription in self._connections.resume(connection):
                log.info("resuming %s", subscription.topic, extra={"connection_id": request.connection_id})
                self._show(subscription, since=connection.connected_at * 1000)
        except ConnectionGoneError:
            log.info("the client left before it was shown what it had watched")

    def show_watched(self, request: WatchedRequest) -> None:
        """Send how a batch stands that the socket has just begun to watch.

        Raises:
            DeliveryFailedError: a message could not be sent, and the request should come again.
        """
        subscription = Subscription(connection_id=request.connection_id, topic=batch_topic(request.batch_id))
        with answering(self._delivery, request) as answers:
            self._show_batch(subscription, request.batch_id, answers.tell)

    def _pusher(self, subscription: Subscription) -> Callable[[MessageOut], None]:
        """Return what sends to a client that has asked for nothing, in the form it spoke on its last socket."""
        return lambda message: self._delivery.post(subscription.connection_id, push(message, subscription.envelope))

    def _show(self, subscription: Subscription, *, since: int) -> None:
        send = self._pusher(subscription)
        place = self._streams.place(Stream(topic=subscription.topic, filter_text=subscription.filter_text))
        token = write_token(Token(subscription=subscription, since=since, place=place))
        batch_id = batch_of(subscription.topic)
        if batch_id is None:
            # Merged into what the client shows: it may be on another page by now.
            shown = partial(show_list, sequence=place.number, token=token, replace=False)
            shown(lambda: self._list(subscription), send, self._clock)
            return
        send(frames.subscribed(batch_id, sequence=place.number, token=token))
        self._show_batch(subscription, batch_id, send)

    def _show_batch(self, subscription: Subscription, batch_id: int, send: Callable[[MessageOut], None]) -> None:
        tell_end(
            show_batch(lambda: self._batch(batch_id), send, self._clock),
            batch_id=batch_id,
            read=lambda: self._batch(batch_id),
            claim=lambda total: self._connections.claim_completion(subscription, total=total),
            send=send,
            clock=self._clock,
        )

    def _batch(self, batch_id: int) -> BatchState:
        return batch_state(self._reader.iter_uploads(batch_id), lambda: self._reader.get_batch(batch_id))

    def _list(self, subscription: Subscription) -> ListState:
        batches, total = self._reader.list_batches(
            page=1,
            limit=subscription.limit,
            user_id=listed_user(subscription.topic),
            filter_text=subscription.filter_text or None,
        )
        return ListState(items={batch.id: views.batch_item(batch) for batch in batches}, total=total)
