"""`sam build`, without Docker and without the Lambda's Python: what is in each function and each layer."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.template.stack import ROOT, functions
from tests.template.test_checkers import run

LAYERS = {"DomainLayer", "CoreLayer", "WebLayer", "ImagingLayer", "ScanningLayer"}
# beside the domain and the core
OWN_LAYERS = {"ApiFunction": "WebLayer", "ResizerFunction": "ImagingLayer", "ScannerFunction": "ScanningLayer"}
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
UNZIPPED_LIMIT = 250 * 1024 * 1024  # bytes, a function with its layers


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Build a copy of what `sam build` reads, so that two test runs do not meet in one folder."""
    source = tmp_path_factory.mktemp("build")
    shutil.copy(ROOT / "template.yaml", source)
    shutil.copy(ROOT / "samconfig.toml", source)
    for folder in ("functions", "layers", "shared"):
        shutil.copytree(ROOT / folder, source / folder)
    (source / "build").symlink_to(ROOT / "build")
    result = run("sam", "build", cwd=source)
    assert result.returncode == 0, result.stdout + result.stderr
    yield source / ".aws-sam" / "build"
    shutil.rmtree(source)


def test_everything_is_built(built: Path) -> None:
    expected = {f"{function.title()}Function" for function in functions()} | LAYERS
    assert {path.name for path in built.iterdir() if path.is_dir()} == expected


def test_a_function_holds_its_own_folder_and_nothing_else(built: Path) -> None:
    for function in functions():
        artifact = built / f"{function.title()}Function"
        assert [path.name for path in artifact.iterdir()] == ["functions"]
        assert [path.name for path in (artifact / "functions").iterdir()] == [function]
        assert (artifact / "functions" / function / "app.py").is_file()


def test_the_api_holds_the_web_client(built: Path) -> None:
    assert (built / "ApiFunction" / "functions" / "api" / "client" / "index.html").is_file()


def test_the_domain_layer_holds_the_package_curator(built: Path) -> None:
    packages = built / "DomainLayer" / "python"
    assert [path.name for path in packages.iterdir()] == ["curator"]
    assert (packages / "curator" / "foundation" / "table.py").is_file()


def test_native_modules_are_those_of_the_lambdas_python_and_processor(built: Path) -> None:
    native = [path.name for layer in LAYERS for path in (built / layer).rglob("*.so")]
    assert any(name.startswith("_pydantic_core.cpython-313-aarch64") for name in native)
    # Else the stable interface, which every later Python reads as well.
    strangers = [name for name in native if not re.search(r"\.(cpython-313-aarch64-linux-gnu|abi3)\.so$", name)]
    assert strangers == []


def test_compiled_modules_are_those_of_the_lambdas_python_if_there_are_any(built: Path) -> None:
    compiled = {path.name.split(".")[-2] for path in built.rglob("*.pyc")}
    assert compiled <= {"cpython-313"}


@pytest.mark.parametrize("layer", ["WebLayer", "ImagingLayer", "ScanningLayer"])
def test_a_functions_own_layer_repeats_nothing_of_the_core_layer(built: Path, layer: str) -> None:
    assert _in(built / "CoreLayer") & _in(built / layer) == set()


def test_each_layer_holds_what_its_functions_import(built: Path) -> None:
    assert {"botocore", "httpx", "pydantic", "oauthlib"} <= _in(built / "CoreLayer")
    assert not (built / "CoreLayer" / "python" / "pydantic" / "v1").exists()
    assert {"fastapi", "mangum", "mwoauth"} <= _in(built / "WebLayer")
    assert {"PIL"} <= _in(built / "ImagingLayer")


def _in(layer: Path) -> set[str]:
    return {path.name for path in (layer / "python").iterdir()}


def test_the_core_layer_knows_the_aws_services_we_call(built: Path) -> None:
    known = {path.name for path in (built / "CoreLayer" / "python" / "botocore" / "data").iterdir() if path.is_dir()}
    client_names = re.findall(r'_client\("([a-z0-9-]+)"', (ROOT / "shared/curator/foundation/aws.py").read_text())
    assert known == {*client_names, "sts"}


@pytest.mark.parametrize(("function", "layer"), OWN_LAYERS.items())
def test_the_largest_functions_fit_into_lambda_with_their_layers(built: Path, function: str, layer: str) -> None:
    folders = (function, "DomainLayer", "CoreLayer", layer)
    size = sum(path.stat().st_size for name in folders for path in (built / name).rglob("*") if path.is_file())
    assert size < UNZIPPED_LIMIT / 2
