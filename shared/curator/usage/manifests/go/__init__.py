"""Go: go.mod. go.sum lists whatever was ever looked at, and says nothing about what is used."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.formats import Format, Role

FORMATS = (
    Format(
        role=Role.MANIFEST, ecosystem=Ecosystem.GO, globs=("go.mod",), parser="curator.usage.manifests.go.go_mod:parse"
    ),
)
