"""environment.yml of conda: what it has pip install. Conda's own packages are of no ecosystem that is known here."""

from collections.abc import Iterator

from curator.usage.manifests.lines import Items, Section
from curator.usage.manifests.parser import Found, Manifest
from curator.usage.manifests.pypi.requirement import found
from curator.usage.manifests.pypi.requirements import requirement_in
from curator.usage.manifests.yaml_documents import read_yaml
from curator.usage.models import DependencyType


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the requirements of the `pip:` lists; raises ParseError."""
    for entry in read_yaml(manifest).items_of("dependencies"):
        listed = entry.get("pip") if isinstance(entry, Section) else None
        if isinstance(listed, Items):
            for text, line in listed.with_lines():
                if isinstance(text, str) and (requirement := requirement_in(text.strip())):
                    yield from found(manifest, requirement, line=line, type=DependencyType.DIRECT)
