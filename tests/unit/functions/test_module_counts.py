"""What each function loads before its first event: so many modules, and heavy libraries only where they are at home.

A limit that is passed asks a question: does every start of this function need that, or can the function that uses it
import it? `make bench-cold-start` tells what it costs in time.
"""

import subprocess
import sys
import sysconfig
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from local.deployment.expectations import read_template

ROOT = Path(__file__).parents[3]
TEMPLATE = read_template((ROOT / "template.yaml").read_text(encoding="utf-8"))

# Modules beside those of an interpreter that does nothing. A twentieth above what they were when this was written.
MOST_MODULES = {
    "api": 925,
    "broadcaster": 450,
    "fetcher": 590,
    "janitor": 460,
    "pacer": 435,
    "replayer": 460,
    "resizer": 475,
    "scanner": 590,
    "uploader": 565,
    "websocket": 615,
}
AT_HOME = {
    "fastapi": {"api"},
    "starlette": {"api"},
    "mangum": {"api"},
    "asyncio": {"api"},
    "pydantic": {"api", "websocket"},  # where messages come from outside
    "httpx": {"fetcher", "scanner", "uploader"},  # which speak to the wiki, to sources and to providers
    "cryptography": {"fetcher", "uploader"},  # users' tokens
    "oauthlib": {"fetcher", "uploader"},
    "PIL": {"resizer"},
    "pyvips": {"resizer"},
    "boto3": set[str](),  # botocore has the clients
    "s3transfer": set[str](),  # comes with boto3, and multiprocessing with it
    "multiprocessing": set[str](),
    "jwt": set[str](),  # comes with the first bearer token
    "jsonschema": set[str](),
    "mwoauth": set[str](),  # comes with the first login
    "requests": set[str](),
    "pymysql": set[str](),
    "aws_xray_sdk": set[str](),  # Powertools' tracer, 200 ms
}
# httpx has a command line if this machine's environment has what that needs. A layer has not.
PROGRAM = """
import sys
sys.path[:0] = {path!r}
sys.modules["httpx._main"] = None
before = set(sys.modules)
import functions.{function}.app
print(*(set(sys.modules) - before))
"""


@cache
def loaded_by(function: str) -> frozenset[str]:
    """Return the modules a new interpreter has after importing a function, beside those it had."""
    path = [str(ROOT / "shared"), str(ROOT), *dict.fromkeys(sysconfig.get_paths()[name] for name in PATHS)]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROGRAM.format(path=path, function=function)],
        env=_environment(function),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return frozenset(done.stdout.split())


PATHS = ("purelib", "platlib")


def _environment(function: str) -> dict[str, str]:
    own = TEMPLATE["Resources"][f"{function.title()}Function"]["Properties"]["Environment"]["Variables"]
    values = {**TEMPLATE["Globals"]["Function"]["Environment"]["Variables"], **own}
    region = {"AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "eu-central-1"}
    return {**region, **{name: _example(value) for name, value in values.items()}}


def _example(value: Any) -> str:
    match value:
        case {"Ref": str(name)} if name in TEMPLATE["Parameters"]:
            return str(TEMPLATE["Parameters"][name].get("Default", "https://example.org"))
        case str():
            return value
        case _:
            return "https://example.org"


def _packages(function: str) -> set[str]:
    return {module.partition(".")[0] for module in loaded_by(function)}


def test_every_function_has_a_limit() -> None:
    functions = {folder.parent.name for folder in (ROOT / "functions").glob("*/app.py")}
    assert functions == MOST_MODULES.keys()


@pytest.mark.parametrize("function", MOST_MODULES)
def test_a_function_loads_no_more_modules_than_it_may(function: str) -> None:
    assert len(loaded_by(function)) <= MOST_MODULES[function]


@pytest.mark.parametrize("function", MOST_MODULES)
def test_heavy_libraries_are_loaded_only_where_they_are_at_home(function: str) -> None:
    astray = {library for library, homes in AT_HOME.items() if function not in homes} & _packages(function)
    assert astray == set()


@pytest.mark.parametrize(
    ("function", "module"),
    [
        ("api", "curator.images.processor"),
        ("api", "curator.operations.replays.automatic"),
        ("api", "curator.uploads.admin.room"),
        ("api", "curator.usage.dependencies.store"),
        ("janitor", "curator.images.housekeeping"),
        ("janitor", "curator.usage.scans.service"),
        ("pacer", "curator.uploads.acting"),  # with httpx and cryptography, for a tick that has to ask for limits
        ("replayer", "functions.replayer.ways_of_uploads"),
    ],
)
def test_what_few_events_need_comes_with_the_first_of_them(function: str, module: str) -> None:
    assert find_spec(module) is not None, "looked for by its right name"
    assert module not in loaded_by(function)


@pytest.mark.parametrize("library", [library for library, homes in AT_HOME.items() if homes])
def test_a_library_is_looked_for_by_its_right_name(library: str) -> None:
    assert any(library in _packages(function) for function in AT_HOME[library])
