import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from local.deployment.packaging import BuildError, package, zip_of

MAKEFILE = """\
build-Upload:
\tcp code.py "$(ARTIFACTS_DIR)"
\tmkdir "$(ARTIFACTS_DIR)/__pycache__"
\tcp code.py "$(ARTIFACTS_DIR)/__pycache__/code.pyc"

build-Broken:
\t@echo no such library >&2; exit 3
"""


class Bucket:
    def __init__(self) -> None:
        self.archives: dict[str, bytes] = {}

    def store(self, key: str, archive: bytes) -> dict[str, str]:
        self.archives[key.partition("/")[0]] = archive
        return {"Bucket": "artifacts", "Key": key}

    def names_in(self, logical_id: str) -> list[str]:
        return zipfile.ZipFile(BytesIO(self.archives[logical_id])).namelist()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    directory = tmp_path / "source"
    directory.mkdir()
    (directory / "Makefile").write_text(MAKEFILE)
    (directory / "code.py").write_text("print(1)\n")
    return directory


def template_with(logical_id: str, kind: str = "Function", **metadata: str) -> dict[str, Any]:
    code = {"Function": "CodeUri", "LayerVersion": "ContentUri"}[kind]
    resource = {"Type": f"AWS::Serverless::{kind}", "Metadata": {"BuildMethod": "makefile", **metadata}}
    return {"Resources": {logical_id: {**resource, "Properties": {code: "source"}}}}


def packaged(template: dict[str, Any], source: Path, *, built: bool = False) -> Bucket:
    bucket = Bucket()
    artifacts = source.parent / "artifacts"
    package(template, directory=source.parent, artifacts=artifacts, store=bucket.store, built=built)
    return bucket


def test_a_function_is_what_its_makefile_target_builds_without_compiled_leftovers(source: Path) -> None:
    template = template_with("Upload")
    bucket = packaged(template, source)
    assert bucket.names_in("Upload") == ["code.py"]
    assert template["Resources"]["Upload"]["Properties"]["CodeUri"]["Bucket"] == "artifacts"


def test_the_same_sources_get_the_same_key_and_changed_ones_another(source: Path) -> None:
    def key() -> str:
        template = template_with("Upload")
        packaged(template, source)
        return str(template["Resources"]["Upload"]["Properties"]["CodeUri"]["Key"])

    first = key()
    assert key() == first
    (source / "code.py").write_text("print(2)\n")
    assert key() != first


def test_a_code_location_for_all_functions_counts_where_a_function_has_none(source: Path) -> None:
    template = template_with("Upload")
    del template["Resources"]["Upload"]["Properties"]["CodeUri"]
    template["Globals"] = {"Function": {"CodeUri": "source"}}
    assert packaged(template, source).names_in("Upload") == ["code.py"]


def test_a_layer_of_libraries_is_empty_here_and_built_only_when_asked_for(source: Path) -> None:
    template = template_with("Broken", "LayerVersion", LocalBuild="skip")
    assert packaged(template, source).names_in("Broken") == ["python/.libraries-of-the-local-environment"]
    with pytest.raises(BuildError, match="no such library"):
        packaged(template_with("Broken", "LayerVersion", LocalBuild="skip"), source, built=True)


def test_a_failed_build_says_what_make_said(source: Path) -> None:
    with pytest.raises(BuildError, match=r"build-Broken.*\n(.*\n)*.*no such library"):
        packaged(template_with("Broken"), source)


def test_a_zip_depends_on_names_and_contents_alone() -> None:
    assert zip_of({"a": b"1", "b": b"2"}) == zip_of({"b": b"2", "a": b"1"})
    assert zip_of({"a": b"1"}) != zip_of({"a": b"2"})
