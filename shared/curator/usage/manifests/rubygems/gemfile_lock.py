"""Gemfile.lock, or gems.locked: Bundler's list of the exact versions, a section for each place they come from.

GEM
  remote: https://registry.example/
  specs:
    nokogiri (1.16.2-x86_64-linux)
      racc (~> 1.4)
"""

import re
from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.locked import locked
from curator.usage.manifests.parser import Covered, Locked, Manifest, joined

SECTION = re.compile(r"[A-Z][A-Z ]*+")
CHOSEN = re.compile(r" {4}(?P<name>[^\s()]++) \((?P<version>[^\s()\-]++)(?:-[^()]*+)?\)")  # the platform is left out
REMOTE = re.compile(r" {2}remote: (?P<path>\S.*+)")
OUTSIDE = frozenset({"GEM", "GIT"})


def parse(manifest: Manifest) -> Iterator[Locked | Covered]:
    """Yield the version of each gem; raises ParseError."""
    section = None
    yield Covered(manifest.folder)
    for line in manifest.text.split("\n"):
        if SECTION.fullmatch(line):
            section = line
        elif line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
            raise manifest.problem("it holds a conflict")
        elif section == "PATH" and (remote := REMOTE.fullmatch(line)):
            folder = joined(manifest.folder, remote["path"])
            yield from () if folder is None else (Covered(folder),)
        elif section in OUTSIDE and (chosen := CHOSEN.fullmatch(line)):
            yield from locked(Ecosystem.RUBYGEMS, chosen["name"], chosen["version"])
