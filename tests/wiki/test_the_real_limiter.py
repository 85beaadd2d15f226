"""MediaWiki's own rate limiter, asked about times that are yet to come: what the pacing has to reckon with."""

import json
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import pytest

from curator.commons.limits import Limit, RateLimits
from curator.foundation.pacing import slots
from curator.uploads.lanes import pacing
from local.mediawiki.installation import Installation

SCRIPT = Path(__file__).with_name("rate_limiter.php")
START = 1_800_000_000.0  # a multiple of all windows' buckets below
UPLOADS = 1500
ORDINARY = Limit(380, 4320)
BUCKETS = 30  # the limiter counts by thirtieths of the window (WRStatsRateLimiter::BUCKET_COUNT)

Refused = Callable[[Limit, Sequence[float]], list[int]]


@pytest.fixture
def refused(installation: Installation, tmp_path: Path) -> Refused:
    """Give what tells which hits of a user the limiter refuses, by their numbers."""

    def ask(limit: Limit, times: Sequence[float]) -> list[int]:
        question = tmp_path / "question.json"
        question.write_text(json.dumps({"hits": limit.hits, "seconds": limit.seconds, "times": list(times)}))
        numbers: list[int] = json.loads(installation.run_script(tmp_path, SCRIPT, str(question)))
        return numbers

    return ask


def test_a_window_may_be_used_up_at_once_and_no_more(refused: Refused) -> None:
    assert refused(ORDINARY, [START] * (ORDINARY.hits + 2)) == [ORDINARY.hits, ORDINARY.hits + 1]


def test_hits_older_than_the_window_still_count_in_part(refused: Refused) -> None:
    """The oldest thirtieth of the window counts by its share, as if its hits were spread evenly over it."""
    burst = [START + second for second in range(ORDINARY.hits // 4)] * 4
    last = max(burst)
    again = [last + ORDINARY.seconds + 1.0] * ORDINARY.hits
    assert refused(ORDINARY, [*sorted(burst), *again])


def test_after_a_window_and_a_thirtieth_nothing_old_counts(refused: Refused) -> None:
    burst = [START + second for second in range(ORDINARY.hits // 4)] * 4
    again = [max(burst) + ORDINARY.seconds * (1 + 1 / BUCKETS)] * ORDINARY.hits
    assert refused(ORDINARY, [*sorted(burst), *again]) == []


@pytest.mark.parametrize("phase", [0.0, 0.7, 1.3])
@pytest.mark.parametrize("duration", [1.0, 3.0, 8.0])
@pytest.mark.parametrize("limit", [ORDINARY, Limit(8, 60), Limit(10, 6)], ids=["everybody", "newcomers", "the-demo"])
def test_the_pace_we_keep_is_refused_nothing(refused: Refused, limit: Limit, duration: float, phase: float) -> None:
    rules = pacing.windows(RateLimits(upload=limit, edit=None), width=3, reserve=0.05)
    starts = islice(slots([], rules, duration=duration, now=START + phase), UPLOADS)
    assert refused(limit, sorted(start + duration / 2 for start in starts)) == []
