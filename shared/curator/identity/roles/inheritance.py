"""Roles that bring others with them."""

from collections.abc import Mapping, Sequence


class CircleError(Exception):
    """Roles inherit each other in a circle, so that one of them would be another under a second name."""


def closed(inherited: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """Return each role with itself and all that it inherits, directly or through others.

    Raises:
        CircleError: a role inherits itself, directly or through others.
    """
    found: dict[str, frozenset[str]] = {}
    for role in inherited:
        _close(role, inherited, found, ())
    return {role: found[role] for role in inherited}


def _close(
    role: str, inherited: Mapping[str, Sequence[str]], found: dict[str, frozenset[str]], above: tuple[str, ...]
) -> frozenset[str]:
    if role in above:
        raise CircleError(f"roles inherit in a circle: {' > '.join((*above[above.index(role) :], role))}")
    if role not in found:
        parts = [_close(one, inherited, found, (*above, role)) for one in inherited.get(role, ())]
        found[role] = frozenset({role}).union(*parts)
    return found[role]
