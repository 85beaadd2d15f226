"""The organisations of one page and what they do with a package: one request where there are up to fifty of them."""

from collections.abc import Sequence

from curator.foundation.table import PARTITION, SORT, Table
from curator.usage.dependencies.records import decode_user, user_key
from curator.usage.models import Organization, PackageKey, PackageUser
from curator.usage.organizations.kind import KIND

Member = tuple[Organization, PackageUser]


class Members:
    """Reads them."""

    def __init__(self, table: Table) -> None:
        """Read from the table of the room."""
        self._table = table

    def read(self, package: PackageKey, organization_ids: Sequence[str]) -> list[Member]:
        """Return these organisations in this order; who does not use the package (any more) or is hidden is left out.

        Both rows of an organisation are asked for at once, so an answer is a request shorter than it would be by way of
        their stores.
        """
        asked = [(KIND.key(one), user_key(package, one)) for one in organization_ids]
        items = self._table.get_many([key for keys in asked for key in keys])
        found = {(item[PARTITION], item[SORT]): item for item in items}
        both = [tuple(found.get((key[PARTITION], key[SORT])) for key in keys) for keys in asked]
        members = [(KIND.decode(one), decode_user(user)) for one, user in both if one and user]
        return [(one, user) for one, user in members if one.deleted_at is None]
