"""Makes one entry of a lock file, if a package can have this name."""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem, normalised
from curator.usage.errors import InvalidNameError
from curator.usage.manifests.parser import Locked


def locked(
    ecosystem: Ecosystem,
    name: str | None,
    version: str | None,
    *,
    requirement: str | None = None,
    folder: str | None = None,
) -> Iterator[Locked]:
    """Yield this version of a package; nothing where one of them is missing, or no package can have this name."""
    if not name or not version:
        return
    try:
        yield Locked(name=normalised(ecosystem, name), version=version, requirement=requirement, folder=folder)
    except InvalidNameError:
        return
