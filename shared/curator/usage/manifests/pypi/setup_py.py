"""setup.py, read as a syntax tree and never run: the lists that are written out in its call of `setup()`.

A list may also be a variable of the module that is assigned once. Everything else is noted and left out.
"""

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from curator.usage.manifests.parser import Found, Manifest, Note
from curator.usage.manifests.pypi.pyproject import BUILD, type_of_extra
from curator.usage.manifests.pypi.requirement import found
from curator.usage.models import DependencyType

MAX_SETUP_BYTES = 256 * 1024  # real ones have a tenth; a syntax tree takes 700 times as many bytes as its text
LISTS = {
    "install_requires": (DependencyType.DIRECT, ()),
    "tests_require": (DependencyType.DEV, ()),
    "setup_requires": (DependencyType.DEV, BUILD),
}


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the requirements that a setup.py lists literally; raises ParseError."""
    tree = _tree(manifest)
    reader = _Reader(manifest, _variables(tree))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _is_setup(call.func):
            for keyword in call.keywords:
                yield from reader.keyword(keyword)


def _tree(manifest: Manifest) -> ast.Module:
    if len(manifest.content) > MAX_SETUP_BYTES:
        raise manifest.problem(f"longer than {MAX_SETUP_BYTES} bytes")
    try:
        with warnings.catch_warnings():  # of escapes that Python will not take one day
            warnings.simplefilter("ignore")
            return ast.parse(manifest.text)
    except SyntaxError as error:
        raise manifest.problem(f"not Python 3: {error.msg} in line {error.lineno}") from None
    except ValueError:
        raise manifest.problem("not Python 3") from None
    except MemoryError:  # what Python's parser says of too many brackets
        raise manifest.problem("nested too deeply") from None


def _is_setup(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
    return name == "setup"


def _variables(tree: ast.Module) -> dict[str, ast.expr]:
    """Return what the module assigns exactly once, each to one name, and changes nowhere by `+=`."""
    values: dict[str, list[ast.expr]] = {}
    for statement in ast.walk(tree):
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(statement.value)
    top = {id(statement.value) for statement in tree.body if isinstance(statement, ast.Assign | ast.AnnAssign)}
    return {name: found[0] for name, found in values.items() if len(found) == 1 and id(found[0]) in top}


@dataclass(frozen=True, slots=True)
class _Reader:
    manifest: Manifest
    variables: dict[str, ast.expr]

    def keyword(self, keyword: ast.keyword) -> Iterator[Found]:
        """Yield what one argument of `setup()` lists."""
        if keyword.arg in LISTS:
            type_, notes = LISTS[keyword.arg]
            yield from self._listed(keyword.value, keyword.arg, type_, notes)
        elif keyword.arg == "extras_require":
            yield from self._extras(self._meant(keyword.value))
        elif keyword.arg is None:
            yield self._note(keyword.value, "setup(**…)")

    def _extras(self, value: ast.expr) -> Iterator[Found]:
        if not isinstance(value, ast.Dict):
            yield self._note(value, "extras_require")
            return
        for key, listed in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield from self._listed(listed, "extras_require", type_of_extra(key.value), ())
            else:
                yield self._note(listed, "extras_require")

    def _listed(self, value: ast.expr, name: str, type_: DependencyType, notes: tuple[str, ...]) -> Iterator[Found]:
        value = self._meant(value)
        entries = value.elts if isinstance(value, ast.List | ast.Tuple | ast.Set) else [value]
        for entry in entries:
            if isinstance(entry, ast.Constant) and isinstance(entry.value, str):
                yield from self._requirements(entry, entry.value, type_, notes)
            else:
                yield self._note(entry, name)

    def _requirements(
        self, entry: ast.Constant, text: str, type_: DependencyType, notes: tuple[str, ...]
    ) -> Iterator[Found]:
        """Yield the requirements of a text: setuptools takes several, a line each."""
        is_written_so = (entry.end_lineno or 0) - entry.lineno == text.count("\n")  # and not as `\\n`
        for offset, one in enumerate(text.split("\n")):
            if one.strip() and not one.strip().startswith("#"):
                line = entry.lineno + (offset if is_written_so else 0)
                yield from found(self.manifest, one, line=line, type=type_, notes=notes)

    def _meant(self, value: ast.expr) -> ast.expr:
        return self.variables.get(value.id, value) if isinstance(value, ast.Name) else value

    def _note(self, node: ast.expr, what: str) -> Note:
        return Note(f"{self.manifest.path}:{node.lineno}: {what} is not written out, and nothing is executed here")
