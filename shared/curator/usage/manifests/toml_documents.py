"""TOML whose keys know their lines."""

import tomllib
from typing import Any

from curator.usage.manifests.lines import Items, Section
from curator.usage.manifests.parser import Manifest
from curator.usage.manifests.toml_lines import Path, toml_lines


def read_toml(manifest: Manifest) -> Section:
    """Return the document; raises ParseError if it is not TOML, or nested too deeply."""
    lines = toml_lines(manifest)
    try:
        document = tomllib.loads(manifest.text)
    except RecursionError:
        raise manifest.problem("nested too deeply") from None
    except ValueError as error:
        raise manifest.problem(f"not TOML: {error}"[:200]) from None
    section: Section = _with_lines(document, lines, (), 1)
    return section


def _with_lines(value: Any, lines: dict[Path, int], path: Path, line: int) -> Any:
    """Return a value whose tables and arrays know their lines; `line` is where it stands itself."""
    if isinstance(value, dict):
        places = {key: lines.get((*path, key), line) for key in value}
        pairs = ((key, _with_lines(one, lines, (*path, key), places[key])) for key, one in value.items())
        return Section(pairs, places)
    if isinstance(value, list):
        spots = [lines.get((*path, index), line) for index in range(len(value))]
        entries = (_with_lines(one, lines, (*path, index), spots[index]) for index, one in enumerate(value))
        return Items(entries, spots)
    return value
