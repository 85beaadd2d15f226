"""The tasks that follow from others: which lane each waits in, and how many calls it should be given."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any
from zlib import crc32

from curator.usage.models import Organization, PackageKey
from curator.usage.providers.limits import BATCH, OWNERS_BATCH
from curator.usage.scans.lanes.rates import STORE, lane_of
from curator.usage.scans.tasks.task import Kind, Priority, Task

PARSE_CALLS = 2  # the tip's commit and the tree; the files come by GraphQL
DESCRIBED_AT_ONCE = 10
LONGEST_SUBJECT = 300  # bytes; DynamoDB takes 1,024 as a sort key, some of which are the lane's own


class Following:
    """Makes tasks; work is spread over GitHub's tokens by its subject."""

    def __init__(self, github_tokens: Callable[[], int] = lambda: 1) -> None:
        """Spread over as many tokens as this returns; without any there is one lane all the same."""
        self._tokens = github_tokens

    def parse(
        self,
        repository_id: str,
        *,
        commit: str | None = None,
        priority: Priority = Priority.NORMAL,
        reads_again: bool = False,
    ) -> Task:
        """Return the task that reads a repository's manifests; at this commit, where somebody knows its tip."""
        return Task(
            lane=self._github("github-core", repository_id),
            kind=Kind.PARSE,
            subject=repository_id,
            priority=priority,
            question={"commit": commit} | ({"again": True} if reads_again else {}),
            also=("github-graphql",) if self._tokens() else (),
            units=PARSE_CALLS if commit is None else PARSE_CALLS - 1,
        )

    def scrape(self, bounds: Mapping[str, Any]) -> Task:
        """Return the task that looks for the repositories of one slice."""
        subject = ",".join(f"{name}={value}" for name, value in sorted(bounds.items()) if value is not None)
        lane = self._github("github-search", subject)
        return Task(lane=lane, kind=Kind.SCRAPE, subject=subject, question=dict(bounds))

    def rechecks(self, repository_ids: Sequence[str], *, priority: Priority = Priority.LOW) -> Iterator[Task]:
        """Yield the tasks that look at known repositories again."""
        return self._in_batches(Kind.RECHECK, repository_ids, priority)

    def meet(self, owner: str, name: str, *, priority: Priority = Priority.HIGH) -> Task:
        """Return the task that makes the acquaintance of a repository."""
        lane = self._github("github-graphql", owner)
        question = {"owner": owner, "name": name}
        return Task(
            lane=lane, kind=Kind.MEET, subject=_short(f"{owner}/{name}".lower()), priority=priority, question=question
        )

    def enrich(self, organization_ids: Sequence[str], *, priority: Priority = Priority.LOW) -> Iterator[Task]:
        """Yield the tasks that ask about organisations."""
        return self._in_batches(Kind.ENRICH, organization_ids, priority)

    def acquaint(self, organizations: Iterable[Organization], *, priority: Priority) -> Iterator[Task]:
        """Yield the tasks that ask about those of these organisations that nobody has asked about yet."""
        return self.enrich(sorted({one.id for one in organizations if one.enriched_at is None}), priority=priority)

    def restate(self, organization_id: str) -> Task:
        """Return the task that corrects an organisation's roll-ups."""
        return _stored(Kind.RESTATE, organization_id)

    def survey(self) -> Task:
        """Return the task that goes through all repositories."""
        return _stored(Kind.SURVEY, "repositories")

    def roll_call(self) -> Task:
        """Return the task that goes through organisations and packages."""
        return _stored(Kind.ROLL_CALL, "all")

    def cleanup(self) -> Task:
        """Return the task that goes through what may be gone."""
        return _stored(Kind.CLEANUP, "repositories")

    def discover(self, key: PackageKey) -> Task:
        """Return the task that asks who uses a package."""
        return Task(
            lane=lane_of("ecosystems"),
            kind=Kind.DISCOVER,
            subject=_short(f"{key.ecosystem}/{key.name}"),
            priority=Priority.HIGH,
            question={"ecosystem": key.ecosystem, "name": key.name},
        )

    def describe(self, keys: Iterable[PackageKey], *, priority: Priority = Priority.LOW) -> Iterator[Task]:
        """Yield the tasks that ask what packages are."""
        for some in _batches(sorted(keys), DESCRIBED_AT_ONCE):
            yield Task(
                lane=lane_of("ecosystems"),
                kind=Kind.DESCRIBE,
                subject=_together([f"{key.ecosystem}/{key.name}" for key in some]),
                priority=priority,
                question={"packages": [[key.ecosystem, key.name] for key in some]},
                units=len(some),
            )

    def _in_batches(self, kind: Kind, ids: Sequence[str], priority: Priority) -> Iterator[Task]:
        """Yield tasks for `BATCH` of them in a call of GraphQL; without a token, for each one by itself."""
        alone = self._tokens() == 0
        for some in _batches(ids, 1 if alone else BATCH):
            lane = self._github("github-core" if alone else "github-graphql", some[0])
            units = -(-len(some) // OWNERS_BATCH) if kind is Kind.ENRICH else 1
            subject, question = _together(some), {"ids": some}
            yield Task(lane=lane, kind=kind, subject=subject, priority=priority, question=question, units=units)

    def _github(self, resource: str, subject: str) -> str:
        return lane_of(resource, crc32(subject.encode()) % max(1, self._tokens()))


def _short(subject: str) -> str:
    """Return the subject, or what stands for it where it is too long for a key."""
    written = subject.encode()
    return subject if len(written) <= LONGEST_SUBJECT else sha256(written).hexdigest()


def _together(subjects: Sequence[str]) -> str:
    """Return the one subject, or what stands for all of these: another batch may well begin with the same."""
    return _short(subjects[0]) if len(subjects) == 1 else sha256("\n".join(subjects).encode()).hexdigest()


def _stored(kind: Kind, subject: str) -> Task:
    return Task(lane=lane_of(STORE), kind=kind, subject=subject, priority=Priority.LOW)


def _batches(things: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(things), size):
        yield list(things[start : start + size])
