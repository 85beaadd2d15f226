"""The line of a file that proves a use, and the address under which anybody can look at it."""

from typing import Any
from urllib.parse import quote

from curator.usage.models import Evidence


def permalink(repository_url: str, evidence: Evidence) -> str | None:
    """Return the address of the line in the commit that was read, which later commits do not change.

    None where a provider only reported the use, and nobody has read the file.
    """
    if evidence.commit is None:
        return None
    line = f"#L{evidence.line}" if evidence.line else ""
    return f"{repository_url}/blob/{quote(evidence.commit)}/{quote(evidence.path)}{line}"


def evidence_row(repository_url: str, evidence: Evidence) -> dict[str, Any]:
    """Return a line of proof as answers carry it."""
    return {
        "file": evidence.path,
        "line": evidence.line,
        "commit": evidence.commit,
        "permalink": permalink(repository_url, evidence),
        "requirement": evidence.requirement,
        "resolved_version": evidence.resolved,
        "dependency_type": evidence.type,
        "relation": relation(indirect=evidence.indirect),
        "notes": list(evidence.notes),
    }


def relation(*, indirect: bool) -> str:
    """Return how a use is called in answers and in filters."""
    return "transitive" if indirect else "direct"
