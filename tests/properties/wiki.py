"""A Commons that fails in every way it knows, on order, and remembers who published what."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from curator.commons.errors import (
    AuthorisationLostError,
    CommonsError,
    DuplicateFileError,
    FileLink,
    NoChangeError,
    UnknownOutcomeError,
)
from curator.commons.files import CommonsFile
from curator.commons.publishing import PublishedFile
from tests.fakes.clock import VirtualClock
from tests.fakes.commons import FakeCommons, FakeWiki
from tests.properties.outside import Outside
from tests.properties.tasks import TaskClock

SECONDS = {"stash": 0.5, "publish": 1.0, "merge_structured_data": 0.3, "null_edit": 0.3}  # what a request takes

T = TypeVar("T")
MakeError = Callable[[], CommonsError]


CHUNK_SECONDS = 12.0  # on a slow line


class _InOneMoment(VirtualClock):
    """The fake wiki's own clock: an effect is atomic; how long its request takes is `SECONDS`' business.

    Only between the chunks of a file on a slow line does time pass, and may others move.
    """

    def __init__(self, clock: TaskClock) -> None:
        super().__init__()
        self._clock = clock

    def now(self) -> float:
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        if seconds == CHUNK_SECONDS:
            self._clock.sleep(seconds)


@dataclass(frozen=True, slots=True)
class LateFile:
    """A publication whose request has timed out and which happens all the same, later."""

    at: float
    happen: Callable[[], object]


class FickleCommons(FakeCommons):
    """One wiki for all users.

    Attributes:
        before: errors to come, by method: the request fails and does nothing.
        after: errors to come, by method: the request does what it should, and its answer is lost.
        late: seconds, by their number as many publications to come, after which one happens that seemed to time out.
        careful: whether a file is refused whose bytes or title the wiki has. Commons does refuse them, from what a
            replica knows; a careless wiki leaves it all to us.
        lag: seconds until a new file is found by its bytes.
        forbidden: the summaries under which nothing may be published any more; a summary names upload and batch.
        forbidden_attempts: those of them under which somebody tried.
        unexpected_refusals: refusals for the rate that nothing but our own pace explains.
    """

    def __init__(self, clock: TaskClock) -> None:
        super().__init__(_InOneMoment(clock))
        self.before: dict[str, list[MakeError]] = defaultdict(list)
        self.after: dict[str, list[MakeError]] = defaultdict(list)  # type: ignore[assignment]
        self.late: list[float] = []
        self.careful = False
        self.lag = 0.0
        self.forbidden: set[str] = set()
        self.forbidden_attempts: list[str] = []
        self.published_at: dict[str, float] = {}
        self.unexpected_refusals: list[str] = []
        self.is_explained: Callable[[str], bool] = lambda _username: False
        self.tokens: dict[str, str] = {}
        self._late_files: list[LateFile] = []

    def meet_fault_after(self, kind: str) -> None:
        """Leave it to `FickleWiki`."""

    def count(self, username: str, action: str) -> None:
        refusals = self.refusals
        try:
            super().count(username, action)
        finally:
            if self.refusals > refusals and not self.is_explained(username):
                self.unexpected_refusals.append(f"{action} of {username} at {self.clock.now():.3f}")

    def catch_up(self) -> None:
        """Let the late publications happen whose time has come."""
        due = [late for late in self._late_files if late.at <= self.clock.now()]
        self._late_files = [late for late in self._late_files if late.at > self.clock.now()]
        for late in due:
            try:
                late.happen()
            except CommonsError:
                continue  # the wiki refused it; nobody is there to hear

    def postpone(self, seconds: float, happen: Callable[[], object]) -> None:
        """Let a publication happen later."""
        self._late_files.append(LateFile(self.clock.now() + seconds, happen))

    def slow_down(self, *, chunk_size: int) -> None:
        """Take files in chunks of this few bytes from now on, each after a while."""
        self.chunk_size, self.chunk_seconds = chunk_size, CHUNK_SECONDS

    def recover(self) -> None:
        """Answer well from now on."""
        self.before.clear()
        self.after.clear()
        self.late.clear()


class CautiousWiki(FakeWiki):
    """The fake wiki with Commons' own checks, if it is `careful`."""

    _commons: FickleCommons

    def find_by_sha1(self, sha1: str) -> list[CommonsFile]:
        known = self._commons.clock.now() - self._commons.lag
        found = super().find_by_sha1(sha1)
        return [file for file in found if self._commons.published_at[file.title] <= known]

    def publish(self, *arguments: Any, **named: Any) -> PublishedFile:
        filename, sha1 = named["filename"], named["sha1"]
        links = [FileLink(title=file.title, url=file.url) for file in super().find_by_sha1(sha1)]
        if self._commons.careful and links:
            own = f"File:{filename}" in {link.title for link in links}
            raise NoChangeError(links=links) if own else DuplicateFileError(links=links)
        published = super().publish(*arguments, **named)
        self._commons.published_at[f"File:{filename}"] = self._commons.clock.now()
        return published


class FickleWiki:
    """The wiki as a worker meets it: every method is an outside call, takes its time, and may fail either way."""

    def __init__(
        self, commons: FickleCommons, username: str, token: str, *, outside: Outside, clock: TaskClock
    ) -> None:
        self.username = username
        self._real = CautiousWiki(commons, username)
        self._commons = commons
        self._token = token
        self._outside = outside
        self._clock = clock

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._real, method)

        def request(*arguments: Any, **named: Any) -> Any:
            if method == "publish":
                return self.request(method, lambda: found(*arguments, **named), publishes=named["comment"])
            return self.request(method, lambda: found(*arguments, **named))

        return request

    def request(self, method: str, effect: Callable[[], T], *, publishes: str | None = None) -> T:
        """Send a request; `publishes` is the summary of the file it publishes."""
        return self._outside.call(f"wiki.{method}", lambda: self._answer(method, effect, publishes))

    def _answer(self, method: str, effect: Callable[[], T], publishes: str | None) -> T:
        commons = self._commons
        if publishes is not None and publishes in commons.forbidden:
            commons.forbidden_attempts.append(publishes)
        if self._token != commons.tokens[self.username]:
            raise AuthorisationLostError
        if commons.before[method]:
            raise commons.before[method].pop(0)()
        if seconds := SECONDS.get(method):
            self._clock.sleep(seconds)
        commons.catch_up()
        if method == "publish" and commons.late:
            commons.postpone(commons.late.pop(0), effect)
            raise UnknownOutcomeError("time-out")
        result = effect()
        if commons.after[method]:
            raise commons.after[method].pop(0)()
        return result
