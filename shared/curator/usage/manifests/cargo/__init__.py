"""Cargo: Cargo.toml and Cargo.lock."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.formats import Format, Role

HERE = "curator.usage.manifests.cargo"

FORMATS = (
    Format(role=Role.MANIFEST, ecosystem=Ecosystem.CARGO, globs=("Cargo.toml",), parser=f"{HERE}.cargo_toml:parse"),
    Format(role=Role.LOCK, ecosystem=Ecosystem.CARGO, globs=("Cargo.lock",), parser=f"{HERE}.cargo_lock:parse"),
)
