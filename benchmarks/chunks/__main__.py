"""Measure, print, and write down."""

import argparse
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from PIL import Image

from benchmarks.chunks import __doc__ as about
from benchmarks.chunks.one_upload import Order
from benchmarks.chunks.report import MEBIBYTE, Measurement, as_text, choice, rows
from benchmarks.chunks.wiki import Wiki, running_wiki
from curator.commons.client import DEFAULT_CHUNK_BYTES

CHUNK_SIZES = tuple(mebibytes * MEBIBYTE for mebibytes in (1, 2, 4, 8, 16))
ADDED_SECONDS = (0.0, 0.05, 0.15)
REPORT = Path("build/bench/chunks.json")
UPLOAD_TIMEOUT_SECONDS = 300


def main(arguments: list[str]) -> None:
    """Measure every size at every distance, several times."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.chunks", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mebibytes", type=int, default=64, help="size of the file")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args(arguments)
    size = options.mebibytes * MEBIBYTE
    with tempfile.TemporaryDirectory(prefix="chunks-") as folder, running_wiki(Path(folder) / "wiki") as wiki:
        file = Path(folder) / "photograph.jpg"
        sha1 = write_photograph(file, size)
        measure(wiki, file, sha1, chunk_size=CHUNK_SIZES[-1], added_seconds=0.0)  # both sides warm up
        measurements = [
            measure(wiki, file, sha1, chunk_size=chunk_size, added_seconds=added_seconds)
            for _ in range(options.repeats)
            for added_seconds in ADDED_SECONDS
            for chunk_size in CHUNK_SIZES
        ]
    table = rows(measurements)
    chosen = choice(table)
    print(f"A file of {options.mebibytes} MiB, medians of {options.repeats}:\n\n{as_text(table, file_size=size)}\n")
    print(f"By this measurement: {chosen // MEBIBYTE} MiB. The default is {DEFAULT_CHUNK_BYTES // MEBIBYTE} MiB.")
    report = {
        "file_bytes": size,
        "repeats": options.repeats,
        "chosen_bytes": chosen,
        "default_bytes": DEFAULT_CHUNK_BYTES,
        "rows": [asdict(row) for row in table],
        "measurements": [asdict(one) for one in measurements],
    }
    options.report.parent.mkdir(parents=True, exist_ok=True)
    options.report.write_text(json.dumps(report, indent=2) + "\n")
    print(f"Written to {options.report}.")


def write_photograph(file: Path, size: int) -> str:
    """Write a JPEG with enough behind its end to have `size` bytes; return its SHA-1."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(picture, "JPEG")
    content = picture.getvalue() + os.urandom(size - picture.tell())
    file.write_bytes(content)
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def measure(wiki: Wiki, file: Path, sha1: str, *, chunk_size: int, added_seconds: float) -> Measurement:
    """Upload once, in a new process and into an empty stash."""
    order = Order(
        api_url=wiki.api_url,
        consumer=wiki.consumer,
        token=wiki.token,
        file=str(file),
        sha1=sha1,
        chunk_size=chunk_size,
        added_seconds=added_seconds,
    )
    command = [sys.executable, "-m", "benchmarks.chunks.one_upload", json.dumps(asdict(order))]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=UPLOAD_TIMEOUT_SECONDS)
    wiki.forget_files()
    return Measurement(chunk_size=chunk_size, added_seconds=added_seconds, **json.loads(done.stdout))


if __name__ == "__main__":
    main(sys.argv[1:])
