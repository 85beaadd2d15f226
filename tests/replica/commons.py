"""Pages, categories and links, put into the database as MediaWiki would have them there."""

from collections.abc import Sequence

from local.replica.server import ReplicaServer

NAMESPACES = {"": 0, "User": 2, "File": 6, "Template": 10, "Category": 14, "Creator": 100}


class Commons:
    """Writes rows; titles are given with their namespace and blanks."""

    def __init__(self, server: ReplicaServer) -> None:
        self.server = server

    def page(self, title: str, *, links: Sequence[str] = (), uses: Sequence[str] = ()) -> None:
        """Make a page with links to other pages, and with templates on it, whose links are its own as well."""
        page_id = self.server.insert("page", ("page_namespace", "page_title"), [_named(title)])
        for table, prefix, targets in (("pagelinks", "pl", links), ("templatelinks", "tl", uses)):
            for target in targets:
                columns = (f"{prefix}_from", f"{prefix}_target_id", f"{prefix}_from_namespace")
                self.server.insert(table, columns, [(page_id, self._target(target), _named(title)[0])])

    def category(self, title: str, *, members: int, subcats: int = 0, files: int = 0) -> None:
        """Count the members of a category, whether or not it has a page."""
        self.categories([(title, members, subcats, files)])

    def categories(self, rows: Sequence[tuple[str, int, int, int]]) -> None:
        """Count the members of many categories at once."""
        columns = ("cat_title", "cat_pages", "cat_subcats", "cat_files")
        self.server.insert("category", columns, [(_key(title).encode(), *counts) for title, *counts in rows])

    def _target(self, title: str) -> int:
        namespace, name = _named(title)
        with self.server.connection() as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT lt_id FROM commonswiki.linktarget WHERE lt_namespace = %s AND lt_title = %s", (namespace, name)
            )
            found = cursor.fetchone()
        return (
            int(found[0])
            if found
            else self.server.insert("linktarget", ("lt_namespace", "lt_title"), [(namespace, name)])
        )


def _named(title: str) -> tuple[int, bytes]:
    prefix, colon, rest = title.partition(":")
    return (NAMESPACES[prefix], _key(rest).encode()) if colon else (0, _key(title).encode())


def _key(title: str) -> str:
    return title.replace(" ", "_")
