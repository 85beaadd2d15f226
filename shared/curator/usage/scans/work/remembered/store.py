"""What was read of each repository, in the usage table.

PK READ#<repository>   SK META    blob ids by path
"""

from collections.abc import Mapping

from curator.foundation.table import PARTITION, SORT, Key, Put, Table


class RememberedManifests:
    """Remembers blob ids."""

    def __init__(self, table: Table) -> None:
        """Use the usage table."""
        self._table = table

    def of(self, repository_id: str) -> dict[str, str]:
        """Return the blob ids of the manifests that were read last, by path; none for a repository never read."""
        item = self._table.get(_key(repository_id))
        return dict(item["shas"]) if item else {}

    def keep(self, repository_id: str, shas: Mapping[str, str]) -> None:
        """Remember these, in place of those before."""
        self._table.put(Put(item={**_key(repository_id), "shas": dict(shas)}))


def _key(repository_id: str) -> Key:
    return {PARTITION: f"READ#{repository_id}", SORT: "META"}
