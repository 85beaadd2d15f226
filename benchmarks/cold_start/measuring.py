"""Fresh processes, and what the system says each of them cost."""

import random
import resource
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.cold_start.artefacts import Built
from benchmarks.cold_start.probe import BARE, CLIENT, COUNT, EAGERLY, EVENTS, START, YARDSTICK

# -I: nothing of the environment or the user; -S: no site-packages; -B: nothing is kept, as where code is read-only.
INTERPRETER = (sys._base_executable, "-I", "-S", "-B", "-c")  # type: ignore[attr-defined]
PROGRAMS = {"bare": BARE, "yardstick": YARDSTICK, "import": START, "event": START, "eager": START + EAGERLY}

QUIET_YARDSTICK_MILLISECONDS = 125  # importing botocore's session, on the machine and in the hour the goals were set


class ImportFailedError(Exception):
    """A built function cannot be imported with what is in its layers; carries what Python said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What starting one function cost: milliseconds of CPU by program, a number for each run."""

    function: str
    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    modules: dict[str, list[str]] = field(default_factory=dict)

    def least(self, program: str) -> float:
        """Return the least CPU above the bare interpreter's, in milliseconds."""
        return min(self.milliseconds[program]) - min(self.milliseconds["bare"])

    def middle(self, program: str) -> float:
        """Return the median CPU above the bare interpreter's, in milliseconds."""
        return median(self.milliseconds[program]) - median(self.milliseconds["bare"])

    @property
    def on_a_quiet_machine(self) -> float:
        """Return the import's milliseconds where the yardstick takes what it took where the goals were set."""
        return self.least("import") * QUIET_YARDSTICK_MILLISECONDS / self.least("yardstick")

    def added(self, program: str) -> set[str]:
        """Return the modules a program loads that a bare interpreter has not."""
        return set(self.modules[program]) - set(self.modules["bare"])


def measure(functions: Iterable[Built], *, runs: int) -> list[Start]:
    """Start every function in every way, `runs` times in an order by chance; raises ImportFailedError."""
    built = {function.name: function for function in functions}
    starts = {name: Start(function=name) for name in built}
    for name, function in built.items():
        for program in PROGRAMS:  # brings files into the cache, and says what is loaded
            starts[name].modules[program] = _run(function, program, count=True)[1]
    turns = [(name, program) for name in built for program in PROGRAMS for _ in range(runs)]
    random.Random(len(turns)).shuffle(turns)  # noqa: S311 - so that no function has all of a busy minute
    for name, program in turns:
        milliseconds, _ = _run(built[name], program)
        starts[name].milliseconds.setdefault(program, []).append(milliseconds)
    return list(starts.values())


def _run(function: Built, program: str, *, count: bool = False) -> tuple[float, list[str]]:
    """Return the milliseconds of CPU and, if asked for, the modules."""
    text = PROGRAMS[program].format(path=list(function.path), module=function.module)
    if program == "event":
        text += EVENTS[function.name] + CLIENT
    if count:
        text += "\nimport sys\n" + COUNT
    return _timed([*INTERPRETER, text], function.environment, about=f"{function.name} ({program})")


def _timed(command: Sequence[str], environment: Mapping[str, str], *, about: str) -> tuple[float, list[str]]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise ImportFailedError(f"{about} failed:\n{done.stderr}")
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000, done.stdout.split()
