"""The shape of the code, held: which way imports point, and who may touch what."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ROOT / "shared" / "curator"
FLOORS = {
    "foundation": 0,
    "commons": 1,
    "sources": 1,
    "identity": 1,
    "categories": 2,
    "uploads": 2,
    "realtime": 2,
    "images": 2,
    "usage": 2,
    "operations": 2,
    "client": 3,
}
WEB_FRAMEWORKS = {"fastapi", "starlette", "mangum"}


@cache
def modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


@cache
def imports(path: Path) -> list[str]:
    """Return every module that a file imports, wherever in the file."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
    return found


def imported_by(folder: Path, prefix: str) -> list[tuple[str, str]]:
    return [
        (str(path.relative_to(ROOT)), name)
        for path in modules(folder)
        for name in imports(path)
        if name == prefix or name.startswith(prefix + ".")
    ]


def test_every_room_has_its_floor() -> None:
    rooms = {path.parent.name for path in ROOMS.glob("*/__init__.py")}
    assert rooms == FLOORS.keys()


@pytest.mark.parametrize("room", FLOORS)
def test_a_room_imports_no_room_above_it(room: str) -> None:
    above = {name for name, floor in FLOORS.items() if floor > FLOORS[room]} | {"functions"}
    assert [
        found
        for name in above
        for found in imported_by(ROOMS / room, "functions" if name == "functions" else f"curator.{name}")
    ] == []


@pytest.mark.parametrize("room", [room for room, floor in FLOORS.items() if floor])
def test_a_room_imports_no_store_of_a_room_on_its_floor(room: str) -> None:
    others = [name for name, floor in FLOORS.items() if floor == FLOORS[room] and name != room]
    found = [hit for name in others for hit in imported_by(ROOMS / room, f"curator.{name}")]
    assert [hit for hit in found if ".store" in hit[1]] == []


def test_no_function_imports_the_client() -> None:
    assert imported_by(ROOT / "functions", "curator.client") == []


def test_only_the_api_function_knows_a_web_framework() -> None:
    users = {
        path
        for framework in WEB_FRAMEWORKS
        for folder in (ROOMS, ROOT / "functions")
        for path, _ in imported_by(folder, framework)
    }
    assert users
    assert {path for path in users if not path.startswith("functions/api/")} == set()


def test_only_the_foundation_makes_aws_clients() -> None:
    makers = {
        path
        for folder in (ROOMS, ROOT / "functions")
        for package in ("boto3", "botocore.session")
        for path, _ in imported_by(folder, package)
    }
    assert makers == {"shared/curator/foundation/aws.py"}


def test_only_stores_write_to_tables() -> None:
    writes = ("Put", "Update", "Delete")
    writers = {
        path
        for folder in (ROOMS, ROOT / "functions")
        for path, name in imported_by(folder, "curator.foundation.table")
        if name.rpartition(".")[2] in writes
    }
    stores = {path for path in writers if path.endswith("/store.py")}
    assert stores
    # The waker names the type of a write that it hands from one store to another; it makes none.
    assert writers - stores == {"shared/curator/uploads/lanes/waking.py"}


@pytest.mark.parametrize("function", sorted(path.parent.name for path in (ROOT / "functions").glob("*/app.py")))
def test_a_handler_fits_on_a_page(function: str) -> None:
    assert len((ROOT / "functions" / function / "app.py").read_text().splitlines()) <= 60


def test_no_module_is_so_long_that_it_has_two_readers() -> None:
    folders = [ROOMS, ROOT / "functions", ROOT / "local"]
    lengths = {path: len(path.read_text().splitlines()) for folder in folders for path in modules(folder)}
    assert {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > 400} == {}
