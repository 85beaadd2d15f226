import os
import signal
import time
from collections.abc import Callable

import httpx

from local.processes import STOP_SECONDS

from .conftest import SampleStack


def test_nothing_acknowledged_is_lost_when_the_emulator_is_killed(
    stack: SampleStack, eventually: Callable[..., None]
) -> None:
    stack.put("old")
    stack.count("counted")
    stack.save()
    stack.send('{"name": "waiting"}', delay=4)
    stack.send('{"name": "waiting for long"}', delay=900)
    sent = time.time()
    for _ in range(5):
        stack.count("counted")
    stack.kill("emulator")
    stack.start()
    assert stack.get("old", "THING") is not None
    assert stack.times("counted", "COUNT") == 6
    eventually(lambda: stack.times("waiting") == 1)
    seen = stack.get("waiting")
    assert seen is not None
    assert float(seen["at"]["S"]) >= sent + 4
    assert stack.times("waiting for long") == 0


def test_changes_after_a_crash_reach_their_function(stack: SampleStack, eventually: Callable[..., None]) -> None:
    stack.put("first", "WATCHED")
    eventually(lambda: stack.times("change of first") == 1)
    stack.save()
    stack.kill("emulator")
    stack.start()
    stack.put("second", "WATCHED")
    stack.put("third", "WATCHED")
    eventually(lambda: stack.times("change of second") == stack.times("change of third") == 1)


def test_a_function_at_work_dies_with_the_emulator_and_its_message_comes_back(
    stack: SampleStack, eventually: Callable[..., None]
) -> None:
    stack.send('{"name": "long", "sleep": 60}', queue="PatientQueueUrl")
    eventually(lambda: stack.times("long") == 1)
    emulator = next(child for child in stack._children if child.name == "emulator")
    os.kill(emulator.pid, signal.SIGKILL)  # its workers are not killed with it: they must notice
    others = {child.pid for child in stack._children if child.name != "emulator"}
    eventually(lambda: set(stack.processes()) <= others)
    stack.start()
    eventually(lambda: stack.times("long") == 2)


def test_a_graceful_stop_is_quick_leaves_no_process_and_keeps_everything(
    stack: SampleStack, eventually: Callable[..., None]
) -> None:
    stack.put("kept")
    stack.send('{"name": "kept waiting"}', delay=3)
    url, started = stack.url, time.monotonic()
    stack.stop()
    assert time.monotonic() - started < STOP_SECONDS  # nothing had to be killed
    assert stack.processes() == []
    again = SampleStack(stack.state.parent)
    with again:
        assert again.url == url
        assert again.get("kept", "THING") is not None
        assert httpx.get(again.url).status_code == 200
        eventually(lambda: again.times("kept waiting") == 1)
    stack.start()
