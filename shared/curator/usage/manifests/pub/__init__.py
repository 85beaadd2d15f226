"""pub, of Dart and Flutter: pubspec.yaml and pubspec.lock."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.formats import Format, Role

HERE = "curator.usage.manifests.pub"

FORMATS = (
    Format(role=Role.MANIFEST, ecosystem=Ecosystem.PUB, globs=("pubspec.yaml",), parser=f"{HERE}.pubspec_yaml:parse"),
    Format(role=Role.LOCK, ecosystem=Ecosystem.PUB, globs=("pubspec.lock",), parser=f"{HERE}.pubspec_lock:parse"),
)
