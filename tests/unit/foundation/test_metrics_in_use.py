"""No metric is declared that nothing emits, and none is emitted that is not declared.

The sources are read, not run: a metric that is emitted only where nobody looks would else pass. An emission names its
metric and its labels where it stands.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from curator.foundation.metrics.catalogue import CATALOGUE, Kind, Truth

ROOT = Path(__file__).parents[3]
FOLDERS = (ROOT / "shared" / "curator", ROOT / "functions")
KINDS = {
    "count": {Kind.COUNTER},
    "observe": {Kind.HISTOGRAM},
    "gauge": {Kind.GAUGE},
    "step": {Kind.GAUGE},
    "named": {Kind.GAUGE},  # `Series.named(…)`: looked up when somebody asks
}
RECEIVERS = ("metrics", "Series")  # and what ends so, as `self._metrics`


@dataclass(frozen=True)
class Emission:
    """One call that emits."""

    where: str
    verb: str
    name: str
    labels: frozenset[str] | None  # None where they are handed on


def emissions() -> Iterator[Emission]:
    """Yield every call that emits; raises AssertionError for one that does not say what."""
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*.py")):
            source = path.read_text()
            if not any(receiver in source for receiver in RECEIVERS):
                continue
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_emission(node.func):
                    yield _emission(f"{path.relative_to(ROOT)}:{node.lineno}", node.func.attr, node)


def _is_emission(call: ast.Attribute) -> bool:
    receiver = call.value
    name = receiver.id if isinstance(receiver, ast.Name) else getattr(receiver, "attr", "")
    return call.attr in KINDS and name.endswith(RECEIVERS)


def _emission(where: str, verb: str, call: ast.Call) -> Emission:
    assert call.args, where
    name = call.args[0]
    assert isinstance(name, ast.Constant), f"{where} does not say which metric"
    given = [keyword.arg for keyword in call.keywords if keyword.arg != "value"]
    labels = None if None in given else frozenset(one for one in given if one is not None)
    return Emission(where, verb, str(name.value), labels)


EMISSIONS = list(emissions())


@pytest.mark.parametrize("emission", EMISSIONS, ids=lambda emission: f"{emission.where} {emission.name}")
def test_what_is_emitted_is_declared(emission: Emission) -> None:
    metric = CATALOGUE[emission.name]
    assert metric.kind in KINDS[emission.verb]
    assert emission.labels in {None, frozenset(metric.labels)}
    assert (emission.verb == "named") == (metric.truth is Truth.ASKED)


@pytest.mark.parametrize("name", CATALOGUE)
def test_what_is_declared_is_emitted(name: str) -> None:
    assert name in {emission.name for emission in EMISSIONS}
