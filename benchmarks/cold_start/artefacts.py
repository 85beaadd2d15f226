"""The functions as they are deployed: built by the Makefiles, with the layers the template gives them."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.deployment.expectations import read_template
from local.deployment.packaging import build, local_target

ROOT = Path(__file__).parents[2]
REGION = "eu-central-1"
EXAMPLE = "https://example.org"  # an address satisfies whatever asks for a name, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """One built function.

    Attributes:
        name: its short name, `api` for ApiFunction.
        module: what Lambda imports.
        path: folders Lambda finds modules in, in its order: the function's own, then the layers'.
        environment: what the template tells it.
    """

    name: str
    module: str
    path: tuple[str, ...]
    environment: dict[str, str]


def build_all(directory: Path) -> list[Built]:
    """Build every function and layer of the template for this machine; raises BuildError."""
    template = read_template((ROOT / "template.yaml").read_text(encoding="utf-8"))
    resources: dict[str, Any] = template["Resources"]
    layers = {
        name: str(_build(name, resource["Properties"]["ContentUri"], directory) / "python")
        for name, resource in resources.items()
        if resource["Type"] == "AWS::Serverless::LayerVersion"
    }
    shared = template["Globals"]["Function"]
    return [
        _function(name, resource["Properties"], template, layers, _build(name, shared["CodeUri"], directory))
        for name, resource in resources.items()
        if resource["Type"] == "AWS::Serverless::Function"
    ]


def _build(logical_id: str, source: str, directory: Path) -> Path:
    print(f"Building {logical_id}…", file=sys.stderr, flush=True)
    return build(logical_id, source=ROOT / source, artifacts=directory / logical_id, variables=local_target())


def _function(
    logical_id: str, properties: dict[str, Any], template: dict[str, Any], layers: dict[str, str], code: Path
) -> Built:
    variables = {
        **template["Globals"]["Function"]["Environment"]["Variables"],
        **properties["Environment"]["Variables"],
    }
    return Built(
        name=logical_id.removesuffix("Function").lower(),
        module=properties["Handler"].rpartition(".")[0],
        path=(str(code.resolve()), *(str(Path(layers[layer["Ref"]]).resolve()) for layer in properties["Layers"])),
        environment={
            "AWS_REGION": REGION,  # Lambda sets both
            "AWS_DEFAULT_REGION": REGION,
            **{name: _example(value, template["Parameters"]) for name, value in variables.items()},
        },
    )


def _example(value: Any, parameters: dict[str, Any]) -> str:
    """Return what a variable holds after a deploy that sets what has no default."""
    match value:
        case {"Ref": str(name)} if name in parameters:
            return str(parameters[name].get("Default", EXAMPLE))
        case str():
            return value
        case _:
            return EXAMPLE
