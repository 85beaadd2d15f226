"""Category tools. All of them wait for Commons or its database, and so are handed to the fetcher.

What acts in the user's name travels with the key of the session their socket was opened with, never with a token: the
fetcher reads the session when it begins, so a logout in between counts.
"""

from curator.categories.errors import SameCategoryError, TooManyTitlesError
from curator.commons.category_names import category_key
from curator.foundation.ids import random_token
from curator.realtime.protocol import (
    CheckCategoriesDeleted,
    CreateCategory,
    FetchRedlinks,
    FetchWantedCategories,
    RecategorizeFiles,
)
from curator.realtime.router import handles
from functions.websocket.conversation import SocketConversation

MAX_TITLES = 100  # each is a question of its own to Commons


@handles("CHECK_CATEGORIES_DELETED", CheckCategoriesDeleted)
def check_categories_deleted(message: CheckCategoriesDeleted, conversation: SocketConversation) -> None:
    """Tell which of the categories were deleted once; there is no answer where none was."""
    titles = message.data.titles
    if len(titles) > MAX_TITLES:
        raise TooManyTitlesError(len(titles), MAX_TITLES)
    conversation.hand_over("check_deleted", titles=titles, session_key=conversation.connection.session_key)


@handles("CREATE_CATEGORY", CreateCategory)
def create_category(message: CreateCategory, conversation: SocketConversation) -> None:
    """Make a category's page, and link it from Wikidata if an item is named."""
    wish = message.data
    conversation.hand_over(
        "create_category",
        title=wish.title,
        text=wish.text,
        item_id=wish.wikidata_qid or "",
        session_key=conversation.connection.session_key,
    )


@handles("RECATEGORIZE_FILES", RecategorizeFiles)
def recategorize_files(message: RecategorizeFiles, conversation: SocketConversation) -> None:
    """Begin to move the files of a category to another; it goes on although the socket closes."""
    wish = message.data
    if category_key(wish.source) == category_key(wish.target):
        raise SameCategoryError
    conversation.hand_over(
        "recategorise",
        id=random_token(),
        source=wish.source,
        target=wish.target,
        session_key=conversation.connection.session_key,
    )


@handles("FETCH_WANTED_CATEGORIES", FetchWantedCategories)
def fetch_wanted_categories(message: FetchWantedCategories, conversation: SocketConversation) -> None:
    """Show a part of the categories that have members but no page."""
    conversation.hand_over("wanted", offset=message.data.offset, filter=message.data.filter or "")


@handles("FETCH_REDLINKS", FetchRedlinks)
def fetch_redlinks(_message: FetchRedlinks, conversation: SocketConversation) -> None:
    """Show categories without a page that pages link to."""
    conversation.hand_over("redlinks")
