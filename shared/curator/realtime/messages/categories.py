"""What the category tools answer."""

from typing import Annotated, Literal

from pydantic import Field

from curator.realtime.messages.shape import Count, Moment, ServerMessage, Shape


class DeletedCategories(Shape):
    """Those of the titles asked about that were deleted once, spelled as they were sent."""

    deleted: Annotated[list[str], Field(min_length=1)]


class CategoriesDeletedResponse(ServerMessage):
    """The answer to CHECK_CATEGORIES_DELETED; where none was deleted, there is no answer."""

    type: Literal["CATEGORIES_DELETED_RESPONSE"]
    data: DeletedCategories


class CategoryTitle(Shape):
    """A page's title, with `Category:` and underscores."""

    title: str


class CategoryCreatedResponse(ServerMessage):
    """The answer to CREATE_CATEGORY."""

    type: Literal["CATEGORY_CREATED_RESPONSE"]
    data: CategoryTitle


class MoveProgress(Shape):
    """How many files of a category are dealt with so far."""

    source: str
    done: Count
    changed: Count
    failed: Count


class RecategorizeFilesProgress(ServerMessage):
    """A long move goes on; ours in addition to the protocol."""

    type: Literal["RECATEGORIZE_FILES_PROGRESS"]
    data: MoveProgress


class MovedFiles(Shape):
    """The category as the client named it, and how many files were changed."""

    source: str
    count: Count


class RecategorizeFilesResponse(ServerMessage):
    """The answer to RECATEGORIZE_FILES, once all files are dealt with."""

    type: Literal["RECATEGORIZE_FILES_RESPONSE"]
    data: MovedFiles


class WantedCategory(Shape):
    """A category without a page, and how many members of which kind it has."""

    title: str
    subcats: Count
    files: Count
    pages: Count
    total: Count


class WantedCategories(Shape):
    """A part of the list as it was read at `updated_at`; `total` counts all that match."""

    items: list[WantedCategory]
    total: Count
    updated_at: Moment


class WantedCategoriesResponse(ServerMessage):
    """The answer to FETCH_WANTED_CATEGORIES."""

    type: Literal["WANTED_CATEGORIES_RESPONSE"]
    data: WantedCategories


class Redlink(Shape):
    """A category without a page, and a page that links to it."""

    title: str
    linked_from: str


class Redlinks(Shape):
    """The list as it was read at `updated_at`."""

    items: list[Redlink]
    updated_at: Moment


class RedlinksResponse(ServerMessage):
    """The answer to FETCH_REDLINKS."""

    type: Literal["REDLINKS_RESPONSE"]
    data: Redlinks
