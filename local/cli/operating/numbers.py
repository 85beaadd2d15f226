"""The dashboard's numbers, as commands read them: the same that the page shows, from one request."""

from typing import Any

from local.cli.deployment.api import Answer, Api
from local.cli.deployment.errors import CommandError

PATH = "/dashboard/data"


class PartMissingError(CommandError):
    """The deployment says nothing about it, or could not find it out."""


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
