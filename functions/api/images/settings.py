"""What routes tell of this deployment, from the environment."""

from dataclasses import dataclass

from curator.images.wiring import ImageSettings
from functions.api.images.room import ImageFacts
from functions.api.images.storage_origins import storage_origins


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageApiSettings:
    """The environment of this function beyond what the room reads itself."""

    incoming_bucket: str
    variants_bucket: str
    images_queue_url: str
    images_dead_letter_queue_url: str
    aws_region: str
    aws_endpoint_url: str = ""
    dashboard_public: bool = False

    def facts(self, room: ImageSettings) -> ImageFacts:
        """Return what routes need of this and of the room's settings."""
        return ImageFacts(
            region=self.aws_region,
            max_bytes=room.image_max_bytes,
            uploads_per_hour=room.image_uploads_per_hour,
            quality=room.image_quality,
            sizes={variant.name: variant.limit for variant in room.specification().variants},
            dashboard_public=self.dashboard_public,
        )

    def storage_origins(self) -> tuple[str, ...]:
        """Return where browsers post images to and read variants from."""
        buckets = (self.incoming_bucket, self.variants_bucket)
        return storage_origins(buckets, region=self.aws_region, endpoint=self.aws_endpoint_url)
