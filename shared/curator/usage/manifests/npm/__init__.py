"""npm: package.json, and the lock files of npm, Yarn and pnpm."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.formats import Format, Role

HERE = "curator.usage.manifests.npm"

FORMATS = (
    Format(role=Role.MANIFEST, ecosystem=Ecosystem.NPM, globs=("package.json",), parser=f"{HERE}.package_json:parse"),
    Format(
        role=Role.LOCK,
        ecosystem=Ecosystem.NPM,
        globs=("package-lock.json", "npm-shrinkwrap.json"),
        parser=f"{HERE}.package_lock:parse",
    ),
    Format(role=Role.LOCK, ecosystem=Ecosystem.NPM, globs=("yarn.lock",), parser=f"{HERE}.yarn_lock:parse"),
    Format(role=Role.LOCK, ecosystem=Ecosystem.NPM, globs=("pnpm-lock.yaml",), parser=f"{HERE}.pnpm_lock:parse"),
    Format(role=Role.SUPPORT, ecosystem=Ecosystem.NPM, globs=("pnpm-workspace.yaml",)),
)
