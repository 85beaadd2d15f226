"""Anything at any moment: a search through what users, queues, crashes and the wiki can do to the uploads room.

After every step the promises that hold at every moment are checked; at the end of every run the outside gets well, and
all work must end. `CURATOR_THOROUGH=1` searches for longer.
"""

import os

from hypothesis import HealthCheck, settings

from tests.properties.machine import UploadsMachine

THOROUGH = os.environ.get("CURATOR_THOROUGH") == "1"


TestAnything = UploadsMachine.TestCase
TestAnything.settings = settings(
    max_examples=20_000 if THOROUGH else 500,
    stateful_step_count=60 if THOROUGH else 40,
    derandomize=not THOROUGH,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
