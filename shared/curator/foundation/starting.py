"""The start of a function: what it makes then stays as long as it lives, so nobody looks for garbage in it.

Python's collector would walk over all that has been imported several times while more is, which is up to a tenth of a
start. `app.py` of each function imports this before anything heavy, and says at its end that it has started. What was
made until then is left out of later walks, too.
"""

import gc

IN_USUAL_TIMES = gc.get_threshold()
OBJECTS_OF_A_START = 1_000_000  # far more than any has; not without end, should a start fail in a process that goes on

gc.set_threshold(OBJECTS_OF_A_START)


def started() -> None:
    """End the start: from now on garbage is collected as usual."""
    gc.freeze()
    gc.set_threshold(*IN_USUAL_TIMES)
