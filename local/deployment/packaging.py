"""Builds the template's functions and layers with `make`, as `sam build` does, and zips them reproducibly.

A resource with `Metadata: {BuildMethod: makefile}` is built by the target `build-<LogicalId>` of the Makefile in its
CodeUri or ContentUri, into `ARTIFACTS_DIR`. With `LocalBuild: skip` a layer of third-party libraries stays empty:
functions of the emulator see the libraries of its own environment.
"""

import hashlib
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

CODE_PROPERTIES = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}
EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
REGULAR_FILE = 0o644 << 16


class BuildError(Exception):
    """`make` failed; carries what it said."""


def package(
    template: dict[str, Any],
    *,
    directory: Path,
    artifacts: Path,
    store: Callable[[str, bytes], dict[str, str]],
    built: bool = False,
) -> None:
    """Replace every code location in `template` by where `store(key, archive)` put its archive.

    Args:
        template: changed in place.
        directory: what relative code locations start from.
        artifacts: where builds go, one directory per logical id.
        store: keeps an archive, and returns the `Bucket` and `Key` to read it from.
        built: build the layers marked `LocalBuild: skip` too.
    """
    for logical_id, resource in template["Resources"].items():
        code_property = CODE_PROPERTIES.get(resource["Type"])
        metadata = resource.get("Metadata", {})
        if code_property is None or metadata.get("BuildMethod") != "makefile":
            continue
        if metadata.get("LocalBuild") == "skip" and not built:
            archive = zip_of({"python/.libraries-of-the-local-environment": b""})
        else:
            shared = template.get("Globals", {}).get("Function", {})
            source = directory / resource["Properties"].get(code_property, shared.get(code_property))
            archive = zip_of(files_under(build(logical_id, source=source, artifacts=artifacts / logical_id)))
        key = f"{logical_id}/{hashlib.sha256(archive).hexdigest()}.zip"
        resource["Properties"][code_property] = store(key, archive)


def build(logical_id: str, *, source: Path, artifacts: Path) -> Path:
    """Run the resource's own target into an empty directory and return that directory."""
    shutil.rmtree(artifacts, ignore_errors=True)
    artifacts.mkdir(parents=True)
    command = ["make", "-C", str(source), f"build-{logical_id}", f"ARTIFACTS_DIR={artifacts.resolve()}"]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise BuildError(f"{' '.join(command)} failed:\n{outcome.stdout}{outcome.stderr}")
    return artifacts


def files_under(directory: Path) -> dict[str, bytes]:
    """Return the files of a directory by their relative path, without what Python left on the way."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def zip_of(files: dict[str, bytes]) -> bytes:
    """Return a zip file that depends on names and contents alone."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EARLIEST_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = REGULAR_FILE
            archive.writestr(entry, files[name])
    return stream.getvalue()
