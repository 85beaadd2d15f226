"""Each acceptance scenario of the originals is a test.

A comment `# scenario 44` stands directly above the test that states the scenario of this number, or above its
decorators; `# scenario images-44` is number 44 of the image service's own list, `# scenario realtime-44` of the
real-time service's, `# scenario usage-44` of the usage service's. One test may state several scenarios, side by side or
a line each, and one scenario may take several tests. Where Curator differs from the original on purpose the test states
what Curator does, and a comment beside the number how that differs.
"""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent.parent
SCENARIOS = [str(number) for number in range(1, 118)]
SCENARIOS += [f"images-{number}" for number in range(1, 129)]
SCENARIOS += [f"realtime-{number}" for number in range(1, 144)]
SCENARIOS += [f"usage-{number}" for number in range(1, 112)]
CLAIM = re.compile(r"\s*# scenario ((?:[a-z]+-)?\d+(?: (?:[a-z]+-)?\d+)*)")


def scenarios_of(lines: list[str]) -> list[str]:
    """Return the scenarios that these lines name."""
    return [one for line in lines if (named := CLAIM.fullmatch(line)) for one in named[1].split()]


@cache
def claims(path: Path) -> list[tuple[str, list[str]]]:
    """Return the tests of a file with the scenarios each of them states; none of a file that names no scenario."""
    found: list[tuple[str, list[str]]] = []
    source = path.read_text()
    if "# scenario " not in source:
        return found
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            first = min([node.lineno, *[decorator.lineno for decorator in node.decorator_list]]) - 1
            top = first
            while top and lines[top - 1].lstrip().startswith("#"):
                top -= 1
            found.append((node.name, scenarios_of(lines[top:first])))
    return found


def test_each_scenario_is_stated_by_a_test() -> None:
    stated = {one for path in TESTS.rglob("test_*.py") for _, named in claims(path) for one in named}
    missing = [one for one in SCENARIOS if one not in stated]
    assert not missing, f"no test states the scenarios {', '.join(missing)}"


def test_each_number_is_that_of_a_scenario_and_stands_above_a_test() -> None:
    stray = {}
    for path in TESTS.rglob("*.py"):
        named = Counter(scenarios_of(path.read_text().splitlines()))
        stated = Counter(one for _, scenarios in claims(path) for one in scenarios if one in SCENARIOS)
        if named != stated:
            stray[str(path.relative_to(TESTS))] = sorted((named - stated).elements())
    assert stray == {}


def test_a_number_counts_only_directly_above_a_test(tmp_path: Path) -> None:
    path = tmp_path / "test_example.py"
    path.write_text(
        "# scenario 1\n\n"
        "# scenario 2\n# why\n# scenario 3 images-3\n@decorated(\n    # scenario 4\n)\ndef test_it(): ...\n\n"
        "# scenario 5\ndef helper(): ...\n\n"
        "def test_other():\n    # scenario images-6\n    ...\n"
    )
    assert dict(claims(path)) == {"test_it": ["2", "3", "images-3"], "test_other": []}
