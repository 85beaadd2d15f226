"""The untouched original, from where it is kept to the worker's disk."""

import hashlib
import io
from typing import Any

import pytest

from curator.foundation.errors import QueueAction
from curator.sources.downloads import Download
from curator.sources.errors import OwnFileNotFoundError, SourceUnavailableError
from curator.sources.source import KeepsFiles
from tests.unit.sources.files_keeper import BOB, CONTENT, Keeper, keeper, own_file, source
from tests.unit.sources.mapillary_replies import Mapillary

BROKEN = SourceUnavailableError("SlowDown")
WHOLE: list[bytes | Exception] = [CONTENT]
DELAYS = [3.0, 5.0, 10.0]


def download(kept: Keeper, target: io.BytesIO, **more: Any) -> Download:
    found = source(kept)
    image = found.fetch_image(own_file(1).id)
    return found.write_original(image, target, on_progress=more.get("on_progress", lambda: None))


def test_the_bytes_are_those_that_were_uploaded() -> None:
    target = io.BytesIO(b"something older and longer than the photograph that comes now")
    assert download(keeper(own_file(1)), target) == Download(
        sha1=hashlib.sha1(CONTENT, usedforsecurity=False).hexdigest(), size=len(CONTENT), content_type="image/jpeg"
    )
    assert target.getvalue() == CONTENT


FAULTS = [
    pytest.param([BROKEN], id="refused at once"),
    pytest.param([CONTENT[:7], BROKEN], id="broken off"),
    pytest.param([CONTENT[:-1]], id="too short"),
    pytest.param([CONTENT, b"!"], id="too long"),
    pytest.param([CONTENT[::-1]], id="other bytes"),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_the_file_is_asked_for_again(fault: list[bytes | Exception]) -> None:
    kept, target = keeper(own_file(1)), io.BytesIO()
    kept.answers = [fault, WHOLE]
    assert download(kept, target).size == len(CONTENT)
    assert target.getvalue() == CONTENT
    assert kept.clock.sleeps == DELAYS[:1]


@pytest.mark.parametrize("fault", FAULTS)
def test_after_four_times_it_is_left_for_later(fault: list[bytes | Exception]) -> None:
    kept = keeper(own_file(1))
    kept.answers = [fault]
    with pytest.raises(SourceUnavailableError) as caught:
        download(kept, io.BytesIO())
    assert caught.value.queue_action is QueueAction.RETRY_LATER
    assert kept.clock.sleeps == DELAYS


def test_a_file_deleted_meanwhile_is_not_asked_for_again() -> None:
    kept = keeper(own_file(1))
    kept.answers = [[OwnFileNotFoundError("gone")]]
    with pytest.raises(OwnFileNotFoundError):
        download(kept, io.BytesIO())
    assert kept.clock.sleeps == []


def test_another_users_file_cannot_be_read() -> None:
    kept = keeper(own_file(1))
    image = source(kept).fetch_image(own_file(1).id)
    with pytest.raises(OwnFileNotFoundError):
        source(kept, BOB).write_original(image, io.BytesIO(), on_progress=lambda: None)


def test_progress_is_told_with_each_piece_and_may_stop_it() -> None:
    kept = keeper(own_file(1))
    kept.answers = [[CONTENT[:5], CONTENT[5:9], CONTENT[9:]]]
    told: list[int] = []
    download(kept, io.BytesIO(), on_progress=lambda: told.append(1))
    assert len(told) == 4  # before the first piece as well

    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        download(kept, io.BytesIO(), on_progress=stop)


def test_only_a_source_that_keeps_its_files_hands_them_out() -> None:
    assert isinstance(source(keeper()), KeepsFiles)
    assert not isinstance(Mapillary().source(), KeepsFiles)
