"""mix.lock: a map from each dependency to where it comes from, at which exact version.

"plug": {:hex, :plug, "1.15.3", "712976…", [:mix], [], "hexpm", "cc4365…"},
"""

import re
from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.locked import locked
from curator.usage.manifests.parser import Covered, Locked, Manifest, folder_of

APPLICATIONS = "apps"  # the folder in which an umbrella project has the projects that share its lock file
ENTRY = re.compile(r'^ *+"[^"\n]++": *+\{:hex, *+:"?(?P<name>\w++)"?, *+"(?P<version>[^"\n]++)"', re.MULTILINE)


def parse(manifest: Manifest) -> Iterator[Locked | Covered]:
    """Yield the version of each package; raises ParseError."""
    text = manifest.text.strip()
    if text and not text.startswith("%{"):
        raise manifest.problem("not a map of Elixir")
    yield Covered(manifest.folder)
    applications = f"{manifest.folder}/{APPLICATIONS}".lstrip("/")
    for project in manifest.files.named("mix.exs"):
        if folder_of(project.folder) == applications:
            yield Covered(project.folder)
    for entry in ENTRY.finditer(text):
        yield from locked(Ecosystem.HEX, entry["name"], entry["version"])
