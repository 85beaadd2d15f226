"""Going on with what an earlier socket watched, where it stopped.

    token ─▶ watched without a break? ─▶ all that was pushed since still known? ─▶ RESUMED, and what was missed
                      │ no                            │ no
                      └───────────────┬───────────────┘
                                      ▼
                      RESUMED, and all of it as if watched anew

The new socket watches before anything is read, so that no push falls in between.
"""

from dataclasses import replace

from curator.foundation.clock import epoch_seconds
from curator.realtime import frames
from curator.realtime.connections import Subscription, batch_of, room_of
from curator.realtime.ending import PUSH_LAG_SECONDS
from curator.realtime.frames import MessageOut
from curator.realtime.protocol import Resume
from curator.realtime.router import handles
from curator.realtime.streams.replaying import missed_since, replay
from curator.realtime.streams.tokens import Token, read_token, write_token
from functions.websocket.conversation import SocketConversation
from functions.websocket.handlers import lists, rooms, subscriptions
from functions.websocket.watching import watch


@handles("RESUME", Resume)
def resume(message: Resume, conversation: SocketConversation) -> None:
    """Watch what the token names, and send what was missed; all of it anew where that is not known."""
    services = conversation.services
    shown = read_token(message.data.token)
    earlier = shown.subscription
    _refuse_what_cannot_be_watched(earlier, conversation)
    user_id = conversation.principal.user_id
    unbroken = services.connections.watched_until_now(earlier, since=shown.since, user_id=user_id)
    now = replace(earlier, connection_id=conversation.connection_id, envelope=conversation.envelope.kind)
    token = watch(conversation, now, across_sockets=room_of(now.topic) is None)
    missed = _missed(shown, message.data.sequence, token, conversation) if unbroken else None
    conversation.reply(
        frames.resumed(
            now.topic,
            replayed=missed is not None,
            missed=len(missed or ()),
            sequence=token.place.number,
            token=write_token(token),
        )
    )
    if missed is None:
        _show_anew(token, conversation)
    else:
        until = replay(services.streams, token.stream, missed, until=token.place.number, send=conversation.reply)
        _tell_end(token, until, conversation)
    if unbroken:  # and thus this user's own
        services.connections.forget_away(earlier)


def _refuse_what_cannot_be_watched(wanted: Subscription, conversation: SocketConversation) -> None:
    """Raise what asking for the same thing without a token would raise."""
    batch_id, room = batch_of(wanted.topic), room_of(wanted.topic)
    if batch_id is not None:
        conversation.services.uploads.get_batch(batch_id)
    elif room is not None:
        rooms.refuse_too_many(room, conversation)


def _missed(shown: Token, after: int | None, token: Token, conversation: SocketConversation) -> list[MessageOut] | None:
    services = conversation.services
    return missed_since(services.streams, shown, after=after, until=token.place.number, now=services.clock.now())


def _show_anew(token: Token, conversation: SocketConversation) -> None:
    batch_id = batch_of(token.subscription.topic)
    if batch_id is not None:
        batch = conversation.services.uploads.get_batch(batch_id)
        subscriptions.show_uploads(batch, token.subscription, conversation)
    elif room_of(token.subscription.topic) is None:
        lists.show_first_page(token, conversation)


def _tell_end(token: Token, until: int, conversation: SocketConversation) -> None:
    """Tell that the batch has ended: the word of it has no number, so nobody knows whether the client read it.

    A batch that ended just now has pushes on their way; they are waited for, as `curator.realtime.ending` says.
    """
    batch_id = batch_of(token.subscription.topic)
    if batch_id is None:
        return
    services = conversation.services
    batch = services.uploads.get_batch(batch_id)
    if not batch.finished or not batch.total:
        return
    wait = epoch_seconds(batch.updated_at) + PUSH_LAG_SECONDS - services.clock.now()
    if wait > 0:
        services.clock.sleep(wait)
        replay(services.streams, token.stream, (), until=until, send=conversation.reply)
    if services.connections.claim_completion(token.subscription, total=batch.total):
        conversation.reply(frames.uploads_complete(batch_id))
