"""What a long batch of one user costs, counted in the simulation of the pacing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from benchmarks.cost import assumed
from benchmarks.cost.amounts import Amounts
from benchmarks.cost.metered import BilledTable
from benchmarks.cost.template import gib
from benchmarks.pacing.engine import Engine
from benchmarks.pacing.lanes import LanesRun
from benchmarks.pacing.scenarios import ORDINARY, Scenario, always
from benchmarks.pacing.work import work_piece

USER = "somebody"
SOCKET_MEGABYTES = 0.001  # of a frame
SECONDS_OF_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What the simulation counted; units are DynamoDB's, of the uploads table and its index."""

    files: int
    seconds: float
    working_seconds: float
    ticks: int
    upload_messages: int
    pushes: int
    busy_spells: int  # of ten seconds, in which there was a push
    read_units: float
    write_units: float
    index_units: int


def simulate(files: int) -> Batch:
    """Run a batch of an ordinary user to its end."""
    tables: list[BilledTable] = []

    def billed(engine: Engine) -> BilledTable:
        tables.append(BilledTable(engine))
        return tables[-1]

    scenario = Scenario(name="cost", files=files, limits=always(ORDINARY))
    pieces = [work_piece(f"cost {number}", median=scenario.seconds_each) for number in range(files)]
    run = LanesRun(scenario, {USER: pieces}, table=billed)
    outcome = run.run()
    (table,) = tables
    return Batch(
        files=files,
        seconds=outcome.seconds,
        working_seconds=sum(piece.seconds for piece in pieces),
        ticks=run.ticks,
        upload_messages=outcome.messages - run.ticks,
        pushes=len(table.busy_seconds),
        busy_spells=len({second // assumed.METRIC_SECONDS for second in table.busy_seconds}),
        read_units=table.meter.read_units,
        write_units=table.meter.write_units,
        index_units=table.index_units,
    )


def amounts(batch: Batch) -> Amounts:
    """Return everything AWS charges for, with the page open from the batch's beginning to its end."""
    slices = ceil(batch.files / assumed.SLICE)
    # Each checkpoint is written at a moment of its own, and told to who watches.
    checkpoints = assumed.CHECKPOINTS * batch.files
    pushes = batch.pushes + checkpoints
    frames = assumed.PUSH_FRAMES_WITH_BATCH * batch.pushes + checkpoints
    calls = {"pacer": batch.ticks, "uploader": batch.upload_messages, "broadcaster": pushes, "websocket": slices + 2}
    seconds = {
        "pacer": assumed.PACER_SECONDS * calls["pacer"],
        "uploader": assumed.UPLOADER_SECONDS * calls["uploader"] + batch.working_seconds,
        "broadcaster": assumed.BROADCASTER_SECONDS * calls["broadcaster"],
        "websocket": assumed.WEBSOCKET_SECONDS * calls["websocket"],
    }
    messages = calls["websocket"]
    more_reads = (
        assumed.WORK_READS * batch.files
        + assumed.MESSAGE_READS * messages
        + assumed.PUSH_READS_WITH_BATCH * batch.pushes
        + assumed.PUSH_READS * checkpoints
    )
    more_writes = (
        checkpoints
        + assumed.LOCK_WRITES * batch.files
        + assumed.MESSAGE_WRITES * messages
        + assumed.SLICE_LIMIT_WRITES * slices
        + assumed.PUSH_WRITES * pushes
        + assumed.METRIC_WRITES * (sum(calls.values()) - pushes + batch.busy_spells)
    )
    megabytes = assumed.FILE_MEGABYTES * batch.files + SOCKET_MEGABYTES * frames
    return Counter(
        {
            **invocations(calls, seconds),
            "sqs requests": (1 + assumed.RECEIVE_AND_DELETE) * (batch.ticks + batch.upload_messages),
            "dynamodb read units": batch.read_units + more_reads,
            "dynamodb write units": batch.write_units + batch.index_units + more_writes,
            "dynamodb GB-months": assumed.ROW_KILOBYTES * batch.files / 1e6,
            "socket messages": 2 * messages + frames,
            "socket minutes": batch.seconds / SECONDS_OF_MINUTE,
            "GB to the internet": megabytes / 1000,
        }
    )


def invocations(calls: Mapping[str, float], seconds: Mapping[str, float]) -> Amounts:
    """Return what calls of functions cost, and their logs."""
    return Counter(
        {
            "lambda requests": sum(calls.values()),
            "lambda GB-seconds": sum(gib(function) * spent for function, spent in seconds.items()),
            "log GB": sum(calls.values()) * assumed.LOG_KILOBYTES / 1e6,
        }
    )
