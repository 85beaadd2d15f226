"""Photographs of a source as a client is shown them: `curator.sources.source` on the wire."""

from typing import Annotated, Literal

from pydantic import Field

from curator.realtime.messages.shape import Count, Moment, ServerMessage, Shape
from curator.sources.source import DatePrecision


class Creator(Shape):
    """Who took a photograph."""

    id: str
    username: str
    profile_url: str


class GeoLocation(Shape):
    """Where the camera stood: degrees (WGS 84), and the place's names where they were looked up."""

    latitude: float
    longitude: float
    compass_angle: Annotated[float | None, Field(description="degrees clockwise from north")] = None
    accuracy: int | None = None
    altitude: Annotated[float | None, Field(description="metres above the sea")] = None
    city: str | None = None
    county: str | None = None
    state: str | None = None
    country: str | None = None
    country_code: str | None = None
    postcode: str | None = None


class Dates(Shape):
    """When the photograph was taken and published; without `precision` the day is right."""

    taken: Moment
    precision: DatePrecision | None = None
    posted: Moment | None = None
    utc_offset: Annotated[int | None, Field(description="minutes the camera's clock stood east of UTC")] = None


class ImageUrls(Shape):
    """The photograph's page, its original and two smaller versions; "" where the source has none."""

    url: str
    original: str
    preview: str
    thumbnail: str


class Dimensions(Shape):
    """In pixels; 0 where the source does not say."""

    width: Count
    height: Count


class Camera(Shape):
    """What took the photograph."""

    make: str | None = None
    model: str | None = None
    is_pano: bool


class ExistingPage(Shape):
    """A file on Commons that came from this photograph."""

    url: str


class MediaImage(Shape):
    """One photograph; one with a `refusal`, a sentence, cannot be uploaded."""

    id: str
    title: str
    dates: Dates
    creator: Creator
    location: GeoLocation
    urls: ImageUrls
    dimensions: Dimensions
    camera: Camera
    existing: list[ExistingPage]
    description: str | None = None
    license: str | None = None
    license_template: str | None = None
    refusal: str | None = None
    credit: Annotated[str | None, Field(description="whom the file itself names as its author")] = None
    tags: list[str]


class CollectionOfImages(Shape):
    """A whole collection, its photographs by their ids."""

    images: dict[str, MediaImage]
    creator: Creator
    sequence_id: str


class CollectionImages(ServerMessage):
    """The answer to FETCH_IMAGES where the whole collection fits into one message."""

    type: Literal["COLLECTION_IMAGES"]
    data: CollectionOfImages


class TryBatchRetrieval(ServerMessage):
    """The collection comes in parts; `data` says so to the user."""

    type: Literal["TRY_BATCH_RETRIEVAL"]
    data: str


class CollectionImageIds(ServerMessage):
    """The photographs that PARTIAL_COLLECTION_IMAGES will bring."""

    type: Literal["COLLECTION_IMAGE_IDS"]
    data: list[str]


class SomeImages(Shape):
    """Some photographs of a collection."""

    images: list[MediaImage]
    collection: str


class PartialCollectionImages(ServerMessage):
    """Some of the photographs that were announced."""

    type: Literal["PARTIAL_COLLECTION_IMAGES"]
    data: SomeImages


class UnannouncedImages(SomeImages):
    """Photographs beyond those one announcement holds."""

    first: Annotated[Count, Field(description="the place of the first one in the collection")]
    total: Annotated[Count, Field(description="photographs of the whole collection")]


class MoreCollectionImages(ServerMessage):
    """Photographs nobody announced; ours in addition to the protocol."""

    type: Literal["MORE_COLLECTION_IMAGES"]
    data: UnannouncedImages
