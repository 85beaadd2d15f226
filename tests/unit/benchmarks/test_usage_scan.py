"""The benchmark of scans, on a small world: what it claims, and that its bound is one."""

from pathlib import Path

import pytest

from benchmarks.usage_scan.bound import soonest
from benchmarks.usage_scan.engine import Engine
from benchmarks.usage_scan.report import figures, problems
from benchmarks.usage_scan.truth import compared


def test_scans_find_the_truth_are_never_refused_and_repeat_for_next_to_nothing(tmp_path: Path) -> None:
    engine = Engine(tmp_path, organizations=10, repositories=50)
    first, truth = engine.scrape("first"), compared(engine)
    engine.clock.advance(86400.0)
    again = engine.scrape("nothing changed")
    changed = engine.transport.world.change({"action": "churn", "share": 0.1}, engine.clock.now())
    after = engine.scrape("changed")
    assert (truth.is_perfect, truth.pairs > 300, compared(engine).is_perfect) == (True, True, True)
    assert [scan.refused for scan in (first, again, after)] == [{}, {}, {}]
    assert again.calls.get("github.core", 0) == 0
    assert again.items_written < first.items_written / 50
    assert 0 < after.calls["github.core"] <= len(changed)
    told = figures([first, again, after], [truth, truth, truth])
    assert problems(told) == []
    told[1]["refused"]["github.core"] = 2
    told[2]["truth"]["missing"] = 1
    assert problems(told) == ["nothing changed: 2 calls refused", "changed: 1 uses wrong"]
    assert all(one["seconds"] >= one["best_seconds"] >= one["best_seconds_without_reserve"] for one in told)
    engine.close()


@pytest.mark.parametrize(
    ("calls", "seconds"),
    [
        pytest.param({}, 0.0, id="none"),
        pytest.param({"github.core": 900}, 0.0, id="a minute's worth at once"),
        pytest.param({"github.core": 901}, 60.0, id="one more, a minute later"),
        pytest.param({"github.core": 5001}, 3600.0, id="one more than an hour's"),
        pytest.param({"github.core": 10, "github.search": 31}, 60.0, id="the slowest resource decides"),
    ],
)
def test_the_bound_is_what_the_documented_limits_allow(calls: dict[str, int], seconds: float) -> None:
    assert soonest(calls, with_reserve=False) == seconds
