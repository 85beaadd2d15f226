"""Who needs no pixels pays nothing for them, and who does pays only for what is used."""

import subprocess
import sys
from pathlib import Path

import pytest
import pyvips

import curator.images.engine.pixels  # noqa: F401 - what it sets is looked at

ROOT = Path(__file__).resolve().parents[4]
LIBRARIES = {"pyvips", "PIL", "_cffi_backend", "ctypes"}
TAKING_IN = ("sizes", "specification", "formats", "headers", "engine.models")


def loaded_by(module: str) -> set[str]:
    """Return all modules there are in a new process that imported one."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "shared")},
        timeout=60,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", TAKING_IN)
def test_taking_an_image_in_needs_no_imaging_library(module: str) -> None:
    assert loaded_by(f"curator.images.{module}") & LIBRARIES == set()


def test_the_engine_loads_only_what_it_uses() -> None:
    loaded = loaded_by("curator.images.engine.rendering")
    assert {"pyvips", "_libvips", "PIL", "ctypes"} <= loaded
    # A parser of C, which the interface of libvips would need if it were not compiled in, and Pillow's own decoders.
    assert loaded & {"pycparser", "cffi.cparser", "PIL.Image", "PIL._imaging", "numpy"} == set()


def test_one_picture_at_a_time_needs_neither_threads_nor_a_cache() -> None:
    assert pyvips.concurrency_get() == 1
    assert pyvips.cache_get_max() == 0
