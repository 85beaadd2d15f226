"""A source of photographs, and what it says about each: the shapes every source fills and every client reads.

To add a source, write one file with a class that satisfies `Source`, and name it in `registry`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, runtime_checkable

from curator.foundation.clock import Clock
from curator.sources.errors import SourceNotConfiguredError

if TYPE_CHECKING:  # who only names or reads pictures is spared the HTTP client
    import httpx

    from curator.sources.downloads import Download
    from curator.sources.own_files import OwnFiles

Statement = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Creator:
    """Who took a photo, as the source names them."""

    id: str
    username: str
    profile_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoLocation:
    """Where the camera stood: degrees (WGS 84), and the place's names where they were looked up.

    `compass_angle` is in degrees clockwise from north, strictly between 0 and 360; `accuracy` is on the source's scale;
    `altitude` is in metres above the sea.
    """

    latitude: float
    longitude: float
    compass_angle: float | None = None
    accuracy: int | None = None
    altitude: float | None = None
    city: str | None = None
    county: str | None = None
    state: str | None = None
    country: str | None = None
    country_code: str | None = None
    postcode: str | None = None


class DatePrecision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    CIRCA = "circa"  # the year, more or less
    UNKNOWN = "unknown"  # the date is a stand-in


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """When the photo was taken and published, in UTC and whole seconds.

    A source that knows only what the camera's clock showed, and not its time zone, gives that as if it were UTC. One
    that knows both says in `utc_offset` how many minutes east of UTC the clock stood: people call a day by the clock.
    """

    taken: datetime
    precision: DatePrecision = DatePrecision.DAY
    posted: datetime | None = None
    utc_offset: int | None = None

    @property
    def by_the_clock(self) -> datetime:
        """What the camera's clock showed, as far as that is known."""
        return self.taken + timedelta(minutes=self.utc_offset or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageUrls:
    """The photo's page, its original and two smaller versions; "" where the source has none."""

    url: str
    original: str
    preview: str
    thumbnail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimensions:
    """In pixels; 0 where the source does not say."""

    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """What took the photo."""

    make: str | None = None
    model: str | None = None
    is_pano: bool = False


@dataclass(frozen=True, slots=True)
class ExistingPage:
    """A file on Commons that came from this photo, by the address of its entity."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaImage:
    """One photo of a source.

    `license` is the licence's short name, as in `CC BY 2.0`, where photos of a source differ in that, and
    `license_template` what Commons calls its template. `refusal` is a sentence for people: why Commons would not take
    the photo, which is shown but not selectable then. `credit` says whom the file itself names as its author.
    """

    id: str
    title: str
    dates: Dates
    creator: Creator
    location: GeoLocation
    urls: ImageUrls
    dimensions: Dimensions
    camera: Camera
    existing: tuple[ExistingPage, ...] = ()
    description: str | None = None
    license: str | None = None
    license_template: str | None = None
    refusal: str | None = None
    credit: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A sequence or an album: its photos, at least one, in order, and the id its input was resolved to."""

    images: tuple[MediaImage, ...]
    creator: Creator
    sequence_id: str


def to_message(image: MediaImage) -> dict[str, Any]:
    """Return the photo as clients receive it: plain JSON without nulls."""
    message: dict[str, Any] = _without_nulls(asdict(image))
    message["dates"] = _dates(image.dates)
    return message


def _dates(dates: Dates) -> dict[str, str | int]:
    message: dict[str, str | int] = {"taken": dates.taken.isoformat()}
    if dates.precision is not DatePrecision.DAY:
        message["precision"] = dates.precision.value
    if dates.posted is not None:
        message["posted"] = dates.posted.isoformat()
    if dates.utc_offset is not None:
        message["utc_offset"] = dates.utc_offset
    return message


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_nulls(part) for name, part in value.items() if part is not None}
    if isinstance(value, list | tuple):
        return [_without_nulls(part) for part in value]
    return value


class Source(Protocol):
    """Where photos come from. All methods raise `errors.SourceError`."""

    @property
    def name(self) -> str:
        """What clients call the source, as in `mapillary`."""

    @property
    def external_id_property(self) -> str | None:
        """The Wikidata property for this source's photo ids, as in `P1947`; None where nobody but us knows them."""

    @property
    def licence(self) -> str | None:
        """The licence of all its photos, as in `CC BY-SA 4.0`; None where each photo says its own."""

    def resolve_input(self, text: str) -> str:
        """Return the collection's id for what a user typed: an id or a page's address."""

    def fetch_collection(self, text: str) -> Collection:
        """Return the whole collection; raises `SourceTooLargeError` if it has to be fetched in parts."""

    def fetch_collection_ids(self, text: str) -> list[str]:
        """Return the ids of all photos in a collection."""

    def fetch_images(self, ids: Sequence[str], collection: str) -> list[MediaImage]:
        """Return these photos of a collection, at most 100."""

    def fetch_image(self, image_id: str) -> MediaImage:
        """Return one photo to publish, with addresses fresh enough to download from.

        Raises `LicenceNotAcceptedError` or `NotAPhotographError` for what must not be published, even if it was
        selectable when it was shown.
        """

    def statements(self, image: MediaImage, *, with_licence: bool) -> list[Statement]:
        """Return the structured data for the file on Commons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """The user a photo is shown to, or published for."""

    user_id: str
    username: str


@runtime_checkable
class PersonalSource(Protocol):
    """What a source has in addition where each user finds photos of their own in it."""

    def of(self, asker: Asker) -> Source:
        """Return the source as this user finds it."""


@runtime_checkable
class KeepsFiles(Protocol):
    """What a source has in addition that hands out its files itself, where others name an address to download from."""

    def write_original(self, image: MediaImage, target: BinaryIO, *, on_progress: Callable[[], None]) -> "Download":
        """Write a photo's file into `target`, as `downloads.Downloader.download` does."""


def as_found_by(source: Source, asker: Asker) -> Source:
    """Return the source as this user finds it; most are the same for everybody."""
    return source.of(asker) if isinstance(source, PersonalSource) else source


def no_files() -> "OwnFiles":
    """Stand in for what keeps files where nothing does; raises SourceNotConfiguredError."""
    raise SourceNotConfiguredError("nobody keeps files here")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTools:
    """What a source is built from.

    Attributes:
        http: shared between sources.
        clock: for waits between attempts.
        environment: each source reads its own settings from it.
        credential: returns the API token of a source by its name, read when it is first needed.
        own_files: returns what users uploaded here, in functions that may read it.
    """

    http: "httpx.Client"
    clock: Clock
    environment: Mapping[str, str]
    credential: Callable[[str], str]
    own_files: "Callable[[], OwnFiles]" = no_files
