"""Storing a folder's photographs as one's own files, by whichever way has room for each.

file ─▶ small? ─▶ POST …/upload                      ─▶ job ─▶ completed
            └ no ─▶ POST …/uploads ─▶ a form ─▶ storage ─▶ job ─▶ failed: told, and left out

A file that storage or the image service refuses keeps no other from going on.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from local.cli.deployment.api import Answer, Api, answer_of
from local.cli.deployment.errors import AnswerError, CommandError

ROOT = "/api/v1/images"
TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
MAX_DIRECT_BYTES = 4_000_000  # Lambda takes 6 MB, in which a file is a third larger, beside the form's other parts
STORAGE_SECONDS = 300.0
FIRST_LOOK_SECONDS, LONGEST_PAUSE_SECONDS, GROWTH = 1.0, 5.0, 1.5
PATIENCE_SECONDS = 600.0
TOO_MANY = 429
LONGEST_HOLD_SECONDS = 3700.0  # an hour's quota that is used up

Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of a file: `image_id` names it, `problem` says why there is none."""

    path: Path
    image_id: str = ""
    problem: str = ""


class FolderError(CommandError):
    """There are no photographs to upload there, or nobody lets us see them."""


def photographs_in(place: Path) -> list[Path]:
    """Return a file, or the photographs of a folder by name; raises FolderError where there are none to be found."""
    try:
        found = sorted(place.iterdir()) if place.is_dir() else [place]
        # A link to nowhere is one as well, so that it is told what becomes of it.
        photographs = [one for one in found if one.suffix.lower() in TYPES and (one.is_file() or not one.exists())]
    except OSError as problem:
        raise FolderError(f"{place} cannot be read: {problem.strerror}") from problem
    if not photographs:
        raise FolderError(f"{place} has no photographs: {', '.join(sorted(TYPES))} are taken")
    return photographs


class OwnFileStore:
    """Stores files, and waits until each can be used."""

    def __init__(
        self, api: Api, *, bucket: str, licence: str, held: Callable[[float], None], sleep: Sleep = time.sleep
    ) -> None:
        """Store through `api`.

        Args:
            api: as somebody logged in at the wiki.
            bucket: what the files are sorted under.
            licence: what their author offers them under.
            held: is told the seconds until the next hour, when this hour's quota is used up.
            sleep: waits.
        """
        self._api = api
        self._bucket = bucket
        self._metadata = {"license": licence}
        self._held = held
        self._sleep = sleep

    def store(self, paths: Sequence[Path]) -> Iterator[Stored]:
        """Yield what became of each file, in order; raises AnswerError, UnreachableError for what stops all of them."""
        for path in paths:
            try:
                pointers = self._send_when_allowed(path)
                problem_there = self._ended(pointers)
            except OSError as problem:
                yield Stored(path=path, problem=problem.strerror or str(problem))
                continue
            except AnswerError as problem:
                if problem.status in (401, 403):
                    raise
                yield Stored(path=path, problem=problem.sentence)
                continue
            yield Stored(path=path, image_id="" if problem_there else pointers["image_id"], problem=problem_there)

    def _send_when_allowed(self, path: Path) -> Answer:
        while True:
            try:
                return self._send(path)
            except AnswerError as problem:
                wait = problem.retry_after
                if problem.status != TOO_MANY or wait is None or wait > LONGEST_HOLD_SECONDS:
                    raise
                self._held(wait)
                self._sleep(wait + 1)

    def _send(self, path: Path) -> Answer:
        content_type = TYPES[path.suffix.lower()]
        if path.stat().st_size > MAX_DIRECT_BYTES:
            return self._post_to_storage(path, content_type)
        fields = {"bucket": self._bucket, "metadata": json.dumps(self._metadata)}
        files = {"file": (path.name, path.read_bytes(), content_type)}
        return answer_of(self._api.send("POST", f"{ROOT}/upload", data=fields, files=files))

    def _post_to_storage(self, path: Path, content_type: str) -> Answer:
        announced = {"bucket": self._bucket, "metadata": self._metadata, "filename": path.name}
        answer = self._api.post(f"{ROOT}/uploads", {**announced, "content_type": content_type})
        form = answer["upload"]
        try:
            with path.open("rb") as file:
                files = {"file": (path.name, file, content_type)}
                taken = httpx.post(form["url"], data=form["fields"], files=files, timeout=STORAGE_SECONDS)
        except httpx.HTTPError as problem:
            raise AnswerError(f"storage does not answer: {problem}", status=0) from None
        if taken.is_error:
            raise AnswerError("storage refused the file", status=taken.status_code)
        return answer

    def _ended(self, pointers: Answer) -> str:
        """Return why a file cannot be used; empty as soon as it can."""
        pause, waited = FIRST_LOOK_SECONDS, 0.0
        while waited < PATIENCE_SECONDS:
            self._sleep(pause)
            waited += pause
            pause = min(pause * GROWTH, LONGEST_PAUSE_SECONDS)
            job = self._api.get(pointers["status_url"])
            if job["status"] == "completed":
                return ""
            if job["status"] == "failed":
                return str(job["error"] or "the image could not be processed")
        return f"no news for {PATIENCE_SECONDS / 60:g} minutes; look at it again later"
