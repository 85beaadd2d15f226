"""The names under which a provider may know a package: our key has one form, theirs may have the authors'."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey


def spellings(key: PackageKey, spelled: str | None) -> list[str]:
    """Return the names to ask for, the likeliest first; crates are the ones whose key says `-` for both `-` and `_`."""
    names = [spelled] if spelled else []
    names.append(key.name)
    if key.ecosystem is Ecosystem.CARGO:
        names.append(key.name.replace("-", "_"))
    return list(dict.fromkeys(names))
