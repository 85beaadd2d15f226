"""Asking for repositories one by one, where a provider takes one name at a time and knows only some of them."""

from collections.abc import Callable, Iterable

from curator.usage.providers.errors import ProviderNotFoundError
from curator.usage.providers.fields import owner_and_name
from curator.usage.providers.models import FoundRepository, Page


def asked_one_by_one(names: Iterable[str], ask: Callable[[str, str], FoundRepository | None]) -> Page[FoundRepository]:
    """Return what `ask` finds for each owner and name.

    A repository that only GitHub can be certain of is never called missing here: who does not know it says so in the
    notes, and the answer is not complete.
    """
    found: list[FoundRepository] = []
    unknown: list[str] = []
    for asked in dict.fromkeys(names):
        parts = owner_and_name(asked)
        try:
            repository = ask(*parts) if parts else None
        except ProviderNotFoundError:
            repository = None
        if repository is None:
            unknown.append(f"{asked}: not known")
        else:
            found.append(repository)
    return Page(items=tuple(found), complete=not unknown, notes=tuple(unknown))
