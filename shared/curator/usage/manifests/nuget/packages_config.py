"""packages.config, of the projects before `PackageReference`: each package at one exact version.

Source: https://learn.microsoft.com/nuget/reference/packages-config.
"""

from collections.abc import Iterator
from dataclasses import replace

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.elements import read_xml
from curator.usage.manifests.parser import Found, Manifest
from curator.usage.models import Declared, DependencyType


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the packages of a packages.config; raises ParseError."""
    for element in read_xml(manifest, "packages").every("package"):
        is_for_development = element.attributes.get("developmentDependency", "").lower() == "true"
        found = declare(
            manifest,
            Ecosystem.NUGET,
            element.attributes.get("id", ""),
            element.attributes.get("version"),
            line=element.line,
            type=DependencyType.DEV if is_for_development else DependencyType.DIRECT,
        )
        yield replace(found, resolved=found.requirement) if isinstance(found, Declared) else found
