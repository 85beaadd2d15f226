"""What the manifests of one repository say about each package, as one dependency. Pure."""

from collections.abc import Iterable
from itertools import groupby

from curator.usage.limits import MAX_MANIFESTS, MAX_NOTES, MAX_PATH, MAX_VERSION
from curator.usage.models import PRECEDENCE, Confidence, Declared, Dependency, Evidence, Origin, PackageKey

ELSEWHERE = frozenset({Origin.PATH, Origin.WORKSPACE})  # the repository's own code, not a package
SHORTENED = f"shortened to {MAX_VERSION} characters"


def merged(
    declared: Iterable[Declared],
    *,
    organization_id: str,
    repository_id: str,
    commit: str | None,
    now: float,
    source: str,
    confidence: Confidence = Confidence.PROVED,
) -> list[Dependency]:
    """Return one dependency a package, in the packages' order.

    A package that is declared more than once has the type of its strongest declaration: what is declared directly
    before what only something else needs, then direct, peer, optional, dev. All declarations stay as evidence, the
    strongest first, `MAX_MANIFESTS` of them at most. What lies deeper than `MAX_PATH` is left out, so that every row
    fits an item of the table.

    Args:
        declared: what the parsers found.
        organization_id: whose repository it is.
        repository_id: which one.
        commit: at which commit the manifests were read.
        now: when, in seconds since the epoch.
        source: the provider that gave the manifests.
        confidence: how we know.
    """
    wanted = sorted(
        (one for one in declared if one.origin not in ELSEWHERE and len(one.manifest_path.encode()) <= MAX_PATH),
        key=_package,
    )
    found = []
    for package, ones in groupby(wanted, key=_package):
        evidence = sorted({_evidence(one, commit) for one in ones}, key=_strength)
        strongest = evidence[0]
        found.append(
            Dependency(
                package=package,
                organization_id=organization_id,
                repository_id=repository_id,
                type=strongest.type,
                requirement=_first(one.requirement for one in evidence if one.type is strongest.type),
                resolved=_first(one.resolved for one in evidence),
                indirect=strongest.indirect,
                confidence=confidence,
                source=source,
                manifests=tuple(evidence[:MAX_MANIFESTS]),
                detected_at=now,
                last_seen_at=now,
            )
        )
    return found


def _package(declared: Declared) -> PackageKey:
    return PackageKey(declared.ecosystem, declared.name)


def _evidence(declared: Declared, commit: str | None) -> Evidence:
    requirement, resolved = _short(declared.requirement), _short(declared.resolved)
    shortened = (requirement, resolved) != (declared.requirement, declared.resolved)
    origin = [] if declared.origin is Origin.REGISTRY else [f"from {declared.origin}"]
    condition = [f"when {declared.marker}"] if declared.marker else []
    notes = [note[:MAX_VERSION] for note in (*declared.notes, *origin, *condition)]
    return Evidence(
        path=declared.manifest_path,
        line=declared.line,
        commit=commit,
        requirement=requirement,
        resolved=resolved,
        type=declared.type,
        indirect=declared.indirect,
        notes=(*([SHORTENED] if shortened else []), *notes)[:MAX_NOTES],
    )


def _strength(evidence: Evidence) -> tuple[object, ...]:
    """Return what sorts first for the declaration that says most: direct, by type, near the root."""
    return (
        evidence.indirect,
        PRECEDENCE.index(evidence.type),
        evidence.path.count("/"),
        evidence.path,
        evidence.line or 0,
        evidence.requirement or "",
        evidence.resolved or "",
        evidence.notes,
    )


def _short(text: str | None) -> str | None:
    return text[:MAX_VERSION] if text else text


def _first(texts: Iterable[str | None]) -> str | None:
    return next((text for text in texts if text), None)
