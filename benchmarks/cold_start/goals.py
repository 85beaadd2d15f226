"""How much a start may cost on a machine with nothing else to do."""

from collections.abc import Sequence

from benchmarks.cold_start.measuring import Start

API_MILLISECONDS = 400
OTHERS_MILLISECONDS = 230
WEB_FRAMEWORK = "fastapi"
CARRIER = "api"


def goal(function: str) -> int:
    """Return how many milliseconds of CPU above the bare interpreter a function's import may take."""
    return API_MILLISECONDS if function == CARRIER else OTHERS_MILLISECONDS


def problems(starts: Sequence[Start]) -> list[str]:
    """Return a sentence for each goal that is missed."""
    slow = [
        f"{start.function} takes {start.on_a_quiet_machine:.0f} ms to import; its goal is {goal(start.function)}."
        for start in starts
        if start.on_a_quiet_machine > goal(start.function)
    ]
    heavy = [
        f"{start.function} imports {WEB_FRAMEWORK}."
        for start in starts
        if start.function != CARRIER and WEB_FRAMEWORK in start.added("eager")
    ]
    return slow + heavy
