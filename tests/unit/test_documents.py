"""What the documents point at is there: links, headings, files, `make` targets, commands of `curator`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from local.cli.__main__ import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "local/sandbox/PHOTOGRAPHS.md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`|^ {4,}(.+)$", re.MULTILINE)
FILE = re.compile(
    r"\b(?:benchmarks|docs|events|functions|layers|local|shared|tests)/[\w./-]+\.(?:js|json|md|py|sh|txt)\b"
)
NOT_OURS = {"docs/requirements.txt"}  # of a repository that is scanned
TARGET = re.compile(r"\bmake ([a-z][a-z/-]*)(?![\w…-])")
COMMAND = re.compile(r"(?:^|[\s(/])curator ([a-z][a-z-]*)\b")
OPTION = re.compile(r"(?<=\s)--[a-z][a-z-]+")


def code(path: Path) -> Iterator[str]:
    """Yield what a document shows as code, a span or a line each."""
    for span, line in CODE.findall(path.read_text(encoding="utf-8")):
        yield span or line


def anchors(path: Path) -> set[str]:
    """Return the names of a document's headings, as GitHub and others make them."""
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in HEADING.findall(path.read_text("utf-8"))}


def options_of(name: str) -> set[str]:
    """Return the options of a command, with those of commands below it."""
    command = get_command(app).commands[name]  # type: ignore[attr-defined] # of Click's groups
    below = getattr(command, "commands", {}).values()
    return {option for one in (command, *below) for each in one.params for option in (*each.opts, *each.secondary_opts)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
class TestEveryDocument:
    def test_links_lead_somewhere(self, document: Path) -> None:
        dead = []
        for link in LINK.findall(document.read_text(encoding="utf-8")):
            place, _, heading = link.partition("#")
            path = (document.parent / place).resolve() if place else document
            if "://" not in link and (not path.exists() or (heading and heading not in anchors(path))):
                dead.append(link)
        assert dead == []

    def test_files_that_are_named_are_there(self, document: Path) -> None:
        named = {name for text in code(document) for name in FILE.findall(text)} - NOT_OURS
        assert [name for name in sorted(named) if not (ROOT / name).exists()] == []

    def test_targets_of_make_are_in_the_makefile(self, document: Path) -> None:
        known = set(re.findall(r"^([a-z/-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
        assert {name for text in code(document) for name in TARGET.findall(text)} <= known

    def test_commands_are_those_of_curator_with_options_that_they_have(self, document: Path) -> None:
        known = get_command(app).commands.keys()  # type: ignore[attr-defined]
        for text in code(document):
            said = text.split(" #")[0]
            for name in COMMAND.findall(said):
                assert name in known, text
                after = said.partition(f"curator {name}")[2].partition("curator")[0]
                assert set(OPTION.findall(after)) <= options_of(name) | {"--help"}, text
