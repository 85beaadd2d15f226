"""Run, print, write down, and judge."""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.realtime import __doc__ as about
from benchmarks.realtime.figures import Traffic, Written, delays_of, polling
from benchmarks.realtime.memory import resident_mebibytes
from benchmarks.realtime.report import as_text, problems
from benchmarks.realtime.stored_batches import StoredBatches
from benchmarks.realtime.watching import Watcher
from benchmarks.realtime.workers import run_batches
from curator.uploads.models import Batch
from local.demo.client import CuratorClient
from local.parameters import curator_parameters
from local.stack import CURATOR, LocalStack

REPORT = Path("build/bench/realtime.json")
CONNECTING_AT_ONCE = 4  # the emulator starts a process for each call it has to answer at the same time
UNLIMITED = {"RATE_LIMIT_ENABLED": "false"}  # all sockets are one user's
PATIENCE_SECONDS = 60.0  # for what is under way when the last write is done


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much happens."""

    sockets: int
    batches: int
    uploads: int  # of each batch
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What happened."""

    writes: list[Written]
    watchers: list[Watcher]
    memory: dict[str, float]


def main(arguments: list[str]) -> int:
    """Let everybody watch; return 0 if everybody read everything."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.realtime", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sockets", type=int, default=200)
    parser.add_argument("--batches", type=int, default=20)
    parser.add_argument("--uploads", type=int, default=15, help="of each batch")
    parser.add_argument("--seconds", type=float, default=60.0, help="in which they are uploaded")
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args(arguments)
    size = Size(sockets=options.sockets, batches=options.batches, uploads=options.uploads, seconds=options.seconds)
    with tempfile.TemporaryDirectory(prefix="realtime-") as folder:
        plan = replace(CURATOR, parameters=lambda urls: curator_parameters(UNLIMITED, urls))
        stack = LocalStack(Path(folder), plan=plan)
        try:
            stack.start()
            stored = StoredBatches(stack)
            batches = [stored.create(size.uploads) for _ in range(size.batches)]
            run = asyncio.run(watch_batches(stack, stored, batches, size))
        finally:
            stack.kill()
    finals = {
        batch.id: {write.key: "completed" for write in run.writes if write.batch == batch.id} for batch in batches
    }
    broken = problems(run.watchers, finals)
    return tell(size, run, broken, options.report)


async def watch_batches(stack: LocalStack, stored: StoredBatches, batches: Sequence[Batch], size: Size) -> Run:
    """Open the sockets, run the batches, and wait until everybody has read their end or patience is."""
    watchers = [Watcher(batch=batches[number % len(batches)].id) for number in range(size.sockets)]
    async with CuratorClient(stack.url) as client, AsyncExitStack() as sockets, asyncio.TaskGroup() as group:
        await client.log_in("Robot")
        cookie = "; ".join(f"{one.name}={one.value}" for one in client.http.cookies.jar)
        gate = asyncio.Semaphore(CONNECTING_AT_ONCE)

        async def open_one() -> ClientConnection:
            async with gate:
                return await sockets.enter_async_context(
                    connect(stack.websocket_url, additional_headers={"Cookie": cookie}, proxy=None, open_timeout=60)
                )

        print(f"Opening {size.sockets} sockets…", flush=True)
        opened = await asyncio.gather(*(open_one() for _ in watchers))
        tasks = []
        for watcher, socket in zip(watchers, opened, strict=True):
            tasks.append(group.create_task(watcher.watch(socket)))
            await asyncio.wait_for(watcher.shown.wait(), PATIENCE_SECONDS)  # or each would start a function of its own
        for watcher in watchers:
            watcher.forget_the_beginning()
        print(f"Uploading {size.batches * size.uploads} photographs in {size.seconds:g} s…", flush=True)
        writes = await asyncio.to_thread(run_batches, stored, batches, seconds=size.seconds)
        ends = asyncio.gather(*(watcher.complete.wait() for watcher in watchers))
        try:
            await asyncio.wait_for(ends, PATIENCE_SECONDS)
        except TimeoutError:
            print("Not everybody read the end of their batch.", file=sys.stderr)
        await asyncio.sleep(2)  # a second end would come now
        memory = resident_mebibytes({child.name: child.pid for child in stack.children})
        for task in tasks:
            task.cancel()
    return Run(writes=writes, watchers=watchers, memory=memory)


def tell(size: Size, run: Run, broken: list[str], report: Path) -> int:
    """Print and write the figures; return the exit code."""
    rows = {watcher.batch: list(watcher.rows.values()) for watcher in run.watchers}
    ways = [pushed(run), polling(run.writes, sockets=Counter(one.batch for one in run.watchers), rows=rows)]
    seconds = run.writes[-1].at - run.writes[0].at
    told = sum(watcher.updates for watcher in run.watchers)
    frames = sum(watcher.frames for watcher in run.watchers)
    print(f"\n{size.sockets} sockets, {size.batches} batches of {size.uploads} uploads, {seconds:.0f} s.")
    rates = (len(run.writes) / seconds, told / seconds, frames / seconds)
    print("{:.1f} writes/s became {:.0f} rows/s in {:.0f} frames/s.".format(*rates))
    print(f"Delays from the write to the frame, in seconds:\n\n{as_text(ways)}\n")
    print("Memory, MiB: " + ", ".join(f"{name} {mebibytes:g}" for name, mebibytes in run.memory.items()))
    report.parent.mkdir(parents=True, exist_ok=True)
    figures = {
        "size": asdict(size),
        "seconds": seconds,
        "writes_per_second": len(run.writes) / seconds,
        "rows_per_second": told / seconds,
        "frames_per_second": frames / seconds,
        "ways": [asdict(way) for way in ways],
        "memory_mebibytes": run.memory,
        "broken": broken,
    }
    report.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"\nWritten to {report}.")
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if broken else 0


def pushed(run: Run) -> Traffic:
    """Return what Curator did: a state that was overtaken within its second is told by the one that overtook it."""
    delays: list[float] = []
    for watcher in run.watchers:
        for write in run.writes:
            if write.batch == watcher.batch:
                later = [watcher.arrived.get((write.key, write.status)), watcher.arrived.get((write.key, "completed"))]
                delays += [min(at for at in later if at is not None) - write.at] if any(later) else []
    everybody = len(run.watchers)
    return Traffic(
        name="Curator",
        delays=delays_of(delays),
        frames_per_socket=sum(watcher.frames for watcher in run.watchers) / everybody,
        kilobytes_per_socket=sum(watcher.size for watcher in run.watchers) / everybody / 1000,
        batch_readings=0,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
