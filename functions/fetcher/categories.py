"""Looking after single categories on Commons in a user's name: which were deleted once, and making one."""

from collections.abc import Callable
from typing import Protocol

from curator.commons.categories import create_category, deleted_categories, link_from_item
from curator.commons.category_names import category_key
from curator.commons.client import CommonsClient
from curator.identity.errors import SessionExpiredError
from curator.identity.sessions import Session
from curator.realtime import frames
from functions.fetcher.answering import Post, answering
from functions.fetcher.requests import CheckDeletedRequest, CreateCategoryRequest

ClientFor = Callable[[str, str], CommonsClient]
"""Returns the wiki's API in the name of the owner of an encrypted token, whose username is given as well."""


class FindSession(Protocol):
    """What we use of `curator.identity.sessions.Sessions`."""

    def find_by_key(self, key: str) -> Session | None:
        """Return a session that has not ended."""


class Acting:
    """Turns the key of a session into the right to act on Commons."""

    def __init__(self, sessions: FindSession, client_for: ClientFor) -> None:
        """Take the sessions, and what makes clients."""
        self._sessions = sessions
        self._client_for = client_for

    def client_of(self, session_key: str) -> CommonsClient:
        """Return the wiki's API in the name of who is logged in; raises SessionExpiredError once they are not."""
        session = self._sessions.find_by_key(session_key)
        if session is None:
            raise SessionExpiredError
        return self._client_for(session.encrypted_token, session.username)


class CategoryDesk:
    """Answers CHECK_CATEGORIES_DELETED and CREATE_CATEGORY."""

    def __init__(self, *, acting: Acting, hide: Callable[[str], None], delivery: Post) -> None:
        """`hide` leaves a category out of the lists of missing ones."""
        self._acting = acting
        self._hide = hide
        self._delivery = delivery

    def check_deleted(self, request: CheckDeletedRequest) -> None:
        """Tell which categories were deleted; silence says that none was."""
        with answering(self._delivery, request) as answers:
            deleted = deleted_categories(self._acting.client_of(request.session_key), request.titles)
            if deleted:
                answers.tell(frames.categories_deleted(deleted))

    def create(self, request: CreateCategoryRequest) -> None:
        """Make a category, tell so, and then link it from its item: whether that works, the client need not wait for.

        A request that comes twice does no harm: a category that is there is as good as made.
        """
        with answering(self._delivery, request) as answers:
            client = self._acting.client_of(request.session_key)
            title = create_category(client, request.title, text=request.text)
            self._hide(category_key(title))
            answers.tell_if_there(frames.category_created(title))
            if request.item_id:
                link_from_item(client, title, item_id=request.item_id)
