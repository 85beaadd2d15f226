"""How letters about images, requests and runs go back, and which of them have nothing left to do."""

from typing import Any

import pytest

from curator.operations.dead_letters.models import Letter
from curator.operations.replays.models import LetterOutcome, Result
from functions.replayer.ways_of_images import WayOfImages
from functions.replayer.ways_of_others import LONGEST_SOCKET_SECONDS, WayOfRequests, WayOfRuns
from tests.fakes.clock import VirtualClock
from tests.fakes.queues import FakeQueue
from tests.unit.images.world import empty_world
from tests.unit.operations.replays.letter_world import LetterWorld

REPLAYED, SUPERSEDED = LetterOutcome.REPLAYED, LetterOutcome.SUPERSEDED


def letter(queue: str, body: dict[str, Any], *, age: float = 0) -> Letter:
    """Return the letter that a message of this age becomes."""
    world = LetterWorld()
    world.dead[queue].put(body, sent_at=world.clock.now() - age)
    world.collect(queue)
    return world.only(queue)


def test_an_image_waits_for_its_worker_again_unless_its_job_has_ended() -> None:
    world, queue = empty_world(), FakeQueue(VirtualClock())
    image_id = world.upload().job.image_id
    back = WayOfImages(world.images, queue)
    assert back(letter("images", {"image_id": image_id})).outcome is REPLAYED
    world.run()
    assert back(letter("images", {"image_id": image_id})).outcome is SUPERSEDED
    assert back(letter("images", {"image_id": image_id, "refresh": True})).outcome is REPLAYED
    assert [body for body, _ in queue.sent] == [{"image_id": image_id}, {"image_id": image_id, "refresh": True}]


@pytest.mark.parametrize(
    ("request_", "age", "outcome"),
    [
        pytest.param({}, LONGEST_SOCKET_SECONDS - 60, REPLAYED, id="somebody may listen"),
        pytest.param({}, LONGEST_SOCKET_SECONDS + 60, SUPERSEDED, id="nobody can listen any more"),
        pytest.param({"kind": "recategorise"}, LONGEST_SOCKET_SECONDS + 60, REPLAYED, id="nobody has to listen"),
    ],
)
def test_a_request_goes_back_while_its_answer_is_of_use(
    request_: dict[str, str], age: float, outcome: LetterOutcome
) -> None:
    clock = VirtualClock()
    queue = FakeQueue(clock)
    body = {"connection_id": "c=", "user_id": "1", **request_}
    assert WayOfRequests(queue, clock.now)(letter("fetches", body, age=age)).outcome is outcome
    assert [sent for sent, _ in queue.sent] == ([body] if outcome is REPLAYED else [])


def test_a_nightly_run_is_begun_anew_and_one_that_comes_again_is_not() -> None:
    begun: list[str] = []
    back = WayOfRuns({"scrape": lambda: begun.append("scrape")})

    def failed(run: str) -> Result:
        return back(
            letter("janitor", {"requestContext": {"condition": "RetriesExhausted"}, "requestPayload": {"run": run}})
        )

    assert (failed("scrape").outcome, failed("images").outcome) == (REPLAYED, SUPERSEDED)
    assert begun == ["scrape"]
