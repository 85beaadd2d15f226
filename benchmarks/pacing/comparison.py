"""One scenario, run by Curator's lanes and by the usual design, beside the best that any schedule could do."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from benchmarks.pacing.bound import soonest_end
from benchmarks.pacing.lanes import LanesRun
from benchmarks.pacing.outcome import Outcome, together
from benchmarks.pacing.scenarios import Scenario
from benchmarks.pacing.usual import UsualRun
from benchmarks.pacing.work import WorkPiece, work_piece
from curator.uploads.lanes.pacing import COUNTED_LONGER

_Run = tuple[float, Outcome, Outcome]  # the best possible, Curator's, the usual design's

USERS_PER_SHARD = 100  # users share nothing but the workers, so they are simulated in parts that fit in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of one scenario; `best` in seconds."""

    scenario: Scenario
    best: float
    lanes: Outcome
    usual: Outcome

    @property
    def files(self) -> int:
        """All uploads of all users."""
        return self.scenario.users * self.scenario.files

    @property
    def over_best(self) -> float:
        """How much longer the lanes took than the best schedule, as a share of it."""
        return self.lanes.seconds / self.best - 1.0

    def figures(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "name": self.scenario.name,
            "users": self.scenario.users,
            "files": self.files,
            "best_seconds": round(self.best, 1),
            "over_best": round(self.over_best, 5),
            "lanes": asdict(self.lanes),
            "usual": asdict(self.usual),
        }


def compare(scenario: Scenario) -> Comparison:
    """Run a scenario by both designs."""
    return compare_all([scenario], map)[0]


def compare_all(scenarios: Sequence[Scenario], run: Callable[..., Iterable[_Run]]) -> list[Comparison]:
    """Run scenarios by both designs; `run` maps, in one process or in several."""
    shards = [(number, *shard) for number, scenario in enumerate(scenarios) for shard in _shards(scenario)]
    runs = run(_compare_shard, *zip(*[(part, users) for _, part, users in shards], strict=True))
    done: dict[int, list[_Run]] = {}
    for (number, _, _), outcome in zip(shards, runs, strict=True):
        done.setdefault(number, []).append(outcome)
    return [_together(scenario, done[number]) for number, scenario in enumerate(scenarios)]


def _together(scenario: Scenario, runs: Sequence[_Run]) -> Comparison:
    return Comparison(
        scenario=scenario,
        best=max(best for best, _, _ in runs),
        lanes=together([lanes for _, lanes, _ in runs]),
        usual=together([usual for _, _, usual in runs]),
    )


def _shards(scenario: Scenario) -> Iterator[tuple[Scenario, list[str]]]:
    users = [f"user {number}" for number in range(1, scenario.users + 1)]
    for first in range(0, len(users), USERS_PER_SHARD):
        part = users[first : first + USERS_PER_SHARD]
        workers = max(1, scenario.workers * len(part) // len(users))
        yield replace(scenario, users=len(part), workers=workers), part


def _compare_shard(scenario: Scenario, users: list[str]) -> _Run:
    pieces = {user: _pieces(user, scenario) for user in users}
    all_work = sum(piece.seconds for own in pieces.values() for piece in own) / scenario.workers
    alone = [
        soonest_end(
            own,
            scenario.limits,
            width=scenario.width,
            reserve=scenario.reserve,
            counted_longer=COUNTED_LONGER,
        )
        for own in pieces.values()
    ]
    return max(all_work, *alone), LanesRun(scenario, pieces).run(), UsualRun(scenario, pieces).run()


def _pieces(user: str, scenario: Scenario) -> list[WorkPiece]:
    median, spread = scenario.seconds_each, scenario.spread
    return [work_piece(f"{user} {number}", median=median, spread=spread) for number in range(scenario.files)]
