"""What the function is made of, made once per environment and only when first needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from curator.foundation import aws
from curator.foundation.queues import SqsQueue
from curator.foundation.settings import read_settings
from curator.images import wiring as images
from curator.operations.audit import wiring as audit
from curator.operations.dead_letters import wiring as dead_letters
from curator.operations.dead_letters.wiring import CLOCK
from curator.operations.replays import wiring as replays
from curator.uploads import wiring as uploads
from curator.usage import wiring as usage
from curator.usage.scans import wiring as scans

if TYPE_CHECKING:
    from curator.operations.dead_letters.collecting import Collector
    from curator.operations.incidents.recording import IncidentRecorder
    from curator.operations.replays.running import ReplayRunner, WayBack
    from curator.uploads.lanes.returning import LaneReturn
    from functions.replayer.auditing import ReplayAudit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The environment of this function; the rooms read their own."""

    fetches_queue_url: str


@cache
def settings() -> Settings:
    """Return the settings; raises SettingsError for a bad deploy."""
    return read_settings(Settings)


@cache
def lane_return() -> "LaneReturn":
    """Return what brings uploads and ticks back into their lanes."""
    from curator.uploads.lanes.returning import LaneReturn
    from curator.uploads.lanes.store import LaneStore

    return LaneReturn(
        lanes=LaneStore(uploads.table(), CLOCK),
        uploads=uploads.upload_store(),
        waker=uploads.lane_waker(),
        lanes_queue=uploads.lanes_queue(),
        clock=CLOCK,
    )


@cache
def ways() -> "Mapping[str, WayBack]":
    """Return how letters go back, by their queue."""
    from curator.operations.dead_letters import kinds
    from curator.operations.replays.running import WayBack
    from curator.uploads.pushing.store import PushStore
    from curator.usage.scans.tasks.store import TaskStore
    from functions.replayer.ways_of_images import WayOfImages
    from functions.replayer.ways_of_others import WayOfReplays, WayOfRequests, WayOfRuns, readable
    from functions.replayer.ways_of_pushes import WayOfPushes
    from functions.replayer.ways_of_scans import WayOfScans
    from functions.replayer.ways_of_uploads import WayOfTicks, WayOfUploads

    jobs = scans.scan_service()
    found: dict[str, WayBack] = {
        kinds.LANES: WayOfTicks(lane_return()),
        kinds.UPLOADS: WayOfUploads(lane_return()),
        kinds.FETCHES: WayOfRequests(SqsQueue(aws.sqs, settings().fetches_queue_url), CLOCK.now),
        kinds.IMAGES: WayOfImages(images.images(), images.queue()),
        kinds.SCANS: WayOfScans(TaskStore(usage.table(), CLOCK), scans.lane_waker()),
        kinds.BROADCASTER: WayOfPushes(aws.dynamodb_streams, PushStore(uploads.table(), CLOCK), CLOCK.now),
        kinds.JANITOR: WayOfRuns({"scrape": jobs.scrape, "enrichment": jobs.enrichment, "cleanup": jobs.cleanup}),
        kinds.REPLAYS: WayOfReplays(replays.replay_store(), replays.queue()),
    }
    return {queue: readable(way) for queue, way in found.items()}


@cache
def collector() -> "Collector":
    """Return what takes letters over."""
    from curator.operations.dead_letters import kinds
    from curator.operations.dead_letters.collecting import Witness
    from curator.uploads.audit.store import AttemptStore
    from functions.replayer.ways_of_images import ImageWitness
    from functions.replayer.ways_of_uploads import UploadWitness

    witnesses: dict[str, Witness] = {
        kinds.UPLOADS: UploadWitness(uploads.upload_store(), AttemptStore(uploads.table())),
        kinds.IMAGES: ImageWitness(images.images()),
    }
    return dead_letters.collector(witnesses)


@cache
def runner() -> "ReplayRunner":
    """Return what works replays off."""
    from curator.operations.replays.running import ReplayRunner

    return ReplayRunner(
        replays=replays.replay_store(),
        letters=dead_letters.letter_store(),
        ways=ways(),
        collect=lambda queue, until: collector().collect(queue, until=until),
        queue=replays.queue(),
        done=replay_audit().replay_ended,
        clock=CLOCK,
    )


@cache
def recorder() -> "IncidentRecorder":
    """Return what records incidents."""
    from curator.operations.incidents.recording import IncidentRecorder
    from curator.operations.incidents.store import IncidentStore

    def due(queues: Sequence[str], *, incident_id: str) -> list[str]:
        return [one.id for one in replays.automatic_replays().run(queues, incident_id=incident_id)]

    return IncidentRecorder(
        IncidentStore(dead_letters.table()),
        collector=collector(),
        replays=due,
        queues=dead_letters.names_in_aws(),
        audit=replay_audit().incident,
    )


@cache
def replay_audit() -> "ReplayAudit":
    """Return what writes audit records of what the replayer does."""
    from functions.replayer.auditing import ReplayAudit

    return ReplayAudit(audit.auditor(), CLOCK)
