"""Builds the template's functions and layers with `make`, as `sam build` does, and zips them reproducibly.

A resource with `Metadata: {BuildMethod: makefile}` is built by the target `build-<LogicalId>` of the Makefile in its
CodeUri or ContentUri, into `ARTIFACTS_DIR`. With `LocalBuild: skip` a layer of third-party libraries stays empty:
functions of the emulator see the libraries of its own environment. A `built` stack has every layer as `sam build` makes
it, only for the Python and the processor of this machine; those of libraries hold 100 MB, of which the emulator gets
the place alone.
"""

import hashlib
import io
import platform
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

CODE_PROPERTIES = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}
EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
REGULAR_FILE = 0o644 << 16
PLACE_FILE = "python/.place"  # first line: the folder that a layer stands for
NOTHING: Mapping[str, str] = MappingProxyType({})


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
        built: build the layers marked `LocalBuild: skip` too, and everything for this machine's Python.
    """
    for logical_id, resource in template["Resources"].items():
        code_property = CODE_PROPERTIES.get(resource["Type"])
        metadata = resource.get("Metadata", {})
        if code_property is None or metadata.get("BuildMethod") != "makefile":
            continue
        is_of_libraries = metadata.get("LocalBuild") == "skip"
        if is_of_libraries and not built:
            archive = zip_of({"python/.libraries-of-the-local-environment": b""})
        else:
            shared = template.get("Globals", {}).get("Function", {})
            source = directory / resource["Properties"].get(code_property, shared.get(code_property))
            variables = local_target() if built else NOTHING
            folder = build(logical_id, source=source, artifacts=artifacts / logical_id, variables=variables)
            archive = place_of(folder) if is_of_libraries else zip_of(files_under(folder, compiled=built))
        key = f"{logical_id}/{hashlib.sha256(archive).hexdigest()}.zip"
        resource["Properties"][code_property] = store(key, archive)


def local_target() -> dict[str, str]:
    """Return the variables that make the Makefiles build for this machine, with wheels alone as for Lambda."""
    machine = {"arm64": "aarch64"}.get(platform.machine(), platform.machine())
    system = "apple-darwin" if sys.platform == "darwin" else "manylinux_2_28"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"PYTHON_VERSION": version, "PYTHON_PLATFORM": f"{machine}-{system}", "LAMBDA_PYTHON": sys.executable}


def build(logical_id: str, *, source: Path, artifacts: Path, variables: Mapping[str, str] = NOTHING) -> Path:
    """Run the resource's own target into an empty directory and return that directory.

    `variables` are the Makefile's own. Without any it builds for Lambda.
    """
    shutil.rmtree(artifacts, ignore_errors=True)
    artifacts.mkdir(parents=True)
    command = ["make", "-C", str(source), f"build-{logical_id}", f"ARTIFACTS_DIR={artifacts.resolve()}"]
    command += [f"{name}={value}" for name, value in variables.items()]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise BuildError(f"{' '.join(command)} failed:\n{outcome.stdout}{outcome.stderr}")
    return artifacts


def place_of(folder: Path) -> bytes:
    """Return an archive that says where a layer of libraries is, and changes when that does.

    The emulator keeps archives in its state, and unpacks a layer for every process of a function.
    """
    digest = hashlib.sha256()
    for name, content in sorted(files_under(folder).items()):
        digest.update(name.encode() + hashlib.sha256(content).digest())
    return zip_of({PLACE_FILE: f"{folder.resolve() / 'python'}\n{digest.hexdigest()}".encode()})


def files_under(directory: Path, *, compiled: bool = False) -> dict[str, bytes]:
    """Return the files of a directory by their relative path, without what Python left on the way.

    With `compiled`, compiled modules are no leftovers: the build made them.
    """
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and (compiled or "__pycache__" not in path.parts)
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
