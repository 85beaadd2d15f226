"""The main job against a real MediaWiki that enforces its limits: nothing refused, everything published once.

The steps are all real but for the structured data, which the wiki keeps by an extension of ours (see
test_structured_data).
"""

import time

import httpx
import pytest

from curator.commons.structured_data import fetch_structured_data
from curator.uploads.models import UploadStatus
from local.mediawiki.wiki import MediaWiki
from tests.wiki.broken_connections import AnswerLosingTransport, nth_upload
from tests.wiki.engine import Engine, running_engine
from tests.wiki.people import person

COMPLETED = UploadStatus.COMPLETED
WINDOW_SECONDS = 4


def published_once(wiki: MediaWiki, engine: Engine, keys: list[str]) -> bool:
    """Tell whether the wiki has each photo once, and nothing else."""
    return wiki.publishes() == {engine.photographs.picture(key).sha1: 1 for key in keys}


@pytest.mark.parametrize(
    "limits",
    [
        pytest.param({"upload": {"user": (4, WINDOW_SECONDS)}}, id="uploads-are-limited"),
        pytest.param({"edit": {"user": (12, WINDOW_SECONDS)}}, id="edits-are-limited"),
    ],
)
def test_a_batch_at_the_limit_is_refused_nothing(
    wiki: MediaWiki, limits: dict[str, dict[str, tuple[int, int]]]
) -> None:
    wiki.limit(limits)
    keys = [f"{number}" for number in range(10)]
    with running_engine({"token": person(wiki, "Ordinary")}) as engine:
        batch_id = engine.add_batch("token", keys)
        started = time.monotonic()
        engine.run(batch_id, within=60)
        took = time.monotonic() - started
        assert engine.statuses(batch_id) == [COMPLETED] * 10
        assert published_once(wiki, engine, keys)
    assert wiki.refusals() == 0
    assert took >= 2 * WINDOW_SECONDS  # four at once, four a window later, two after another


def test_a_publish_whose_answer_was_lost_is_found_and_not_repeated(wiki: MediaWiki) -> None:
    network = AnswerLosingTransport(nth_upload(2))
    with running_engine({"token": person(wiki, "Ordinary", http=httpx.Client(transport=network))}) as engine:
        batch_id = engine.add_batch("token", ["1"])
        engine.run(batch_id, within=30)
        assert [lost.json()["upload"]["result"] for lost in network.lost] == ["Success"]
        assert engine.statuses(batch_id) == [COMPLETED]
        assert published_once(wiki, engine, ["1"])


def test_a_photograph_somebody_else_published_gets_what_it_lacks(wiki: MediaWiki) -> None:
    patroller = person(wiki, "Patroller")
    with running_engine({"token": person(wiki, "Ordinary")}) as engine:
        patroller.upload(engine.photographs.picture("1"), "Theirs.png")
        batch_id = engine.add_batch("token", ["1"])
        engine.run(batch_id, within=30)
        assert engine.statuses(batch_id) == [UploadStatus.DUPLICATED_SDC_UPDATED]
        assert published_once(wiki, engine, ["1"])
    known = fetch_structured_data(patroller.client, "Theirs.png")
    assert known.labels == {"en": "Photo 1"}
    assert [statement["mainsnak"]["property"] for statement in known.statements] == ["P1947"]
