import platform
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from local.deployment.packaging import PLACE_FILE, BuildError, package, place_of, zip_of

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


def test_a_layer_of_libraries_is_built_for_this_machine_and_stays_where_it_was_built(source: Path) -> None:
    (source / "Makefile").write_text(
        "build-Libraries:\n"
        '\tmkdir -p "$(ARTIFACTS_DIR)/python"\n'
        '\techo "$(PYTHON_VERSION) $(PYTHON_PLATFORM)" > "$(ARTIFACTS_DIR)/python/target.txt"\n'
    )
    bucket = packaged(template_with("Libraries", "LayerVersion", LocalBuild="skip"), source, built=True)
    archive = zipfile.ZipFile(BytesIO(bucket.archives["Libraries"]))
    assert archive.namelist() == [PLACE_FILE]
    place, digest = archive.read(PLACE_FILE).decode().splitlines()
    assert place == str(source.parent / "artifacts" / "Libraries" / "python")
    version, target = (Path(place) / "target.txt").read_text().split()
    assert version == f"{sys.version_info.major}.{sys.version_info.minor}"
    assert platform.machine().replace("arm64", "aarch64") in target
    (Path(place) / "target.txt").write_text("something else")
    assert digest.encode() not in zipfile.ZipFile(BytesIO(place_of(Path(place).parent))).read(PLACE_FILE)


def test_what_is_built_for_lambda_gets_no_word_of_this_machine(source: Path) -> None:
    (source / "Makefile").write_text('build-Upload:\n\techo "[$(PYTHON_VERSION)]" > "$(ARTIFACTS_DIR)/target.txt"\n')
    bucket = packaged(template_with("Upload"), source)
    assert zipfile.ZipFile(BytesIO(bucket.archives["Upload"])).read("target.txt") == b"[]\n"


def test_compiled_modules_come_along_where_the_build_made_them(source: Path) -> None:
    assert packaged(template_with("Upload"), source, built=True).names_in("Upload") == [
        "__pycache__/code.pyc",
        "code.py",
    ]
