"""The list of batches: a page of it, and the first page kept up to date."""

from curator.foundation.pagination.meta import Meta
from curator.realtime import frames
from curator.realtime.connections import Slot, Subscription, list_topic, listed_user
from curator.realtime.frames import MessageOut
from curator.realtime.protocol import BatchesPage, FetchBatches, SubscribeBatchesList, Unsubscribe
from curator.realtime.router import handles
from curator.realtime.showing import ListState, Send, show_list
from curator.realtime.streams.tokens import Token, write_token
from curator.uploads import views
from functions.websocket.conversation import SocketConversation
from functions.websocket.watching import stop, watch, wish


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
    stop(conversation, Slot.LIST)


def show_first_page(token: Token, conversation: SocketConversation) -> None:
    """Show a list to somebody who watches it already; it replaces what they see."""
    show_list(
        lambda: _read(token.subscription, conversation),
        _sender(token.subscription, conversation),
        conversation.services.clock,
        sequence=token.place.number,
        token=write_token(token),
        replace=True,
    )


def _show(page: BatchesPage, conversation: SocketConversation) -> None:
    wanted = wish(conversation, list_topic(page.userid), filter_text=page.filter or "", limit=page.limit)
    if page.page == 1:
        show_first_page(watch(conversation, wanted), conversation)
        return
    stop(conversation, Slot.LIST)
    state = _read(wanted, conversation, page.page)
    send = _sender(wanted, conversation, page.page)
    for frame in frames.batches_list(state.items.values(), total=state.total, partial=False):
        send(frame)


def _sender(wanted: Subscription, conversation: SocketConversation, page: int = 1) -> Send:
    """Return what sends a part of the list, saying to those who speak in packages which page it is of how many."""

    def send(message: MessageOut) -> None:
        meta = Meta.counted(page=page, per_page=wanted.limit, total=message["data"]["total"])
        conversation.reply(message, meta)

    return send


def _read(wanted: Subscription, conversation: SocketConversation, page: int = 1) -> ListState:
    batches, total = conversation.services.uploads.list_batches(
        page=page,
        limit=wanted.limit,
        user_id=listed_user(wanted.topic),
        filter_text=wanted.filter_text or None,
    )
    return ListState(items={batch.id: views.batch_item(batch) for batch in batches}, total=total)
