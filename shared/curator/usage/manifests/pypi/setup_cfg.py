"""setup.cfg, as setuptools reads it ("Configuring setuptools using setup.cfg files").

Not by `configparser`: it does not tell where a value stands, and a file that is nonsense from end to end costs it time
with the square of its length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curator.usage.manifests.parser import Found, Manifest
from curator.usage.manifests.pypi.pyproject import BUILD, type_of_extra
from curator.usage.manifests.pypi.requirement import found
from curator.usage.models import DependencyType

HEADER = re.compile(r"\[(?P<section>.+)\]")
OPTION = re.compile(r"(?P<key>[^\s:=#;][^:=]*?)\s*[:=]\s*(?P<value>.*)")
EXTRAS = "options.extras_require"
TYPES = {
    "install_requires": (DependencyType.DIRECT, ()),
    "tests_require": (DependencyType.DEV, ()),
    "setup_requires": (DependencyType.DEV, BUILD),
}


@dataclass(frozen=True, slots=True)
class Option:
    """An option with the lines of its value: those after the option's own line are indented.

    Attributes:
        line: on which it stands itself.
        value: each line of it that is not empty, and where that is.
    """

    section: str
    key: str
    line: int
    value: list[tuple[str, int]]


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the requirements of a setup.cfg; raises ParseError."""
    for option in _options(manifest):
        type_, notes = _use(option)
        if type_ is not None:
            for text, line in _requirements(option):
                yield from found(manifest, text, line=line, type=type_, notes=notes)


def _use(option: Option) -> tuple[DependencyType | None, tuple[str, ...]]:
    if option.section == EXTRAS:
        return type_of_extra(option.key), ()
    return TYPES.get(option.key, (None, ())) if option.section == "options" else (None, ())


def _requirements(option: Option) -> list[tuple[str, int]]:
    """Return the requirements of a value: a line each, or on the option's own line with semicolons between them.

    `file: requirements.txt` names a file that is read by itself.
    """
    if option.value[0][0].startswith("file:"):
        return []
    text, line = option.value[0]
    if len(option.value) == 1 and line == option.line:
        return [(one, line) for one in text.split(";") if one.strip()]
    return option.value


def _options(manifest: Manifest) -> list[Option]:
    """Return the options that have a value; raises ParseError for a text before the first section."""
    options: list[Option] = []
    section = ""
    is_open = False
    for number, line in enumerate(manifest.text.split("\n"), start=1):
        content = line.strip()
        if not content or content[0] in "#;":
            continue
        if line[0].isspace() and is_open:
            options[-1].value.append((content, number))
        elif header := HEADER.match(content):
            section, is_open = header["section"], False
        elif not section:
            raise manifest.problem(f"a line before the first section: {number}")
        elif option := OPTION.fullmatch(content):
            first = [(option["value"], number)] if option["value"] else []
            options.append(Option(section, option["key"].lower(), number, first))
            is_open = True
    return [option for option in options if option.value]
