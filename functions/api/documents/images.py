"""What the image routes answer."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, HttpUrl

from curator.images.models import JobStatus
from curator.realtime.messages.shape import Count, Shape
from functions.api.documents.answers import Problem
from functions.api.images.reading import Size

Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Duration = Annotated[float | None, Field(ge=0)]
Percentage = Annotated[float, Field(ge=0)]
Reachable = Literal["healthy", "down"]


class Refusal(Problem):
    """Why a request was refused or failed: a sentence, twice for the sake of two kinds of clients, and a code."""

    error: str
    status_code: Annotated[int, Field(ge=400, le=599)]
    code: str


class WrongPart(Shape):
    """What is wrong with one part of a request."""

    type: str
    loc: list[str | int]
    msg: str


class WrongForm(Refusal):
    """A request of the wrong form, with what is wrong where; or a value that is refused for what it says."""

    details: list[WrongPart] = Field(default_factory=list)


class Card(Shape):
    """What this service is."""

    service: str
    version: str
    description: str
    documentation: str | None
    health_check: str
    dashboard: str
    storage_backend: Literal["s3"]


class ServiceName(Shape):
    """Name and version."""

    name: str
    version: str


class StorageInfo(Shape):
    """Where images are kept."""

    backend: Literal["s3"]
    region: str | None


class ProcessingInfo(Shape):
    """What is made of an image: the longest side of each variant in pixels."""

    image_sizes: dict[str, Count]
    webp_quality: Annotated[int, Field(ge=0, le=100)]
    allowed_mime_types: list[str]


class Limits(Shape):
    """What is taken; a direct upload is one with the file in the request."""

    max_upload_size_mb: float
    max_direct_upload_size_mb: float
    rate_limit_per_hour: Count


class Info(Shape):
    """What this service can do, and how much of it."""

    service: ServiceName
    storage: StorageInfo
    processing: ProcessingInfo
    limits: Limits


class Pointers(Shape):
    """Where to ask for a job and, later, for its image."""

    job_id: Id
    image_id: Id
    status_url: str


class Accepted(Pointers):
    """The image is in; its variants are made later."""

    message: str


class PostForm(Shape):
    """What to post a file with: the fields first, then the file as the field `file`."""

    url: HttpUrl
    fields: dict[str, str]


class Announced(Pointers):
    """A form that takes this one image, for a while."""

    upload: PostForm
    expires_at: AwareDatetime


class Job(Shape):
    """Where a job stands."""

    job_id: Id
    image_id: Id
    status: JobStatus
    created_at: AwareDatetime
    completed_at: AwareDatetime | None
    error: str | None
    attempts: Count


class Result(Shape):
    """What a completed job made: by variant its address, for an hour, and its key."""

    job_id: Id
    image_id: Id
    status: Literal[JobStatus.COMPLETED]
    urls: dict[str, HttpUrl]
    paths: dict[str, str]
    metadata: dict[str, Any]
    completed_at: AwareDatetime


class Dimensions(Shape):
    """One variant."""

    width: Annotated[int, Field(ge=1)]
    height: Annotated[int, Field(ge=1)]
    aspect_ratio: Annotated[float, Field(ge=0)]
    format: Literal["webp"]
    size_bytes: Count
    sha256: Hash
    blurhash: str


class ImageMetadata(Shape):
    """What is known of one variant of an image."""

    dominant_color: Colour
    dimensions: Dimensions


class Image(Shape):
    """One variant's address, which holds for an hour."""

    image_id: Id
    url: HttpUrl
    size: Size
    metadata: ImageMetadata


class AllVariants(Shape):
    """The addresses of all variants, for an hour, with all metadata: the uploader's own under what was found out."""

    image_id: Id
    urls: dict[str, HttpUrl]
    metadata: dict[str, Any]


class Measures(Shape):
    """Width and height in pixels."""

    width: Annotated[int, Field(ge=1)]
    height: Annotated[int, Field(ge=1)]


class OwnVariant(Measures):
    """One variant."""

    size_bytes: Count


class OwnImage(Shape):
    """One of the caller's images; `taken` and `has_place` are what the photograph says of itself."""

    image_id: Id
    filename: str
    bucket: str
    content_type: str
    content_length: Count
    created_at: AwareDatetime
    original_dimensions: Measures
    dominant_color: Colour
    license: str | None
    taken: str | None
    has_place: bool
    variants: dict[str, OwnVariant]


class OwnImages(Shape):
    """The caller's own images, the newest first; `next` is the `after` of the page that follows."""

    images: list[OwnImage]
    next: Id | None


class BatchImage(Shape):
    """One image of several."""

    image_id: Id
    url: HttpUrl
    size: Size
    dominant_color: Colour


class Batch(Shape):
    """Those of the images asked for that are there, in the order asked for."""

    images: list[BatchImage]
    requested: Count
    found: Count


class Deleted(Shape):
    """The image is gone; `files_removed` are the variants there were."""

    image_id: Id
    deleted: Literal[True]
    files_removed: Count


class Alive(Shape):
    """The service answers."""

    status: Literal["healthy"]
    service: str
    version: str
    timestamp: AwareDatetime


class Performance24h(Shape):
    """The last day; the average is from upload to completion, waiting included."""

    completed_24h: Count
    avg_processing_time_seconds: Duration


class Stored(Shape):
    """How much there ever was."""

    total_images: Count
    total_jobs: Count


class Workers(Shape):
    """Workers with a job, and messages with workers; `error` where nobody can say."""

    active_workers: Count
    active_tasks: Count
    error: str = ""


class Stats(Shape):
    """How much has been done, and how much is being done."""

    status_breakdown: dict[JobStatus, Count]
    performance_24h: Performance24h
    storage: Stored
    celery: Workers
    timestamp: AwareDatetime


class FailedJob(Shape):
    """A job that failed."""

    job_id: Id
    image_id: Id
    error: str | None
    attempts: Count
    created_at: AwareDatetime
    failed_at: AwareDatetime | None


class FailedJobs(Shape):
    """The jobs that failed last; `total` is the length of this list."""

    failed_jobs: list[FailedJob]
    total: Count


class Breaker(Shape):
    """Whether the service that decides on permissions is asked."""

    state: Literal["closed", "open", "half_open"]
    failures: Count
    threshold: Count
    timeout_seconds: float
    opened_at: AwareDatetime | None


class AuthService(Shape):
    """The service that decides on permissions."""

    url: str | None
    timeout_seconds: float
    circuit_breaker: Breaker


class Lifetimes(Shape):
    """How long each kind of answer is remembered."""

    read_seconds: float
    write_seconds: float
    admin_seconds: float
    denied_seconds: float


class AuthCache(Shape):
    """Where its answers are remembered."""

    enabled: bool
    redis_connection: Reachable
    redis_error: str | None
    ttl_config: Lifetimes


class AuthSettings(Shape):
    """What happens where it cannot be asked."""

    fail_open: bool


class AuthHealth(Shape):
    """How the service that decides on permissions does, and the memory of its answers."""

    status: Literal["healthy", "degraded"]
    auth_api: AuthService
    cache: AuthCache
    config: AuthSettings
    timestamp: AwareDatetime
