"""Gradle: build scripts in Groovy and Kotlin, version catalogues, and the lock file. Its packages are Maven's."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.formats import Format, Role

HERE = "curator.usage.manifests.gradle"

FORMATS = (
    Format(
        role=Role.MANIFEST,
        ecosystem=Ecosystem.MAVEN,
        globs=("build.gradle", "build.gradle.kts"),
        parser=f"{HERE}.build_script:parse",
    ),
    Format(role=Role.MANIFEST, ecosystem=Ecosystem.MAVEN, globs=("*.versions.toml",), parser=f"{HERE}.catalogue:parse"),
    Format(role=Role.LOCK, ecosystem=Ecosystem.MAVEN, globs=("gradle.lockfile",), parser=f"{HERE}.lockfile:parse"),
)
