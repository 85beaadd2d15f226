"""Hex, of Elixir: mix.exs and mix.lock."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.formats import Format, Role

HERE = "curator.usage.manifests.hex"

FORMATS = (
    Format(role=Role.MANIFEST, ecosystem=Ecosystem.HEX, globs=("mix.exs",), parser=f"{HERE}.mix_exs:parse"),
    Format(role=Role.LOCK, ecosystem=Ecosystem.HEX, globs=("mix.lock",), parser=f"{HERE}.mix_lock:parse"),
)
