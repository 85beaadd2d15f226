"""Which queues there are, and what operators read of a deployment's settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curator.identity.limits.settings import LimitSettings
from curator.images.wiring import ImageSettings
from curator.operations.overview.queues import WorkQueue
from curator.uploads.wiring import PaceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSettings:
    """Where the queues are."""

    lanes_queue_url: str
    uploads_queue_url: str
    fetches_queue_url: str
    images_queue_url: str
    scans_queue_url: str
    replays_queue_url: str

    def queues(self) -> Sequence[WorkQueue]:
        """Return the queues with who works on them, in the order in which an upload meets them."""
        return (
            WorkQueue(name="lanes", function="pacer", url=self.lanes_queue_url),
            WorkQueue(name="uploads", function="uploader", url=self.uploads_queue_url),
            WorkQueue(name="fetches", function="fetcher", url=self.fetches_queue_url),
            WorkQueue(name="images", function="resizer", url=self.images_queue_url),
            WorkQueue(name="scans", function="scanner", url=self.scans_queue_url),
            WorkQueue(name="replays", function="replayer", url=self.replays_queue_url),
        )


def shown_settings(
    *, pace: PaceSettings, limits: LimitSettings, images: ImageSettings, more: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, Mapping[str, Any]]:
    """Return what operators see. Each value is named here: a setting that is added shows nowhere by itself."""
    return {
        "lanes": {
            "uploads at once": pace.upload_width,
            "lease": f"{pace.upload_lease_seconds:g} s",
            "horizon": f"{pace.lane_horizon_seconds:g} s",
            "reserve": f"{100 * pace.lane_reserve:g} %",
        },
        "callers": {
            "limited": limits.rate_limit_enabled,
            "calls a minute": limits.rate_limit_per_minute,
            "calls a second": limits.rate_limit_burst,
            "messages a minute": limits.ws_message_rate_limit,
            "slices a minute": limits.ws_slice_rate_limit,
            "sockets of a user": limits.ws_max_connections_per_user,
            "where limits cannot be asked": limits.rate_limit_fail_mode,
        },
        "images": {
            "largest picture": f"{images.image_max_pixels / 1_000_000:g} megapixels",
            "effort": images.image_effort,
        },
        **more,
    }
