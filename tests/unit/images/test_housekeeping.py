"""Once an hour: what got lost is found, what was abandoned is ended, what is left over is removed."""

from curator.images.housekeeping import Housekept
from curator.images.models import EventType, JobStatus
from tests.fakes.objects import outage
from tests.unit.images.world import ALICE, Stopped, World, jpeg, memory

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
NOTHING = Housekept()


def test_a_young_job_is_left_alone(world: World) -> None:
    world.upload()
    world.queue.lose_everything()
    world.clock.advance(14 * MINUTE)
    assert world.housekeeping.run() == NOTHING


def test_a_file_that_waits_in_vain_is_sent_to_the_worker_by_a_message_of_ours(world: World) -> None:
    accepted = world.upload()
    world.queue.lose_everything()
    world.clock.advance(15 * MINUTE)
    assert world.housekeeping.run() == Housekept(restarted=1)
    assert world.queue.sent[-1] == ({"image_id": accepted.job.image_id}, 0.0)
    world.run()
    assert world.job(accepted).status is JobStatus.COMPLETED
    assert world.housekeeping.run() == NOTHING


def test_an_announced_file_that_never_came_is_looked_for_twice_and_no_more(world: World) -> None:
    world.announce()
    looks = []
    for _ in range(5):
        world.clock.advance(HOUR)
        assert world.housekeeping.run() == NOTHING
        looks.append(memory(world.incoming).calls["head"])
    assert looks == [1, 2, 2, 2, 2]


def test_a_file_is_found_however_long_nobody_looked(world: World) -> None:
    world.housekeeping.run()
    accepted = world.upload()
    world.queue.lose_everything()
    world.clock.advance(20 * HOUR)
    assert world.housekeeping.run().restarted == 1
    world.run()
    assert world.job(accepted).status is JobStatus.COMPLETED


def test_storage_that_does_not_answer_about_a_file_does_not_let_it_be_forgotten(world: World) -> None:
    accepted = world.upload()
    world.queue.lose_everything()
    memory(world.incoming).faults.append(outage())
    world.clock.advance(HOUR)
    assert world.housekeeping.run().restarted == 1
    world.run()
    assert world.job(accepted).status is JobStatus.COMPLETED


def test_a_try_that_never_came_is_made_up_for(world: World) -> None:
    accepted = world.upload()
    memory(world.incoming).faults.append(outage())
    world.run(until=world.clock.now())
    world.queue.lose_everything()
    world.clock.advance(16 * MINUTE)
    assert world.housekeeping.run() == Housekept(restarted=1)
    world.run()
    assert (world.job(accepted).status, world.job(accepted).attempts) == (JobStatus.COMPLETED, 1)


def test_a_worker_that_fell_silent_is_replaced_though_its_message_is_gone(world: World) -> None:
    accepted = world.upload()
    world.engine.faults.append(Stopped())
    world.run(until=world.clock.now())
    world.queue.lose_everything()
    world.clock.advance(18 * MINUTE)
    assert world.housekeeping.run() == Housekept(restarted=1)
    world.run()
    assert (world.job(accepted).status, world.job(accepted).stops) == (JobStatus.COMPLETED, 1)


def test_after_a_day_a_job_that_does_not_move_is_failed_and_given_back(world: World) -> None:
    announced = world.announce()
    window = announced.job.charged_window
    assert window is not None
    world.clock.advance(DAY)
    assert world.housekeeping.run() == Housekept(abandoned=1)
    job = world.job(announced)
    assert (job.status, job.last_error, job.charged_window) == (JobStatus.FAILED, "abandoned", None)
    assert world.quotas.used(ALICE.user_id, window) == 0
    assert world.events(announced) == [EventType.UPLOAD_INITIATED, EventType.FAILED]
    assert world.housekeeping.run() == NOTHING


def test_a_file_that_comes_after_its_job_was_abandoned_is_thrown_away(world: World) -> None:
    announced = world.announce()
    world.clock.advance(DAY)
    world.housekeeping.run()
    world.incoming.put(announced.job.staging_key, jpeg(), content_type="image/jpeg")
    world.run()
    assert (world.job(announced).status, memory(world.incoming).objects) == (JobStatus.FAILED, {})


def test_a_job_that_waits_for_its_next_try_since_yesterday_is_abandoned_with_its_file(world: World) -> None:
    accepted = world.upload()
    memory(world.incoming).faults.append(outage())
    world.run(until=world.clock.now())
    world.queue.lose_everything()
    world.clock.advance(DAY + 2 * MINUTE)
    assert world.housekeeping.run().abandoned == 1
    assert world.job(accepted).last_error == "abandoned"
    world.clock.advance(HOUR)
    assert world.housekeeping.run().removed > 0
    assert memory(world.incoming).objects == {}


def test_what_a_failed_job_had_written_is_removed(world: World) -> None:
    world.upload()
    memory(world.originals).faults += [outage()] * 4
    world.run()
    assert len(memory(world.variants).objects) == 4
    world.clock.advance(HOUR)
    world.housekeeping.run()
    assert memory(world.variants).objects == {}


def test_a_run_ends_in_good_time_and_the_next_one_goes_on(world: World) -> None:
    for _ in range(3):
        world.upload()
        world.clock.advance(1)
    world.queue.lose_everything()
    world.clock.advance(HOUR)
    send = world.queue.send

    def send_slowly(body: dict[str, object], delay: float = 0) -> None:
        world.clock.advance(30)
        send(body, delay)

    world.queue.send = send_slowly  # type: ignore[method-assign]
    assert [world.housekeeping.run().restarted for _ in range(2)] == [2, 1]
    world.run()
    assert world.statistics.stats().by_status == {JobStatus.COMPLETED: 3}


def test_an_index_that_has_not_heard_the_news_ends_nobodys_job(world: World) -> None:
    completed, young = world.upload(), world.upload()
    world.processor.process(completed.job.image_id)
    world.clock.advance(HOUR)
    late = [(one.job.image_id, 0.0) for one in (completed, young)]
    world.images.listed = lambda *_, **__: iter(late)  # type: ignore[method-assign]
    assert world.housekeeping.run().abandoned == 0
    assert world.job(completed).status is JobStatus.COMPLETED
    assert world.job(young).status is JobStatus.PENDING
