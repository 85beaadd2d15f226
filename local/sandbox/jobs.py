"""Work that `async=1` puts off: assembling chunks and publishing.

A job is a row with the time from which it may run; every request to the wiki first runs the jobs that are due, as
MediaWiki's own job queue may. `checkstatus` tells how a key's job stands.
"""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from local.sandbox.replies import ApiError
from local.sandbox.services import Sandbox
from local.sandbox.users import SandboxUser

ASSEMBLE = "assemble"
PUBLISH = "publish"
FAILED = "stashfailed"

Runner = Callable[[Sandbox, sqlite3.Row], dict[str, Any]]


def enqueue(sandbox: Sandbox, user: SandboxUser, filekey: str, kind: str, arguments: dict[str, Any]) -> None:
    """Put off work on a key."""
    ready_at = sandbox.clock.now() + sandbox.settings.async_seconds
    with sandbox.store.transaction() as database:
        database.execute(
            "INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?, ?, NULL)",
            (filekey, user.name, kind, ready_at, json.dumps(arguments)),
        )


def job_of(sandbox: Sandbox, filekey: str, user: SandboxUser) -> sqlite3.Row | None:
    """Return the job of a key, waiting or done, or None."""
    with sandbox.store.transaction() as database:
        row: sqlite3.Row | None = database.execute(
            "SELECT * FROM jobs WHERE filekey = ? AND username = ?", (filekey, user.name)
        ).fetchone()
    return row


def is_waiting(sandbox: Sandbox, filekey: str, user: SandboxUser) -> bool:
    """Tell whether a key has work that has not been done yet."""
    job = job_of(sandbox, filekey, user)
    return job is not None and job["reply"] is None


def arguments_of(row: sqlite3.Row) -> dict[str, Any]:
    """Return what a job was put off with."""
    return dict(json.loads(row["arguments"]))


def note_failure(sandbox: Sandbox, user: SandboxUser, filekey: str, kind: str, error: ApiError) -> None:
    """Remember that work on a key, done at once, has failed: `checkstatus` tells it as it does of put-off work."""
    enqueue(sandbox, user, filekey, kind, {})
    with sandbox.store.transaction() as database:
        database.execute("UPDATE jobs SET reply = ? WHERE filekey = ?", (json.dumps(_noted(error)), filekey))


def failure(error: ApiError) -> ApiError:
    """Return how work that failed is told of: MediaWiki keeps the text and has one code for all."""
    return ApiError(FAILED, error.info, key=error.key)


def run_due(sandbox: Sandbox, runners: dict[str, Runner]) -> None:
    """Run the jobs whose time has come; a refusal becomes the job's answer."""
    with sandbox.store.transaction() as database:
        due = database.execute(
            "SELECT * FROM jobs WHERE reply IS NULL AND ready_at <= ? ORDER BY ready_at", (sandbox.clock.now(),)
        ).fetchall()
    for row in due:
        _run(sandbox, row, runners[row["kind"]])


def _run(sandbox: Sandbox, row: sqlite3.Row, runner: Runner) -> None:
    with sandbox.store.transaction() as database:
        if database.execute("SELECT reply FROM jobs WHERE filekey = ?", (row["filekey"],)).fetchone()["reply"]:
            return
        try:
            reply = {"upload": runner(sandbox, row)}
        except ApiError as error:
            reply = _noted(error)
        database.execute("UPDATE jobs SET reply = ? WHERE filekey = ?", (json.dumps(reply), row["filekey"]))


def _noted(error: ApiError) -> dict[str, Any]:
    return {"error": {"info": error.info, "key": error.key}}


def status_reply(row: sqlite3.Row) -> dict[str, Any]:
    """Return what `checkstatus` says of a job."""
    if row["reply"] is None:
        return {"result": "Poll", "stage": "queued"}
    reply = json.loads(row["reply"])
    if "error" in reply:
        raise ApiError(FAILED, reply["error"]["info"], key=reply["error"]["key"])
    upload = dict(reply["upload"])
    stage = "assembling" if row["kind"] == ASSEMBLE else "publish"
    result = upload.pop("result")
    return {"result": result, "stage": stage, **upload}
