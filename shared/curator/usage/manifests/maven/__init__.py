"""Maven: pom.xml."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.formats import Format, Role

FORMATS = (
    Format(
        role=Role.MANIFEST,
        ecosystem=Ecosystem.MAVEN,
        globs=("pom.xml",),
        parser="curator.usage.manifests.maven.pom_xml:parse",
    ),
)
