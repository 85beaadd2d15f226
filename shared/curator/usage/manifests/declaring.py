"""Makes one declared dependency, within its bounds."""

from curator.usage.ecosystems import Ecosystem, normalised
from curator.usage.errors import InvalidNameError
from curator.usage.limits import MAX_VERSION
from curator.usage.manifests.parser import Found, Manifest, Note
from curator.usage.models import Declared, DependencyType, Origin

SHORTENED = "shortened"  # the note beside a requirement that is longer than is kept


def declare(
    manifest: Manifest,
    ecosystem: Ecosystem,
    raw_name: str,
    requirement: str | None = None,
    *,
    line: int | None,
    type: DependencyType = DependencyType.DIRECT,  # noqa: A002 - the model's own word
    indirect: bool = False,
    origin: Origin = Origin.REGISTRY,
    marker: str | None = None,
    notes: tuple[str, ...] = (),
) -> Found:
    """Return what this line declares, or a note that no package can have such a name."""
    try:
        name = normalised(ecosystem, raw_name)
    except InvalidNameError:
        return Note(f"{manifest.path}:{line or 1}: no package can have this name: {raw_name[:50]!r}")
    kept = _kept(requirement)
    return Declared(
        ecosystem=ecosystem,
        name=name,
        raw_name=raw_name,
        requirement=kept,
        type=type,
        manifest_path=manifest.path,
        line=line,
        indirect=indirect,
        origin=origin,
        marker=_kept(marker),
        notes=notes if kept == (requirement or None) else (*notes, SHORTENED),
    )


def _kept(text: str | None) -> str | None:
    if not text:
        return None
    return text if len(text) <= MAX_VERSION else f"{text[: MAX_VERSION - 1]}…"
