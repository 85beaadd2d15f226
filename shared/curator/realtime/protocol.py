"""What clients may send: `{"type": NAME, "data"?: …, "handler"?: …}`, one JSON object per message.

Integers are lax (`"7"`, `7.0` and `true` are taken, `7.5` and `null` are not), strings are strict, keys we do not know
are ignored: clients in the field rely on each of these.
"""

from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr, ValidationError, ValidationInfo

from curator.realtime.errors import FieldError, InvalidMessageError
from curator.realtime.packages.numbers import CLIENT
from curator.realtime.packages.shapes import path_of

MAX_ID = 2**53 - 1  # the largest integer a browser can hold
MAX_NAME = 255  # characters of a user id or a source's name: both become parts of table keys
MAX_TEXT = 1024  # characters of an id, an address or a title
MAX_CATEGORY_TEXT = 16 * 1024  # characters: a queue takes 256 KiB, and JSON writes a character in 12 bytes at most
MAX_WIKITEXT = 128 * 1024  # API Gateway carries no longer message; bounded strings also refuse half surrogate pairs

TYPES = frozenset(CLIENT)
"""Every message of the protocol, whether or not somebody serves it."""

READING = frozenset(
    {
        "CHECK_CATEGORIES_DELETED",
        "FETCH_BATCHES",
        "FETCH_BATCH_UPLOADS",
        "FETCH_IMAGES",
        "FETCH_PRESETS",
        "FETCH_REDLINKS",
        "FETCH_WANTED_CATEGORIES",
        "JOIN_ROOM",
        "LEAVE_ROOM",
        "PING",
        "RESUME",
        "SUBSCRIBE_BATCH",
        "SUBSCRIBE_BATCHES_LIST",
        "UNSUBSCRIBE_BATCH",
        "UNSUBSCRIBE_BATCHES_LIST",
    }
)
"""Those that change nothing but what their own client is told."""

SOURCE_NAMES = "source_names"
"""Where the validation context names the sources of pictures."""

SOURCE_NAME = "source-name"
"""The format of a source's name in a model's JSON schema: only who writes the schema down knows the sources."""


def _is_a_source(name: str, info: ValidationInfo) -> str:
    if name not in (info.context or {}).get(SOURCE_NAMES, ()):
        raise ValueError("no such source")
    return name


NO_NUL = Field(pattern=r"^[^\u0000]*$")  # neither Commons nor a table's keys can hold U+0000 as it stands
Id = Annotated[int, Field(ge=0, le=MAX_ID)]
Text = Annotated[StrictStr, Field(max_length=MAX_TEXT), NO_NUL]
NonEmptyText = Annotated[StrictStr, Field(min_length=1, max_length=MAX_TEXT), NO_NUL]
Name = Annotated[StrictStr, Field(max_length=MAX_NAME), NO_NUL]
RoomName = Annotated[StrictStr, Field(min_length=1, max_length=MAX_NAME), NO_NUL]
SourceName = Annotated[Name, AfterValidator(_is_a_source), Field(json_schema_extra={"format": SOURCE_NAME})]


class Part(BaseModel):
    """A part of a message."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)  # a start builds none: each when it comes


class Message(Part):
    """A whole message without its type, which the router has read already."""


class FetchImages(Message):
    """Show the pictures of a collection; `data` is its id or address at the source."""

    data: NonEmptyText
    handler: SourceName


class CreateBatch(Message):
    """Begin a batch."""


class Label(Part):
    """A caption in one language."""

    language: NonEmptyText
    value: Text


class UploadItem(Part):
    """One picture to upload."""

    id: NonEmptyText  # at its source
    input: Text  # the collection it was picked from, as typed
    title: NonEmptyText  # the file's name with extension, without "File:"
    wikitext: Annotated[StrictStr, Field(max_length=MAX_WIKITEXT), NO_NUL]
    labels: Label | None = None
    copyright_override: bool | None = False


class Slice(Part):
    """A part of a batch."""

    batchid: Id
    sliceid: Id
    items: list[UploadItem]
    handler: SourceName = "mapillary"


class UploadSlice(Message):
    """Queue a part of a batch."""

    data: Slice


class OfBatch(Message):
    """Anything that needs only a batch's id."""

    data: Id


class BatchesFilter(Part):
    """Which batches to list; an empty text filters nothing."""

    userid: Name | None = None
    filter: Name | None = None


class BatchesPage(BatchesFilter):
    """Which page of them."""

    page: Annotated[int, Field(ge=1, le=MAX_ID)] = 1
    limit: Annotated[int, Field(ge=1, le=MAX_ID)] = 100


class FetchBatches(Message):
    """List batches, and keep the first page up to date."""

    data: BatchesPage


class SubscribeBatchesList(Message):
    """List the first page and keep it up to date; older clients send this."""

    data: BatchesFilter = BatchesFilter.model_construct()  # which builds nothing


class Unsubscribe(Message):
    """Stop keeping something up to date."""


class OfSource(Part):
    """Which source of pictures."""

    handler: SourceName


class FetchPresets(Message):
    """List one's presets for a source."""

    data: OfSource


class PresetFields(OfSource):
    """A preset with all its fields; their lengths are checked where they are kept, which says what is too long."""

    preset_id: Id | None = None  # of the one to overwrite
    title: Text
    title_template: Text
    labels: Label | None = None
    categories: Text | None = None
    exclude_from_date_category: bool = False
    is_default: bool = False


class SavePreset(Message):
    """Keep a preset."""

    data: PresetFields


class PresetId(Part):
    """Which preset."""

    preset_id: Id


class DeletePreset(Message):
    """Remove a preset."""

    data: PresetId


class CategoryTitles(Part):
    """Categories, with or without `Category:`; how many there may be, their handler says."""

    titles: list[NonEmptyText]


class CheckCategoriesDeleted(Message):
    """Tell which of the categories were deleted once."""

    data: CategoryTitles


class NewCategory(Part):
    """A category's page, and the Wikidata item about the same thing."""

    title: NonEmptyText
    text: Annotated[StrictStr, Field(max_length=MAX_CATEGORY_TEXT), NO_NUL]
    wikidata_qid: Name | None = None


class CreateCategory(Message):
    """Make a category."""

    data: NewCategory


class TwoCategories(Part):
    """Where files are, and where they belong."""

    source: NonEmptyText
    target: NonEmptyText


class RecategorizeFiles(Message):
    """Move all files of a category to another."""

    data: TwoCategories


class WantedPage(Part):
    """Which part of the wanted categories to show; an empty text filters nothing."""

    offset: Id = 0
    filter: Name | None = None


class FetchWantedCategories(Message):
    """List categories that have members but no page."""

    data: WantedPage = WantedPage.model_construct()


class FetchRedlinks(Message):
    """List categories without a page that pages link to."""


class Ping(Message):
    """Keep the socket open: a gateway closes one that is silent for ten minutes."""


class OfRoom(Message):
    """Anything that needs only a room's name."""

    data: RoomName


class Words(Part):
    """What to announce, and to whom: a room, a user, or everybody where neither is named."""

    text: NonEmptyText
    room: RoomName | None = None
    user_id: Name | None = None


class Announce(Message):
    """Tell something to whoever listens."""

    data: Words


class StreamPlace(Part):
    """Where in a stream a client has lost its socket."""

    token: NonEmptyText
    sequence: Id | None = None  # the last number that was read; the token's own where it is not said


class Resume(Message):
    """Go on with a stream where another socket lost it."""

    data: StreamPlace


M = TypeVar("M", bound=Message)

MAX_PROBLEMS = 20  # a client that gets everything wrong need not read all of it


def validate(model: type[M], message: dict[str, Any], context: dict[str, Any], type_name: str = "") -> M:
    """Return the message as its model.

    Raises:
        InvalidMessageError: naming the fields that are wrong as a package has them, but no value.
    """
    try:
        return model.model_validate(message, context=context)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)[:MAX_PROBLEMS]
        errors = tuple(FieldError(path=path_of(type_name, one["loc"]), message=one["msg"]) for one in problems)
        places = ", ".join(".".join(map(str, one["loc"])) or "message" for one in problems[:5])
        raise InvalidMessageError(f"{model.__name__}: wrong at {places}", errors=errors) from None
