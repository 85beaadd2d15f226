from dataclasses import replace

import pytest

from curator.uploads.audit.attempts import LOST, PUT_BACK, Attempt
from curator.uploads.models import Upload, UploadStatus
from local.drill.commons import Published
from local.drill.judging import Kill, Ledger, figures, problems
from local.drill.report import as_text


def upload(number: int, name: str, status: UploadStatus = UploadStatus.COMPLETED) -> Upload:
    return Upload(
        id=number,
        batch_id=1,
        user_id="15",
        status=status,
        key=str(number),
        handler="mapillary",
        filename=name,
        created_at="2026-08-01T12:00:00Z",
        updated_at="2026-08-01T12:00:00Z",
    )


def attempt(number: int, *, began: float, ended: float, outcome: str = LOST) -> Attempt:
    return Attempt(upload_id=number, number=1, began=began, ended=ended, outcome=outcome)


LEDGER = Ledger(
    filenames=["One.jpg", "Two.jpg", "Three.jpg"],
    uploads=[upload(1, "One.jpg"), upload(2, "Two.jpg"), upload(3, "Three.jpg")],
    attempts={
        1: [attempt(1, began=100.0, ended=112.0)],
        2: [attempt(2, began=100.0, ended=112.0)],
        3: [attempt(3, began=100.0, ended=112.0, outcome=PUT_BACK)],
    },
)
PUBLISHED = Published(
    titles=("One.jpg", "Two.jpg", "Three.jpg"),
    at={"One.jpg": 104.0, "Two.jpg": 113.0, "Three.jpg": 104.0},
    times={"a": 1, "b": 1, "c": 1},
    asked=4,
    refused=0,
)
KILLS = [
    Kill(published=0, in_progress=3, seconds_to_start=4.25),
    Kill(published=2, in_progress=1, seconds_to_start=5.5),
]


def test_all_of_them_once_each_is_no_problem() -> None:
    assert problems(LEDGER, PUBLISHED) == []


@pytest.mark.parametrize(
    ("ledger", "published", "said"),
    [
        pytest.param(
            LEDGER, replace(PUBLISHED, titles=("One.jpg", "Two.jpg")), "Three.jpg is not on Commons", id="lost"
        ),
        pytest.param(
            LEDGER,
            replace(PUBLISHED, times={"a": 1, "b": 2, "c": 1}),
            "the content b was published 2 times",
            id="published twice under one name",
        ),
        pytest.param(
            LEDGER,
            replace(PUBLISHED, titles=(*PUBLISHED.titles, "One (2).jpg")),
            "One (2).jpg is on Commons, and nobody uploaded it",
            id="published under another name",
        ),
        pytest.param(
            replace(LEDGER, uploads=[*LEDGER.uploads[:2], upload(3, "Three.jpg", UploadStatus.FAILED)]),
            PUBLISHED,
            "Curator says of 1 uploads: failed",
            id="published, and Curator does not know",
        ),
        pytest.param(
            replace(LEDGER, uploads=LEDGER.uploads[:2]),
            PUBLISHED,
            "Curator knows 2 uploads, and was given 3",
            id="forgotten",
        ),
        pytest.param(LEDGER, replace(PUBLISHED, refused=2), "2 requests were refused for their rate", id="too fast"),
    ],
)
def test_whatever_contradicts_it_is_said(ledger: Ledger, published: Published, said: str) -> None:
    assert problems(ledger, published) == [said]


def test_a_lost_worker_counts_as_resumed_and_its_publish_as_found_when_it_had_arrived() -> None:
    told = figures(KILLS, LEDGER, PUBLISHED, seed=7, seconds=61.04)
    assert (told.kills, told.in_the_middle) == (2, 2)
    assert (told.in_progress, told.resumed, told.found) == (4, 2, 1)
    assert (told.asked, told.published, told.duplicates, told.refused) == (4, 3, 0, 0)
    assert (told.seconds, told.seconds_to_start) == (61.0, 9.8)


def test_what_was_published_more_than_once_counts_as_duplicates() -> None:
    twice = replace(PUBLISHED, times={"a": 3, "b": 2, "c": 1})
    assert figures(KILLS, LEDGER, twice, seed=7, seconds=1.0).duplicates == 3


def test_the_last_line_says_how_many_of_how_many() -> None:
    lines = as_text(figures(KILLS, LEDGER, PUBLISHED, seed=7, seconds=61.04)).splitlines()
    assert lines[0].startswith("2 kills and restarts in 61 s")
    assert lines[-1] == "published 3 of 3"


def test_a_kill_after_the_last_publish_is_not_one_in_the_middle() -> None:
    late = Kill(published=3, in_progress=0, seconds_to_start=1.0)
    told = figures([*KILLS, late], LEDGER, PUBLISHED, seed=7, seconds=1.0)
    assert (told.kills, told.in_the_middle) == (3, 2)
