"""Compares the template with what the emulator really made.

An emulator reports CREATE_COMPLETE for things it leaves out. Every difference found here names the resource, the
property, and both values.
"""

from typing import Any

from botocore.exceptions import ClientError

from local.deployment.expectations import Expected
from local.deployment.live_resources import READERS


class StackDiffersError(Exception):
    """What exists is not what the template says; `differences` lists every point."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__("The stack differs from its template:\n  " + "\n  ".join(differences))
        self.differences = differences


def verify(endpoint_url: str, resources: list[Expected]) -> None:
    """Raise `StackDiffersError` unless every resource exists with the properties its reader can see."""
    found = [difference for resource in resources for difference in _differences_of(endpoint_url, resource)]
    if found:
        raise StackDiffersError(found)


def _differences_of(endpoint_url: str, resource: Expected) -> list[str]:
    name = f"{resource.logical_id} ({resource.type})"
    if resource.physical_id is None:
        return [f"{name} is not in the stack"]
    reader = READERS.get(resource.type)
    if reader is None:
        return []
    try:
        actual = reader(endpoint_url, resource)
    except (ClientError, LookupError) as error:
        return [f"{name} cannot be read: {error!r}"]
    expected = {key: value for key, value in resource.properties.items() if key in actual}
    return [f"{name}: {difference}" for difference in differences(expected, actual)]


def differences(expected: Any, actual: Any, path: str = "") -> list[str]:
    """Return where `actual` lacks or contradicts something in `expected`; more than expected is fine.

    The order of a list does not count, and `"5"` is the same as 5: the APIs disagree about both.
    """
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return [f"{path or 'it'} should be {expected}, is {actual!r}"]
        return [
            difference
            for key, value in expected.items()
            for difference in differences(value, actual.get(key), f"{path}.{key}".lstrip("."))
        ]
    if isinstance(expected, list):
        found = actual if isinstance(actual, list) else []
        missing = [each for each in expected if all(differences(each, other) for other in found)]
        return [f"{path} lacks {each}" for each in missing]
    if expected == actual or str(expected).lower() == str(actual).lower():
        return []
    return [f"{path or 'it'} should be {expected!r}, is {actual!r}"]
