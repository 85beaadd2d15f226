"""What the image routes work with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curator.images.intake import ImageIntake
    from curator.images.reader import ImageReader
    from curator.images.remover import ImageRemover
    from curator.images.statistics.service import ImageStatistics
    from functions.api.images.queues import QueueDepths
    from functions.api.store import TableFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFacts:
    """What this deployment is set to. Reading it asks nobody."""

    service: str = "image-processor"
    version: str = "1.0.0"
    region: str = ""
    max_bytes: int = 10 * 1024 * 1024
    uploads_per_hour: int = 50
    quality: int = 85
    sizes: Mapping[str, int] = field(
        default_factory=lambda: {"thumbnail": 150, "medium": 600, "large": 1200, "original": 4096}
    )
    dashboard_public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagesRoom:
    """The verbs of the room `curator.images`, and what is known of its queue and its table."""

    intake: "ImageIntake"
    reader: "ImageReader"
    remover: "ImageRemover"
    statistics: "ImageStatistics"
    queue: "QueueDepths"
    table: "TableFacts"
