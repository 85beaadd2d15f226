"""The wiki's pages, their revisions, and the files that belong to some of them."""

import json
import re
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local.sandbox import blacklist
from local.sandbox.clock import Clock
from local.sandbox.store import Store
from local.sandbox.titles import normal_title
from local.sandbox.users import SandboxUser

CATEGORY_LINK = re.compile(r"\[\[\s*category\s*:\s*([^\]|#<>\[{}]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with its newest revision."""

    id: int
    title: str
    revision_id: int
    username: str
    comment: str
    at: float
    content: str
    entity: dict[str, Any] | None  # the mediainfo entity, None while there is none


def timestamp(epoch_seconds: float) -> str:
    """Return `2026-11-20T23:47:22Z`, MediaWiki's form."""
    return datetime.fromtimestamp(int(epoch_seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Wiki:
    """Reads and writes pages."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep pages in `store`."""
        self._store = store
        self._clock = clock

    def page(self, title: str) -> Page | None:
        """Return the page of this title, or None."""
        return self._page("pages.title = ?", normal_title(title))

    def page_by_id(self, identifier: int) -> Page | None:
        """Return the page of this number, or None."""
        return self._page("pages.id = ?", identifier)

    def save(
        self,
        title: str,
        *,
        user: str,
        comment: str,
        content: str,
        entity: dict[str, Any] | None,
    ) -> Page:
        """Write a new revision, making the page where there is none, and return it."""
        normal = normal_title(title)
        with self._store.transaction() as database:
            number_of_title = "SELECT id FROM pages WHERE title = ? AND deleted = 0"
            if database.execute(number_of_title, (normal,)).fetchone() is None:
                database.execute("INSERT INTO pages (title) VALUES (?)", (normal,))
            page_id = int(database.execute(number_of_title, (normal,)).fetchone()["id"])
            database.execute(
                "INSERT INTO revisions (page_id, username, comment, at, content, entity) VALUES (?, ?, ?, ?, ?, ?)",
                (page_id, user, comment, self._clock.now(), content, None if entity is None else json.dumps(entity)),
            )
            self._index_categories(database, page_id, content)
        saved = self.page_by_id(page_id)
        if saved is None:
            raise LookupError(f"page {page_id} vanished while it was saved")
        return saved

    def revisions(self, page_id: int) -> list[sqlite3.Row]:
        """Return all revisions of a page, newest first."""
        with self._store.transaction() as database:
            return database.execute("SELECT * FROM revisions WHERE page_id = ? ORDER BY id DESC", (page_id,)).fetchall()

    def entity_at(self, revision_id: int) -> dict[str, Any] | None:
        """Return the structured data as a revision had it."""
        with self._store.transaction() as database:
            row = database.execute("SELECT entity FROM revisions WHERE id = ?", (revision_id,)).fetchone()
        return None if row is None or row["entity"] is None else dict(json.loads(row["entity"]))

    def file_versions(self, page_id: int) -> list[sqlite3.Row]:
        """Return the versions of a file, newest first; empty for a page without a file."""
        with self._store.transaction() as database:
            return database.execute(
                "SELECT file_versions.* FROM file_versions JOIN pages ON pages.id = page_id AND deleted = 0 "
                "WHERE page_id = ? ORDER BY file_versions.id DESC",
                (page_id,),
            ).fetchall()

    def files_with_sha1(self, sha1: str) -> list[sqlite3.Row]:
        """Return the newest versions of the files that now have this content, with their titles."""
        return self._newest_versions("sha1 = ?", sha1)

    def files_from(self, key: str, limit: int) -> list[sqlite3.Row]:
        """Return up to `limit` files in the order of their names, from this database key on."""
        rows = self._newest_versions("replace(substr(pages.title, 6), ' ', '_') >= ?", key)
        return sorted(rows, key=lambda row: str(row["title"]))[:limit]

    def members(self, category: str, *, after: int, limit: int) -> list[sqlite3.Row]:
        """Return pages of a category ("Category:…") with a number above `after`, in that order."""
        with self._store.transaction() as database:
            return database.execute(
                "SELECT pages.* FROM categories JOIN pages ON pages.id = page_id AND deleted = 0 "
                "WHERE category = ? AND page_id > ? ORDER BY page_id LIMIT ?",
                (normal_title(category), after, limit),
            ).fetchall()

    def delete(self, page: Page, *, user: SandboxUser | str, comment: str) -> None:
        """Delete a page; its file stays in the archive, and the log remembers."""
        name = user if isinstance(user, str) else user.name
        with self._store.transaction() as database:
            database.execute("UPDATE pages SET deleted = 1 WHERE id = ?", (page.id,))
            database.execute("DELETE FROM categories WHERE page_id = ?", (page.id,))
            database.execute(
                "INSERT INTO deletions (page_id, title, username, comment, at) VALUES (?, ?, ?, ?, ?)",
                (page.id, page.title, name, comment, self._clock.now()),
            )

    def deletions(self, title: str) -> list[sqlite3.Row]:
        """Return the deletions of a title, newest first."""
        with self._store.transaction() as database:
            return database.execute(
                "SELECT * FROM deletions WHERE title = ? ORDER BY id DESC", (normal_title(title),)
            ).fetchall()

    def deleted_with_sha1(self, sha1: str) -> str | None:
        """Return the title of a deleted file that had this content, or None."""
        with self._store.transaction() as database:
            row = database.execute(
                "SELECT title FROM file_versions JOIN pages ON pages.id = page_id AND deleted = 1 "
                "WHERE sha1 = ? LIMIT 1",
                (sha1,),
            ).fetchone()
        return None if row is None else str(row["title"])

    def blacklist_text(self) -> str:
        """Return the title blacklist: the wiki's page, or the one the sandbox comes with."""
        page = self.page(blacklist.PAGE)
        return blacklist.DEFAULT_TEXT if page is None else page.content

    def _newest_versions(self, condition: str, value: str) -> list[sqlite3.Row]:
        with self._store.transaction() as database:
            return database.execute(
                "SELECT file_versions.*, pages.title "  # noqa: S608 - the condition is one of ours
                "FROM file_versions JOIN pages ON pages.id = page_id AND deleted = 0 "
                "WHERE file_versions.id = (SELECT max(other.id) FROM file_versions AS other "
                f"WHERE other.page_id = file_versions.page_id) AND {condition} ORDER BY file_versions.id",
                (value,),
            ).fetchall()

    def _page(self, condition: str, value: str | int) -> Page | None:
        with self._store.transaction() as database:
            row = database.execute(
                "SELECT revisions.*, revisions.id AS revision_id, pages.title FROM pages "  # noqa: S608 - ours too
                f"JOIN revisions ON page_id = pages.id WHERE deleted = 0 AND {condition} "
                "ORDER BY revisions.id DESC LIMIT 1",
                (value,),
            ).fetchone()
        if row is None:
            return None
        return Page(
            id=row["page_id"],
            title=row["title"],
            revision_id=row["revision_id"],
            username=row["username"],
            comment=row["comment"],
            at=row["at"],
            content=row["content"],
            entity=None if row["entity"] is None else json.loads(row["entity"]),
        )

    @staticmethod
    def _index_categories(database: sqlite3.Connection, page_id: int, content: str) -> None:
        database.execute("DELETE FROM categories WHERE page_id = ?", (page_id,))
        names = {normal_title("Category:" + name) for name in CATEGORY_LINK.findall(content)}
        database.executemany("INSERT INTO categories VALUES (?, ?)", [(page_id, name) for name in sorted(names)])
