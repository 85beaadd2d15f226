"""What the cold-start benchmark says about what it measured."""

import pytest

from benchmarks.cold_start.goals import goal, problems
from benchmarks.cold_start.measuring import QUIET_YARDSTICK_MILLISECONDS, Start
from benchmarks.cold_start.report import figures, packages_of


def start(function: str, milliseconds: float, *, yardstick: float, late: str = "json") -> Start:
    bare = 10.0
    return Start(
        function=function,
        milliseconds={
            "bare": [bare, bare + 1],
            "yardstick": [bare + yardstick],
            "import": [bare + milliseconds, bare + 2 * milliseconds],
            "event": [bare + milliseconds + 1],
            "eager": [bare + 2 * milliseconds],
        },
        modules={"bare": ["sys"], "import": ["sys", "curator", "curator.x"], "eager": ["sys", "curator", late]},
    )


def test_a_start_is_what_the_least_disturbed_run_took_above_the_interpreter() -> None:
    assert start("pacer", 100, yardstick=125).least("import") == 100


def test_a_busy_machine_is_known_by_its_yardstick() -> None:
    assert start("pacer", 200, yardstick=2 * QUIET_YARDSTICK_MILLISECONDS).on_a_quiet_machine == 100


@pytest.mark.parametrize("function", ["api", "pacer"])
def test_a_start_may_take_its_goal_and_no_more(function: str) -> None:
    assert problems([start(function, goal(function), yardstick=125)]) == []
    (sentence,) = problems([start(function, goal(function) + 2, yardstick=125)])
    assert function in sentence


def test_the_web_framework_is_found_even_where_it_comes_late() -> None:
    assert problems([start("pacer", 1, yardstick=125, late="fastapi")]) == ["pacer imports fastapi."]
    assert problems([start("api", 1, yardstick=125, late="fastapi")]) == []


def test_modules_are_counted_by_package_without_those_of_the_interpreter() -> None:
    assert packages_of(start("pacer", 1, yardstick=125)) == {"curator": 2}


def test_the_figures_compare_with_the_eager_twin_and_with_the_interpreter() -> None:
    (one,) = figures([start("pacer", 90, yardstick=125)])
    assert one["of_the_eager_twin"] == 0.5
    assert one["of_bare"] == 10
    assert one["modules"] == 2
