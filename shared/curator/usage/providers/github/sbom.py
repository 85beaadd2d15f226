"""The bill of materials of a repository, as SPDX 2.3: which packages, but not by which file.

GitHub makes it from the manifests and lock files it knows. What it calls a dependency of the repository is direct.
https://docs.github.com/en/rest/dependency-graph/sboms
"""

from collections.abc import Iterator
from contextlib import suppress

from curator.usage.errors import UsageError
from curator.usage.limits import MAX_RECORDS
from curator.usage.models import PackageKey
from curator.usage.providers.fields import Raw, raw_object, raw_objects, text
from curator.usage.providers.models import ReportedPackage
from curator.usage.purl import key_of

DESCRIBES, DEPENDS_ON = "DESCRIBES", "DEPENDS_ON"
DOCUMENT = "SPDXRef-DOCUMENT"


def reported_packages(document: Raw) -> tuple[ReportedPackage, ...]:
    """Return the packages of ecosystems that are known here, `limits.MAX_RECORDS` at most, each once."""
    sbom = raw_object(document.get("sbom"))
    direct = _direct(raw_objects(sbom.get("relationships")))
    found: dict[tuple[PackageKey, str | None], ReportedPackage] = {}
    for package in raw_objects(sbom.get("packages"))[:MAX_RECORDS]:
        indirect = bool(direct) and text(package, "SPDXID") not in direct
        version = text(package, "versionInfo")
        for key in _keys(package):
            found.setdefault((key, version), ReportedPackage(key=key, version=version, indirect=indirect))
    return tuple(found.values())


def _direct(relationships: list[Raw]) -> frozenset[str]:
    """Return the ids of what the repository itself depends on."""
    pairs = [
        (text(one, "relationshipType"), text(one, "spdxElementId"), text(one, "relatedSpdxElement"))
        for one in relationships
    ]
    roots = {related for kind, element, related in pairs if kind == DESCRIBES and element == DOCUMENT}
    return frozenset(related for kind, element, related in pairs if kind == DEPENDS_ON and element in roots and related)


def _keys(package: Raw) -> Iterator[PackageKey]:
    for reference in raw_objects(package.get("externalRefs")):
        purl = text(reference, "referenceLocator")
        if purl and text(reference, "referenceType") == "purl":
            with suppress(UsageError):  # the repository itself, its actions, and other ecosystems
                yield key_of(purl)
