"""The upload stash: files that are on the server but not yet pages.

    chunks (uploading, one key) ──last chunk──▶ finished (a new key; the chunk key dies) ──commit──▶ gone
    whole file ────────────────────────────────▶ finished

A key belongs to one account and is unknown to all others.
"""

import re
import secrets
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from local.sandbox.clock import Clock
from local.sandbox.pictures import Picture
from local.sandbox.replies import ApiError
from local.sandbox.store import Store
from local.sandbox.titles import extension_of
from local.sandbox.users import SandboxUser

UPLOADING = "uploading"
FINISHED = "finished"
KEY_PATTERN = re.compile(r"[\w\-.]+\.\w*")
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def key_not_found(filekey: str) -> ApiError:
    """Return the refusal of a key that this account's stash does not hold."""
    return ApiError("uploadstash-file-not-found", f'Key "{filekey}" not found in stash.')


def bytes_gone() -> ApiError:
    """Return the refusal of a key whose file is not there: another request of the same key has just published it."""
    return ApiError("uploadstash-bad-path", "Path doesn't exist.")


def not_kept(exception: str, text: str) -> dict[str, Any]:
    """Return how a reply says that no copy of a file could be left in the stash."""
    name = "uploadstash-exception"
    return {"stasherrors": [{"message": name, "params": [exception, text], "code": name, "type": "error"}]}


class Stash:
    """Keeps files between their upload and their publication."""

    def __init__(self, store: Store, clock: Clock, *, maximum_age_seconds: int) -> None:
        """Keep files in the store's folder, rows in its database."""
        self._store = store
        self._clock = clock
        self._maximum_age = maximum_age_seconds

    def path(self, row: sqlite3.Row) -> Path:
        """Return where a stashed file's bytes are."""
        return self._store.stash_dir / str(row["file"])

    def find(self, filekey: str, user: SandboxUser) -> sqlite3.Row:
        """Return the row of a key.

        Raises:
            ApiError: the key has not the form of one, is not in this account's stash, or its bytes are gone.
        """
        if not KEY_PATTERN.fullmatch(filekey):
            raise ApiError("invalid-file-key", "Not a valid file key.")
        return self._row(filekey, user)

    def find_properly(self, filekey: str, user: SandboxUser) -> sqlite3.Row:
        """Return the row of a key as `find` does; only a commit has its own word for what is no key."""
        if not KEY_PATTERN.fullmatch(filekey):
            raise ApiError("uploadstash-bad-path-bad-format", f'Key "{filekey}" is not in a proper format.')
        return self._row(filekey, user)

    def _row(self, filekey: str, user: SandboxUser) -> sqlite3.Row:
        with self._store.transaction() as database:
            row: sqlite3.Row | None = database.execute(
                "SELECT * FROM stash WHERE filekey = ? AND username = ? AND created_at > ?",
                (filekey, user.name, self._clock.now() - self._maximum_age),
            ).fetchone()
        if row is None:
            raise key_not_found(filekey)
        if not self.path(row).exists():
            raise bytes_gone()
        return row

    def start(self, user: SandboxUser, filename: str, filesize: int, chunk: Path) -> str:
        """Begin a chunked upload with its first chunk and return its key."""
        filekey = self._new_key(user, filename)
        shutil.copyfile(chunk, self._store.stash_dir / filekey)
        self._insert(user, filekey, status=UPLOADING, filename=filename, filesize=filesize, picture=None)
        return filekey

    def append(self, row: sqlite3.Row, chunk: Path) -> int:
        """Add the next chunk and return where the file now ends."""
        with self.path(row).open("r+b") as target, chunk.open("rb") as source:
            target.seek(row["received"])
            target.truncate()
            shutil.copyfileobj(source, target)
            received = target.tell()
        with self._store.transaction() as database:
            database.execute("UPDATE stash SET received = ? WHERE filekey = ?", (received, row["filekey"]))
        return received

    def add_finished(self, user: SandboxUser, filename: str, source: Path, picture: Picture) -> str:
        """Keep a whole file and return its key."""
        filekey = self._new_key(user, filename)
        shutil.copyfile(source, self._store.stash_dir / filekey)
        self._insert(user, filekey, status=FINISHED, filename=filename, filesize=picture.size, picture=picture)
        return filekey

    def finish(self, row: sqlite3.Row, user: SandboxUser, picture: Picture) -> str:
        """Turn a complete chunked upload into a finished file under a new key; the chunk key dies."""
        filekey = self._new_key(user, row["filename"])
        with self._store.transaction() as database:
            database.execute(
                "UPDATE stash SET filekey = ?, status = ?, sha1 = ?, width = ?, height = ?, mime = ? WHERE filekey = ?",
                (filekey, FINISHED, picture.sha1, picture.width, picture.height, picture.mime, row["filekey"]),
            )
        return filekey

    def remove(self, row: sqlite3.Row) -> None:
        """Forget a key; its bytes go with the next clearing, so that an undone transaction finds them again."""
        with self._store.transaction() as database:
            database.execute("DELETE FROM stash WHERE filekey = ?", (row["filekey"],))

    def clear_old(self) -> None:
        """Remove what is older than a stash file may get, and the bytes of keys that are gone."""
        oldest = self._clock.now() - self._maximum_age
        with self._store.transaction() as database:
            database.execute("DELETE FROM stash WHERE created_at <= ?", (oldest,))
            kept = {row["file"] for row in database.execute("SELECT file FROM stash")}
            for path in self._store.stash_dir.iterdir():
                if path.name not in kept:
                    path.unlink(missing_ok=True)

    def finished_of(self, user: SandboxUser, *, limit: int, offset: int = 0) -> list[sqlite3.Row]:
        """Return an account's stashed files, oldest first."""
        with self._store.transaction() as database:
            return database.execute(
                "SELECT * FROM stash WHERE username = ? ORDER BY created_at, filekey LIMIT ? OFFSET ?",
                (user.name, limit, offset),
            ).fetchall()

    def _insert(
        self, user: SandboxUser, filekey: str, *, status: str, filename: str, filesize: int, picture: Picture | None
    ) -> None:
        received = (self._store.stash_dir / filekey).stat().st_size
        facts = (None,) * 4 if picture is None else (picture.sha1, picture.width, picture.height, picture.mime)
        with self._store.transaction() as database:
            database.execute(
                "INSERT INTO stash VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (filekey, user.name, status, filename, filekey, received, filesize, *facts, self._clock.now()),
            )

    def _new_key(self, user: SandboxUser, filename: str) -> str:
        first, second = _random_word(12), _random_word(6)
        return f"{first}.{second}.{user.id}.{extension_of(filename) or 'bin'}"


def _random_word(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
