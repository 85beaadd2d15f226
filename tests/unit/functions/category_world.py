"""The category tools from a browser's message to a wiki that runs, and back: sockets, queue, fetcher, tables."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from curator.categories.errors import ReplicaNotConfiguredError
from curator.categories.lists import CategoryList, Row
from curator.categories.mover import Mover
from curator.categories.store import ListStore, MoveStore
from curator.foundation.table import Table
from curator.identity.principals import Principal
from functions.fetcher import dispatch
from functions.fetcher.categories import Acting, CategoryDesk
from functions.fetcher.lists import ListDesk
from functions.fetcher.moves import FileMover, Moving
from functions.fetcher.requests import (
    CheckDeletedRequest,
    CreateCategoryRequest,
    RecategoriseRequest,
    RedlinksRequest,
    Request,
    WantedRequest,
)
from local.sandbox.users import ORDINARY, Limit
from tests.fakes.plain_tables import plain_table
from tests.fakes.tables import uploads_table
from tests.unit.commons.running_wiki import RunningWiki, running_wiki
from tests.unit.functions.socket_world import SocketWorld

FUNCTION_SECONDS = 300.0
MAX_MESSAGES = 500
USER = Principal(user_id="12", username=ORDINARY.name)

Fault = dict[str, Any]


class CrashError(BaseException):
    """What a test ends a worker with: nothing of ours may catch it."""


class CategoryWorld(SocketWorld):
    """Browsers, what answers them, and the wiki."""

    def __init__(self, wiki: RunningWiki, categories: Table, **tables: Table) -> None:
        super().__init__(wiki.clock, **tables)
        self.wiki = wiki
        self.lists = ListStore(categories, wiki.clock)
        self.moves = MoveStore(categories, wiki.clock)
        self.wanted: CategoryList | None = None
        self.red_links: CategoryList | None = None
        acting = Acting(self.sessions, self._client_for)
        self.desk = CategoryDesk(acting=acting, hide=self.lists.hide, delivery=self.post)
        self.mover = FileMover(
            Moving(
                moves=self.moves,
                mover=Mover(self.moves, wiki.clock),
                acting=acting,
                hide=self.lists.hide,
                delivery=self.post,
                queue=self.fetches,
                clock=wiki.clock,
            )
        )
        self.list_desk = ListDesk(
            wanted=lambda: _configured(self.wanted),
            red_links=lambda: _configured(self.red_links),
            delivery=self.post,
            queue=self.fetches,
        )

    def keep_list(self, name: str, read: Callable[[], Sequence[Row]]) -> CategoryList:
        """Return a list over this world's table."""
        return CategoryList(name, read=read, rows=self.lists, clock=self.clock)

    def work(self) -> int:
        """Answer requests until the queue is empty, waiting for those with a delay; return how many there were."""
        for count in range(MAX_MESSAGES):
            due = self.fetches.next_due()
            if due is None:
                return count
            if due > self.clock.now():
                self.clock.advance(due - self.clock.now())
            message = self.fetches.receive()
            assert message is not None
            self.answer(message)
        raise AssertionError("the work does not end")

    def answer(self, message: dict[str, Any]) -> None:
        """Do as the function does with one message."""
        _, request = dispatch.read(message)
        self._answer(request)

    def _answer(self, request: Request) -> None:
        match request:
            case CheckDeletedRequest():
                self.desk.check_deleted(request)
            case CreateCategoryRequest():
                self.desk.create(request)
            case RecategoriseRequest():
                self.mover.move(request, until=self.clock.now() + FUNCTION_SECONDS)
            case WantedRequest():
                self.list_desk.show_wanted(request)
            case RedlinksRequest():
                self.list_desk.show_red_links(request)

    def _client_for(self, encrypted_token: str, username: str) -> Any:
        assert (encrypted_token, username) == (f"token of {USER.username}", USER.username)
        return self.wiki.client()

    def put_files(self, count: int, *, category: str = "Old name", text: str = "") -> None:
        """Put files into a category, by their text or, where one is given, by that."""
        for number in range(count):
            content = text or f"{{{{Information}}}}\n[[Category:{category}|{number:03}]]"
            self.put_page(f"File:{category} {number:03}.jpg", content)

    def put_page(self, title: str, content: str) -> None:
        """Write a page as somebody else."""
        self.wiki.sandbox.wiki.save(title, user="Somebody", comment="", content=content, entity=None)

    def text_of(self, title: str) -> str:
        """Return a page's wikitext."""
        page = self.wiki.sandbox.wiki.page(title)
        assert page is not None
        return page.content

    def files_in(self, category: str) -> int:
        """Return how many pages a category has."""
        return len(self.wiki.sandbox.wiki.members(category, after=0, limit=1000))

    def delete_page(self, title: str) -> None:
        """Delete a page as an administrator."""
        page = self.wiki.sandbox.wiki.page(title)
        assert page is not None
        self.wiki.sandbox.wiki.delete(page, user="Admin", comment="")

    def limit_edits(self, hits: int, seconds: int) -> None:
        """Change the user's limit."""
        self.wiki.sandbox.limiter.change(ORDINARY, {"edit": Limit(hits, seconds)})

    def break_wiki(self, **fault: Any) -> None:
        """Switch a fault on."""
        self.wiki.sandbox.faults.add(fault)

    def refusals(self) -> int:
        """Return how often the wiki refused the user for their rate."""
        with self.wiki.sandbox.store.transaction() as database:
            return int(database.execute("SELECT count(*) AS times FROM refusals").fetchone()["times"])


def _configured(found: CategoryList | None) -> CategoryList:
    if found is None:
        raise ReplicaNotConfiguredError
    return found


@contextmanager
def category_world(folder: Path) -> Iterator[CategoryWorld]:
    """Give a world in which nobody is connected, with an empty wiki."""
    with running_wiki(folder) as wiki:
        clock = wiki.clock
        with (
            uploads_table(clock) as uploads,
            plain_table("identity", clock) as identity,
            plain_table("realtime", clock) as realtime,
            plain_table("categories", clock) as categories,
        ):
            yield CategoryWorld(wiki, categories, uploads=uploads, identity=identity, realtime=realtime)
