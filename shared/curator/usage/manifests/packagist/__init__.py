"""Packagist: composer.json and composer.lock."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.formats import Format, Role

HERE = "curator.usage.manifests.packagist"

FORMATS = (
    Format(
        role=Role.MANIFEST,
        ecosystem=Ecosystem.PACKAGIST,
        globs=("composer.json",),
        parser=f"{HERE}.composer_json:parse",
    ),
    Format(
        role=Role.LOCK, ecosystem=Ecosystem.PACKAGIST, globs=("composer.lock",), parser=f"{HERE}.composer_lock:parse"
    ),
)
