"""`python -m local.demo`: the whole of Curator at work, on this machine.

Starts the local stack, logs in at the sandbox's wiki as a person would, uploads a sequence, and lets the wiki itself
prove that every photograph was published once. Ends with `published n of n` and exit status 0, or with the reason on
standard error and exit status 1.
"""

import asyncio
import fcntl
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import httpx
import typer
from botocore.exceptions import BotoCoreError, ClientError

from local.demo.client import Conversation, CuratorClient, CuratorClientError
from local.demo.following import FollowedBatch
from local.demo.proof import Proof, ask_the_wiki
from local.demo.readable_logs import readable
from local.demo.real_wiki import running_mediawiki
from local.demo.report import Report
from local.demo.selection import Row, new_photographs, upload_item
from local.parameters import curator_parameters
from local.ports import LAST_PORT, free_port
from local.stack import CURATOR, LocalStack, StackError

STATE_DIR = Path(__file__).resolve().parents[2] / "build" / "demo"
BATCH_SECONDS = 300.0
FUNCTIONS = ("WebsocketFunction", "FetcherFunction", "PacerFunction", "UploaderFunction", "BroadcasterFunction")
KEEP_SECONDS = 0.5  # between two looks whether everything still runs
LOG_LINES = 6  # of each process and function, after a failure
INTERRUPTED = 130  # 128 + SIGINT, as shells report it


class Wiki(StrEnum):
    """Onto which wiki the demo publishes."""

    SANDBOX = "sandbox"
    MEDIAWIKI = "mediawiki"


class DemoFailedError(Exception):
    """Something was not published, or not once; the text says what."""


def main(
    sequence: Annotated[str, typer.Option(help="Sequence to upload: sandbox-short, sandbox-walk, sandbox-long.")] = (
        "sandbox-walk"
    ),
    user: Annotated[str, typer.Option(help="Account of the sandbox's wiki; each has limits of its own.")] = "Demo",
    port: Annotated[int, typer.Option(min=0, max=LAST_PORT, help="Port of the front door; 0 takes a free one.")] = 0,
    keep: Annotated[bool, typer.Option("--keep", help="Leave everything running until Ctrl-C.")] = False,
    wiki: Annotated[Wiki, typer.Option(envvar="WIKI", help="Whose Commons: the sandbox's, or a real MediaWiki.")] = (
        Wiki.SANDBOX
    ),
) -> None:
    """Upload a sequence to the sandbox's Commons and prove it."""
    report = Report()
    try:
        with _running(port, wiki) as (stack, commons):
            report.step(f"Curator runs at {stack.url}, the {wiki}'s Commons at {commons}")
            try:
                summary = asyncio.run(_publish(stack, commons, report, sequence=sequence, user=user))
            except (CuratorClientError, DemoFailedError, httpx.HTTPError) as problem:
                _explain(problem, stack)
                raise typer.Exit(1) from None
            report.line(summary)
            if keep:
                _keep(stack, commons, report)
    except StackError as problem:
        print(f"the local stack did not start: {problem}", file=sys.stderr)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def _running(port: int, wiki: Wiki) -> Iterator[tuple[LocalStack, str]]:
    """Run an empty stack, and tell where its Commons is.

    Nothing of it is kept, so its processes need not store anything when they end.

    Raises:
        StackError: it does not start, or another demo uses the directory.
    """
    STATE_DIR.parent.mkdir(parents=True, exist_ok=True)
    with STATE_DIR.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError("another demo is running") from None
        shutil.rmtree(STATE_DIR, ignore_errors=True)
        with ExitStack() as cleanup:
            plan, commons = CURATOR, None
            if wiki is Wiki.MEDIAWIKI:
                port = port or free_port()
                mediawiki = running_mediawiki(STATE_DIR / "mediawiki", public_url=f"http://localhost:{port}")
                real = cleanup.enter_context(mediawiki)
                environment = {**os.environ, **real.environment}
                plan = replace(CURATOR, parameters=lambda urls: curator_parameters(environment, urls))
                commons = real.url
            stack = LocalStack(STATE_DIR, port=port, plan=plan)
            cleanup.callback(stack.kill)
            stack.start()
            yield stack, commons or stack.sandbox_url


async def _publish(stack: LocalStack, commons: str, report: Report, *, sequence: str, user: str) -> str:
    """Upload a sequence and return the last line; raises DemoFailedError unless all of it was published once."""
    async with CuratorClient(stack.url) as curator:
        account = await curator.log_in(user)
        report.step(f"logged in as {account.username}")
        async with curator.open_socket() as conversation:
            batch = await _upload(conversation, report, sequence)
    published = batch.published
    proof = await ask_the_wiki(commons, [row["filename"] for row in published])
    report.results([*published, *batch.unpublished], proof.sha1_of)
    _judge(batch, proof, report)
    return f"published {len(published)} of {batch.total}"


async def _upload(conversation: Conversation, report: Report, sequence: str) -> FollowedBatch:
    collection = await conversation.fetch_images(sequence)
    images = new_photographs(collection.images)
    report.step(f"{len(collection.images)} photographs in {collection.sequence_id}, {len(images)} new to Commons")
    if not images:
        raise DemoFailedError(f"nothing to upload in {sequence}")
    items = [upload_item(image, sequence_id=collection.sequence_id) for image in images]
    batch = FollowedBatch(id=await conversation.create_batch(), total=len(items))
    await conversation.upload(batch.id, items)
    report.step(f"batch {batch.id}: {len(items)} photographs handed over")
    await _follow(conversation, report, batch, items)
    return batch


async def _follow(conversation: Conversation, report: Report, batch: FollowedBatch, items: list[Row]) -> None:
    names = {item["id"]: item["title"] for item in items}
    with report.following(batch) as following:
        async for message in conversation.follow(batch.id, within=BATCH_SECONDS):
            following.show(batch.receive(message), names)
    batch.complete_with((await conversation.fetch_batch_uploads(batch.id))["uploads"])


def _judge(batch: FollowedBatch, proof: Proof, report: Report) -> None:
    published = batch.published
    report.line(f"on the wiki exactly once: {proof.published_once(published)} of {len(published)}")
    report.line(f"refused for their rate: {proof.refusals}")
    problems = proof.problems(published)
    if batch.unpublished:
        problems.append(f"published only {len(published)} of {batch.total}")
    if problems:
        raise DemoFailedError("; ".join(problems))


def _explain(problem: Exception, stack: LocalStack) -> None:
    print(f"the demo failed: {problem}", file=sys.stderr)
    print(stack.log_tail(LOG_LINES), file=sys.stderr)
    for name in FUNCTIONS:
        print(f"--- {name}", *_last_logged(stack, name), sep="\n", file=sys.stderr)


def _last_logged(stack: LocalStack, name: str) -> list[str]:
    try:
        return readable(stack.function_logs(name), last=LOG_LINES)
    except (BotoCoreError, ClientError) as problem:  # the emulator may be what failed
        return [f"its log cannot be read: {problem}"]


def _keep(stack: LocalStack, commons: str, report: Report) -> None:
    report.line(f"still running: {stack.url} and {commons}; Ctrl-C stops it")
    with suppress(KeyboardInterrupt):
        while stack.running:
            time.sleep(KEEP_SECONDS)


if __name__ == "__main__":
    typer.run(main)
