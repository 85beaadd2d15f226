"""What a deployment says of itself, as commands read it: its health, and the dashboard's numbers from one request."""

from typing import Any

from local.cli.deployment.api import Answer, Api, answer_of
from local.cli.deployment.errors import CommandError

PATH = "/dashboard/data"
HEALTHY = "healthy"


class PartMissingError(CommandError):
    """The deployment says nothing about it, or could not find it out."""


def health(api: Api) -> Answer:
    """Return what it stands on and whether that answers, well or not; raises NotCuratorError, UnreachableError."""
    return answer_of(api.ask("GET", "/health"), field="status")


def numbers(api: Api) -> Answer:
    """Return all parts; raises as `Api.get` does."""
    return api.get(PATH)


def part(told: Answer, name: str) -> Answer:
    """Return one part; raises PartMissingError."""
    found: Any = told.get(name)
    if not isinstance(found, dict):
        raise PartMissingError(f"this deployment tells nothing about {name.replace('_', ' ')}")
    if "error" in found and "items" not in found:
        raise PartMissingError(f"the deployment could not find out about {name.replace('_', ' ')}: {found['error']}")
    return found
