"""Curator on this machine, with an uploader whose memory can be measured."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.memory.photograph import write_photograph
from benchmarks.memory.report import Measurement
from local.demo.client import Conversation, CuratorClient
from local.demo.proof import ask_the_wiki
from local.demo.selection import upload_item
from local.emulator.environment import REGION
from local.stack import REPOSITORY, LocalStack

UPLOADER = "curator-uploader"
USER = "Robot"
SEQUENCE = "sandbox-short"
MESSAGE_SECONDS = 20  # the most SQS waits for one
UPLOAD_SECONDS = 1000.0  # longer than the function may run


class UploadFailedError(Exception):
    """The photograph did not arrive; the text says why."""


@dataclass(frozen=True, slots=True)
class MeasuredCurator:
    """A running stack whose uploads are all worked on here."""

    stack: LocalStack
    state_dir: Path  # the stack's

    def take_over_uploads(self) -> None:
        """Keep the emulated Lambda from working on uploads."""
        functions = self.stack.client("lambda")
        for mapping in functions.list_event_source_mappings(FunctionName=UPLOADER)["EventSourceMappings"]:
            functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)

    async def measure(self, *, size: int, place: int) -> Measurement:
        """Upload the sequence's photograph at `place`, of which the source's server has `size` bytes.

        Raises:
            UploadFailedError: it is not on the wiki as it is on the source's server, once.
        """
        async with CuratorClient(self.stack.url) as client:
            await client.log_in(USER)
            async with client.open_socket() as talk:
                return await self._upload(talk, size, place)

    async def _upload(self, talk: Conversation, size: int, place: int) -> Measurement:
        collection = await talk.fetch_images(SEQUENCE)
        item = upload_item(collection.images[place], sequence_id=collection.sequence_id)
        sha1 = await asyncio.to_thread(write_photograph, self._original(item["id"]), size)
        batch_id = await talk.create_batch()
        await talk.upload(batch_id, [item])
        event = await asyncio.to_thread(self._next_event)
        handled = await asyncio.to_thread(self._handle, event)
        (row,) = (await talk.fetch_batch_uploads(batch_id))["uploads"]
        if row["status"] != "completed":
            raise UploadFailedError(f"the upload is {row['status']}: {row.get('error')}")
        proof = await ask_the_wiki(self.stack.sandbox_url, [row["filename"]])
        if problems := proof.problems([row]):
            raise UploadFailedError("; ".join(problems))
        if proof.sha1_of[row["filename"]] != sha1:
            raise UploadFailedError("other bytes are on the wiki than on the source's server")
        return Measurement(file_bytes=size, **handled)

    def _original(self, image_id: str) -> Path:
        """Return where the source's server keeps a photograph; one that is there it does not make anew."""
        path = self.state_dir / "sandbox" / "photographs" / f"{image_id}-original.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _next_event(self) -> dict[str, Any]:
        """Return the next upload message as Lambda would get it."""
        address = self.stack.outputs["UploadsQueueUrl"]
        received = self.stack.client("sqs").receive_message(
            QueueUrl=address, WaitTimeSeconds=MESSAGE_SECONDS, VisibilityTimeout=int(UPLOAD_SECONDS)
        )
        if not received.get("Messages"):
            raise UploadFailedError(f"no message for the uploader within {MESSAGE_SECONDS} s")
        (message,) = received["Messages"]
        record = {"messageId": message["MessageId"], "receiptHandle": message["ReceiptHandle"], "body": message["Body"]}
        return {"Records": [{**record, "attributes": {}, "messageAttributes": {}, "eventSource": "aws:sqs"}]}

    def _handle(self, event: dict[str, Any]) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.memory.uploader"],
            input=json.dumps(event),
            env=self._environment(),
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=UPLOAD_SECONDS,
            check=False,
        )
        if done.returncode:
            raise UploadFailedError(f"the uploader ended with status {done.returncode}: {done.stderr[-1000:]}")
        handled: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        if handled.pop("failed"):
            raise UploadFailedError(f"the uploader gave its message back: {done.stdout[-2000:]}")
        return handled

    def _environment(self) -> dict[str, str]:
        configuration = self.stack.client("lambda").get_function_configuration(FunctionName=UPLOADER)
        given: dict[str, str] = configuration["Environment"]["Variables"]
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{REPOSITORY / 'shared'}:{REPOSITORY}",
            "AWS_ENDPOINT_URL": self.stack.emulator_url,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            **{name: os.environ[name] for name in ("TMPDIR",) if name in os.environ},
            **given,
        }
