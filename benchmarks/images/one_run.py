"""A Python program in a process of its own: makes the variants of one photograph, then prints what it took.

python -m benchmarks.images.one_run <program> <photograph> <folder for the variants>
"""

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from benchmarks.images.report import OURS, PILLOW
from curator.images.specification import DEFAULT_QUALITY, DEFAULT_SIZES, DEFAULT_SPECIFICATION

Variants = dict[str, bytes]
MAX_PIXELS = 50_000_000


def _ours() -> Callable[[bytes], Variants]:
    from curator.images.engine.rendering import render  # noqa: PLC0415 - its memory is not Pillow's

    def variants(data: bytes) -> Variants:
        made = render(data, DEFAULT_SPECIFICATION.variants, max_pixels=MAX_PIXELS).variants
        return {variant.specification.name: variant.data for variant in made}

    return variants


def _naive(data: bytes) -> Variants:
    """Return the variants as one would write it down first."""
    made = {}
    for name, limit in DEFAULT_SIZES.items():
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        if profile := picture.info.get("icc_profile"):
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, io.BytesIO(profile), srgb, outputMode="RGB")
            picture = converted or picture
        picture.thumbnail((limit, limit), Image.Resampling.LANCZOS)
        target = io.BytesIO()
        picture.save(target, "WEBP", quality=DEFAULT_QUALITY)
        made[name] = target.getvalue()
    return made


PROGRAMS: dict[str, Callable[[], Callable[[bytes], Variants]]] = {OURS: _ours, PILLOW: lambda: _naive}


def main(program: str, photograph: Path, folder: Path) -> None:
    """Warm up, measure, write the variants, print."""
    variants_of = PROGRAMS[program]()
    tiny = io.BytesIO()
    Image.new("RGB", (16, 16), "teal").save(tiny, "JPEG")
    variants_of(tiny.getvalue())
    data = photograph.read_bytes()
    wall, cpu = time.perf_counter(), time.process_time()
    made = variants_of(data)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    for name, variant in made.items():
        (folder / f"{name}.webp").write_bytes(variant)
    print(json.dumps({"cpu_seconds": cpu, "wall_seconds": wall, "peak_mebibytes": _peak_kib() / 1024}))


def _peak_kib() -> int:
    """Return the most memory this process ever held; `getrusage` would count the process that started it."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
