"""The list of batches: a page of it, and the first page kept up to date."""

from curator.realtime import frames
from curator.realtime.connections import Slot, Subscription, list_topic
from curator.realtime.protocol import BatchesPage, FetchBatches, SubscribeBatchesList, Unsubscribe
from curator.realtime.router import handles
from curator.realtime.showing import ListState, show_list
from curator.realtime.streams.stream import Stream
from curator.uploads import views
from functions.websocket.conversation import SocketConversation


@handles("FETCH_BATCHES", FetchBatches)
def fetch_batches(message: FetchBatches, conversation: SocketConversation) -> None:
    """Show one page; the first one is kept up to date from then on, and replaces the list watched before."""
    _show(message.data, conversation)


@handles("SUBSCRIBE_BATCHES_LIST", SubscribeBatchesList)
def subscribe_batches_list(message: SubscribeBatchesList, conversation: SocketConversation) -> None:
    """Show the first page and keep it up to date; what clients sent before FETCH_BATCHES did both."""
    _show(BatchesPage(userid=message.data.userid, filter=message.data.filter), conversation)


@handles("UNSUBSCRIBE_BATCHES_LIST", Unsubscribe)
def unsubscribe_batches_list(_message: Unsubscribe, conversation: SocketConversation) -> None:
    """Stop keeping the list up to date; there is no answer."""
    _stop(conversation)


def _show(page: BatchesPage, conversation: SocketConversation) -> None:
    if page.page > 1:
        _stop(conversation)
        state = _read(page, conversation)
        for frame in frames.batches_list(state.items.values(), total=state.total, partial=False):
            conversation.reply(frame)
        return
    services = conversation.services
    subscription = _watch(page, conversation)
    latest = services.streams.last_number(Stream(topic=subscription.topic, filter_text=subscription.filter_text))
    show_list(lambda: _read(page, conversation), conversation.reply, services.clock, sequence=latest, replace=True)


def _read(page: BatchesPage, conversation: SocketConversation) -> ListState:
    batches, total = conversation.services.uploads.list_batches(
        page=page.page, limit=page.limit, user_id=page.userid or None, filter_text=page.filter or None
    )
    return ListState(items={batch.id: views.batch_item(batch) for batch in batches}, total=total)


def _watch(page: BatchesPage, conversation: SocketConversation) -> Subscription:
    subscription = Subscription(
        connection_id=conversation.connection_id,
        topic=list_topic(page.userid),
        filter_text=page.filter or "",
        limit=page.limit,
    )
    conversation.services.connections.subscribe(
        subscription,
        Slot.LIST,
        requested_at=conversation.received_at,
        session_key=conversation.connection.session_key,
    )
    return subscription


def _stop(conversation: SocketConversation) -> None:
    conversation.services.connections.unsubscribe(
        conversation.connection_id,
        Slot.LIST,
        requested_at=conversation.received_at,
        session_key=conversation.connection.session_key,
    )
