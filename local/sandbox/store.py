"""Everything the sandbox remembers: one SQLite file in WAL mode, and folders of files next to it.

A commit reaches the operating system before it is acknowledged, so a killed process loses nothing it has said it did.
One connection under one lock: what happens inside `transaction()` is seen whole or not at all, by every thread.
"""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS request_tokens (
    key TEXT PRIMARY KEY, secret TEXT NOT NULL, verifier TEXT, username TEXT, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS access_tokens (
    key TEXT PRIMARY KEY, secret TEXT NOT NULL, username TEXT NOT NULL, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS nonces (
    nonce TEXT NOT NULL, token TEXT NOT NULL, stamp INTEGER NOT NULL, PRIMARY KEY (nonce, token, stamp));
CREATE TABLE IF NOT EXISTS hits (username TEXT NOT NULL, action TEXT NOT NULL, at REAL NOT NULL, what TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS hits_by_user ON hits (username, action, at);
CREATE TABLE IF NOT EXISTS refusals (username TEXT NOT NULL, action TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS limits (
    username TEXT NOT NULL, action TEXT NOT NULL, hits INTEGER NOT NULL, seconds INTEGER NOT NULL,
    PRIMARY KEY (username, action));
CREATE TABLE IF NOT EXISTS stash (
    filekey TEXT PRIMARY KEY, username TEXT NOT NULL, status TEXT NOT NULL, filename TEXT NOT NULL,
    file TEXT NOT NULL, received INTEGER NOT NULL, filesize INTEGER NOT NULL, sha1 TEXT, width INTEGER, height INTEGER,
    mime TEXT, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS jobs (
    filekey TEXT PRIMARY KEY, username TEXT NOT NULL, kind TEXT NOT NULL, ready_at REAL NOT NULL,
    arguments TEXT NOT NULL, reply TEXT);
CREATE TABLE IF NOT EXISTS pages (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX IF NOT EXISTS pages_by_title ON pages (title) WHERE deleted = 0;
CREATE TABLE IF NOT EXISTS revisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, page_id INTEGER NOT NULL, username TEXT NOT NULL, comment TEXT NOT NULL,
    at REAL NOT NULL, content TEXT NOT NULL, entity TEXT);
CREATE INDEX IF NOT EXISTS revisions_by_page ON revisions (page_id, id);
CREATE TABLE IF NOT EXISTS categories (page_id INTEGER NOT NULL, category TEXT NOT NULL,
    PRIMARY KEY (category, page_id));
CREATE TABLE IF NOT EXISTS file_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, page_id INTEGER NOT NULL, sha1 TEXT NOT NULL, size INTEGER NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, mime TEXT NOT NULL, username TEXT NOT NULL,
    comment TEXT NOT NULL, at REAL NOT NULL, file TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS file_versions_by_page ON file_versions (page_id, id);
CREATE INDEX IF NOT EXISTS file_versions_by_sha1 ON file_versions (sha1);
CREATE TABLE IF NOT EXISTS deletions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, page_id INTEGER NOT NULL, title TEXT NOT NULL, username TEXT NOT NULL,
    comment TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS items (id TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS faults (id INTEGER PRIMARY KEY AUTOINCREMENT, specification TEXT NOT NULL,
    remaining INTEGER, met INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS uses (page_id INTEGER NOT NULL, wiki TEXT NOT NULL, title TEXT NOT NULL,
    namespace INTEGER NOT NULL, PRIMARY KEY (page_id, wiki, title));
CREATE TABLE IF NOT EXISTS world_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, description TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    """The database and the folders of one sandbox."""

    def __init__(self, state_dir: Path) -> None:
        """Open the state in `state_dir`, making it where it is new."""
        self.state_dir = state_dir
        self.stash_dir = state_dir / "stash"
        self.files_dir = state_dir / "files"
        self.thumbnails_dir = state_dir / "thumbnails"
        self._lock = threading.RLock()
        self._depth = 0
        self._make_folders()
        self._connection = sqlite3.connect(
            state_dir / "sandbox.sqlite3", check_same_thread=False, isolation_level=None, timeout=10
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block alone, and keep all of its changes or, when it raises, none. May be nested."""
        with self._lock:
            if self._depth:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            else:
                self._connection.execute("COMMIT")
            finally:
                self._depth -= 1

    def reset(self) -> None:
        """Forget everything but the logins, so that a running Curator stays connected."""
        keep = {"request_tokens", "access_tokens", "nonces"}
        with self.transaction() as database:
            names = [row["name"] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in names:
                if name not in keep:
                    database.execute(f"DELETE FROM {name}")  # noqa: S608 - names come from our own schema
        for folder in (self.stash_dir, self.files_dir, self.thumbnails_dir):
            shutil.rmtree(folder, ignore_errors=True)
        self._make_folders()

    def note(self, name: str) -> str | None:
        """Return a remembered setting, or None."""
        with self.transaction() as database:
            row = database.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row["value"])

    def remember(self, name: str, value: str) -> None:
        """Remember a setting made while running."""
        with self.transaction() as database:
            database.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._connection.close()

    def _make_folders(self) -> None:
        for folder in (self.state_dir, self.stash_dir, self.files_dir, self.thumbnails_dir):
            folder.mkdir(parents=True, exist_ok=True)
