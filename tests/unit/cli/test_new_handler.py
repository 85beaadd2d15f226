"""A new handler is written whole: it runs, it is tested, and nothing that was there is lost."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.cli.new_handler.command import REPOSITORY
from local.cli.new_handler.source import literal

from .conftest import Commands

HANDLERS = "functions/websocket/handlers"
MESSAGES = "shared/curator/realtime/messages"
TESTS = "tests/unit/functions"
ACTIONS = "shared/curator/identity/roles/actions.json"
NUMBERS = "shared/curator/realtime/packages/numbers.py"

FAILING = """
import pytest
from functions.websocket.handlers import page_of
from tests.unit.functions.socket_world import SocketWorld
from tests.unit.functions.test_page_of import ask


def test_a_handler_that_fails_is_answered_and_the_socket_goes_on(
    world: SocketWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(page_of, "ITEMS", None)
        failed = ask(world, {})
    assert failed["status_code"] == 1
    assert failed["data"] == {"msg": "Internal server error, please contact the maintainer"}
    assert ask(world, {})["status_code"] == 0
"""


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy of the repository."""
    environment = {**os.environ, "PYTHONPATH": f"{root / 'shared'}:{root}:{REPOSITORY}"}
    return subprocess.run(
        [sys.executable, *command], cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=600
    )


# scenario realtime-122 realtime-123 realtime-124 realtime-125 realtime-126
def test_handlers_of_every_kind_pass_the_tests_they_come_with_and_the_checks_of_the_repository(
    whole_curator: Commands,
) -> None:
    curator = whole_curator
    kinds = {
        "count_files": ["--package", "111"],
        "find_files": ["--package", "310", "--schema"],
        "page_of": ["--package", "206", "--paginated"],
        "drop_files": ["--package", "112", "--role", "admin"],
        "everything": ["--package", "604", "--schema", "--paginated", "--role", "admin", "--role", "announcer"],
    }
    for name, options in kinds.items():
        written = curator.new_handler(name, *options)
        assert written.exit_code == 0, written.output
    (curator.root / TESTS / "test_failing.py").write_text(FAILING)

    tests = [f"{TESTS}/test_{name}.py" for name in kinds]
    tested = run(curator.root, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, f"{TESTS}/test_failing.py")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "13 passed" in tested.stdout

    changed = [*tests, HANDLERS, MESSAGES, NUMBERS]
    for check in (["check"], ["format", "--check"]):
        checked = run(curator.root, "-m", "ruff", *check, "--no-cache", *changed)
        assert checked.returncode == 0, checked.stdout


# scenario realtime-127
def test_what_is_written_is_told_and_nothing_that_was_there_is_lost(curator: Commands) -> None:
    before = {path: curator.read(path) for path in (NUMBERS, ACTIONS, f"{HANDLERS}/__init__.py")}
    written = curator.new_handler("count_files", "--package", "111", "--role", "announcer")
    new = [f"{HANDLERS}/count_files.py", f"{MESSAGES}/count_files.py", f"{TESTS}/test_count_files.py"]
    assert set(new) <= set(written.output.split())
    assert all((curator.root / path).exists() for path in new)

    numbers = literal(curator.read(NUMBERS), "CLIENT")
    assert numbers == {**literal(before[NUMBERS], "CLIENT"), "COUNT_FILES": 111}
    assert list(numbers.values()) == sorted(numbers.values())
    actions, earlier = json.loads(curator.read(ACTIONS)), json.loads(before[ACTIONS])
    assert actions == {**earlier, "ws": {**earlier["ws"], "111": "announcer"}}
    for path, text in before.items():
        lost = [line for line in text.splitlines() if line.rstrip(",") not in curator.read(path)]
        assert lost == [], path


# scenario realtime-128
def test_a_file_that_is_there_is_not_replaced(curator: Commands) -> None:
    curator.new_handler("count_files", "--package", "111")
    mine = curator.root / HANDLERS / "count_files.py"
    mine.write_text("# my work\n")
    again = curator.new_handler("count_files", "--package", "111", "--paginated")
    assert again.exit_code == 1
    assert "--overwrite" in again.output
    assert mine.read_text() == "# my work\n"


# scenario realtime-129
def test_overwriting_is_possible_where_it_is_asked_for_and_adds_nothing_twice(curator: Commands) -> None:
    curator.new_handler("count_files", "--package", "111", "--role", "admin")
    tables = {path: curator.read(path) for path in (NUMBERS, f"{HANDLERS}/__init__.py", f"{MESSAGES}/__init__.py")}
    again = curator.new_handler("count_files", "--package", "111", "--paginated", "--overwrite")
    assert again.exit_code == 0
    assert "Meta.counted" in curator.read(f"{HANDLERS}/count_files.py")
    assert {path: curator.read(path) for path in tables} == tables
    assert json.loads(curator.read(ACTIONS))["ws"]["111"] == []


@pytest.mark.parametrize(
    ("name", "number", "why"),
    [
        pytest.param("create_batch", "101", "CREATE_BATCH is served by a handler in another file", id="a message"),
        pytest.param("batches", "111", "handlers/batches.py is not of an earlier run for BATCHES", id="handlers"),
        pytest.param("shape", "111", "messages/shape.py is not of an earlier run for SHAPE", id="models"),
        pytest.param("fetcher", "111", "test_fetcher.py is not of an earlier run for FETCHER", id="tests"),
    ],
)
def test_what_somebody_else_wrote_cannot_be_overwritten(curator: Commands, name: str, number: str, why: str) -> None:
    (curator.root / TESTS / "test_fetcher.py").write_text("# of the fetcher\n")
    before = {path: path.read_text() for path in curator.root.rglob("*.py")}
    for options in ([], ["--overwrite"]):
        refused = curator.new_handler(name, "--package", number, *options)
        assert refused.exit_code == 1
    assert why in refused.output
    assert {path: path.read_text() for path in curator.root.rglob("*.py")} == before


# scenario realtime-130
# Curator differs: no handler has a `try` of its own. Whatever it raises the router answers, for all of them.
@pytest.mark.parametrize("options", [[], ["--schema"], ["--paginated"], ["--paginated", "--schema", "--role", "admin"]])
def test_what_is_written_explains_itself_and_says_its_types(curator: Commands, options: list[str]) -> None:
    curator.new_handler("count_files", "--package", "111", *options)
    for path in (f"{HANDLERS}/count_files.py", f"{MESSAGES}/count_files.py"):
        module = ast.parse(curator.read(path))
        assert ast.get_docstring(module)
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                assert ast.get_docstring(node), node.name
            if isinstance(node, ast.FunctionDef):
                assert node.returns is not None
                assert all(argument.annotation for argument in node.args.args)
                assert "answered by the router" in str(ast.get_docstring(node))
                assert '"status_code": 0' in str(ast.get_docstring(node))


# scenario realtime-131
@pytest.mark.parametrize(
    ("number", "why"),
    [
        pytest.param("101", "101 is taken: CREATE_BATCH", id="another message's"),
        pytest.param("110", "110 is taken: 1110 would be its answer's", id="its answer's is another message's"),
        pytest.param("1101", "1101 is unknown: clients' messages have numbers from 1 to 999", id="the server's"),
        pytest.param("0", "0 is unknown", id="none at all"),
    ],
)
def test_a_number_that_cannot_be_had_is_asked_for_again(curator: Commands, number: str, why: str) -> None:
    asked = curator.new_handler("count_files", "--package", number, answers="102\nmany\n111\n")
    assert asked.exit_code == 0
    assert why in asked.output
    assert "102 is taken: UPLOAD" in asked.output
    assert "free: 11, 111, " in asked.output
    assert literal(curator.read(NUMBERS), "CLIENT")["COUNT_FILES"] == 111


def test_what_is_not_said_is_asked_for(curator: Commands) -> None:
    asked = curator.new_handler(answers="count_files\n111\n")
    assert asked.exit_code == 0
    assert (curator.root / HANDLERS / "count_files.py").exists()


@pytest.mark.parametrize("name", ["../evil", "a/b", "Count", "count files", "1st", "class", "a__b", "_a", "x" * 51, ""])
def test_a_name_that_no_module_could_have_is_asked_for_again(curator: Commands, name: str) -> None:
    asked = curator.new_handler(name, "--package", "111", answers="count_files\n")
    assert "is no name for a handler" in asked.output
    assert asked.exit_code == 0
    assert (curator.root / HANDLERS / "count_files.py").exists()


def test_a_message_that_has_a_number_and_no_handler_keeps_its_number(curator: Commands) -> None:
    curator.new_handler("count_files", "--package", "111")
    (curator.root / HANDLERS / "count_files.py").unlink()
    asked = curator.new_handler("count_files", "--package", "112", "--overwrite", answers="111\n")
    assert "COUNT_FILES has the number 111 already" in asked.output
    assert "free: 111\n" in asked.output
    assert asked.exit_code == 0


def test_a_role_nobody_knows_changes_nothing(curator: Commands) -> None:
    before = curator.read(NUMBERS), curator.read(ACTIONS)
    refused = curator.new_handler("count_files", "--package", "111", "--role", "emperor")
    assert refused.exit_code == 1
    assert "ws 111 needs emperor, which is no role" in refused.output
    assert (curator.read(NUMBERS), curator.read(ACTIONS)) == before
    assert not (curator.root / HANDLERS / "count_files.py").exists()
