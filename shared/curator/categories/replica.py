"""What we ask a replica of Commons' database (https://wikitech.wikimedia.org/wiki/Wiki_Replicas).

Categories that have members but no page are in its table `category`, among many more that have one: on Commons the
question takes 7 to 16 seconds, whatever is left out of it. The names of link targets are in `linktarget`; the columns
`pl_title`, `tl_title` and `cl_to` that older descriptions name are gone.
"""

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from curator.categories.errors import ReplicaNotConfiguredError, ReplicaUnreachableError

if TYPE_CHECKING:
    from pymysql.connections import Connection

CATEGORY_NAMESPACE = 14
DEFAULT_PORT = 3306
CONNECT_SECONDS = 10
QUERY_SECONDS = 120.0  # the database gives up then; we wait a little longer, to hear of it

# Categories that bots and templates fill on purpose before anybody makes their pages.
DEFAULT_EXCLUDED = (
    "TODO",
    "Maps_showing_",
    "_maps_of_",
    "Demographics_of_",
    "_Mapillary_",
    "Orthophotos_of_",
    "Lingua_Libre_",
    "in_Boston",
    "in_the_Northern_Hemisphere",
)

WANTED = """
SELECT cat_title, cat_subcats, cat_files, cat_pages FROM category
LEFT JOIN page ON page_namespace = 14 AND page_title = cat_title
WHERE page_id IS NULL AND cat_pages > 0 {excluded}
ORDER BY cat_pages DESC, cat_title LIMIT %s
"""
EXCLUDED = "AND LOCATE(%s, cat_title) = 0"  # titles are bytes, so upper and lower case differ

# A link that a page has because a template on it links there is that template's, and so not counted.
RED_LINKS = """
SELECT target.lt_title, source.page_namespace, source.page_title FROM linktarget AS target
JOIN pagelinks AS link ON link.pl_target_id = target.lt_id
JOIN page AS source ON source.page_id = link.pl_from
LEFT JOIN page AS wanted ON wanted.page_namespace = 14 AND wanted.page_title = target.lt_title
WHERE target.lt_namespace = 14 AND wanted.page_id IS NULL AND NOT EXISTS (
    SELECT 1 FROM templatelinks AS used
    JOIN linktarget AS template_name ON template_name.lt_id = used.tl_target_id
    JOIN page AS template ON template.page_namespace = template_name.lt_namespace
        AND template.page_title = template_name.lt_title
    JOIN pagelinks AS made ON made.pl_from = template.page_id AND made.pl_target_id = target.lt_id
    WHERE used.tl_from = source.page_id)
LIMIT %s
"""
LINKS_PER_RED_LINK = 20  # how many links are read for one distinct title, as several pages link to the same one

# Of Commons; https://commons.wikimedia.org/wiki/Help:Namespaces
NAMESPACES = {
    0: "", 1: "Talk", 2: "User", 3: "User talk", 4: "Commons", 5: "Commons talk", 6: "File", 7: "File talk",
    8: "MediaWiki", 9: "MediaWiki talk", 10: "Template", 11: "Template talk", 12: "Help", 13: "Help talk",
    14: "Category", 15: "Category talk", 100: "Creator", 101: "Creator talk", 102: "TimedText",
    103: "TimedText talk", 104: "Sequence", 105: "Sequence talk", 106: "Institution", 107: "Institution talk",
    460: "Campaign", 461: "Campaign talk", 486: "Data", 487: "Data talk", 828: "Module", 829: "Module talk",
}  # fmt: skip


class Replica:
    """A replica of Commons' database."""

    def __init__(
        self, url: str, *, excluded: Sequence[str] = DEFAULT_EXCLUDED, query_seconds: float = QUERY_SECONDS
    ) -> None:
        """Remember where it is; each question has a connection of its own.

        Args:
            url: `mysql://user:password@host:port/database`, with `?tls=yes` where the way there is not private.
            excluded: categories whose titles contain one of these texts are not wanted.
            query_seconds: after which the database gives up on a question.

        Raises:
            ReplicaNotConfiguredError: that is no such address.
        """
        parts = urlsplit(url)
        if parts.scheme != "mysql" or not parts.hostname or not parts.path.strip("/"):
            raise ReplicaNotConfiguredError("the address of the replica is not mysql://user:password@host/database")
        self._address: dict[str, Any] = {
            "host": parts.hostname,
            "port": parts.port or DEFAULT_PORT,
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "database": parts.path.strip("/"),
        }
        if parse_qs(parts.query).get("tls") == ["yes"]:
            self._address["ssl"] = ssl.create_default_context()
        self._excluded = tuple(excluded)
        self._query_seconds = query_seconds

    def wanted_categories(self, limit: int) -> list[tuple[str, int, int, int]]:
        """Return categories with members but no page, those with the most members first.

        Returns:
            Title with underscores, subcategories, files, and all members.

        Raises:
            ReplicaUnreachableError: the database does not answer in time.
        """
        question = WANTED.format(excluded=" ".join([EXCLUDED] * len(self._excluded)))
        found = self._ask(question, (*(text.encode() for text in self._excluded), limit))
        return [(_text(title), int(subcats), int(files), int(pages)) for title, subcats, files, pages in found]

    def red_links(self, limit: int) -> list[tuple[str, str]]:
        """Return categories without a page that pages link to, each with one of those pages.

        Returns:
            Title with underscores, and the linking page's title with its namespace and blanks.

        Raises:
            ReplicaUnreachableError: the database does not answer in time.
        """
        found = self._ask(RED_LINKS, (limit * LINKS_PER_RED_LINK,))
        first: dict[str, str] = {}
        for title, namespace, page_title in found:
            first.setdefault(_text(title), _page_title(int(namespace), _text(page_title)))
        return list(first.items())[:limit]

    def _ask(self, question: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        with self._connection() as connection, connection.cursor() as cursor:
            cursor.execute(question, values)
            found: Sequence[Sequence[Any]] = cursor.fetchall()
            return found

    @contextmanager
    def _connection(self) -> "Iterator[Connection[Any]]":
        import pymysql  # noqa: PLC0415 - only who reads a list anew needs it

        try:
            connection = pymysql.connect(
                **self._address,
                charset="utf8mb4",
                connect_timeout=CONNECT_SECONDS,
                read_timeout=self._query_seconds + CONNECT_SECONDS,
                init_command=f"SET SESSION max_statement_time = {self._query_seconds:g}",
            )
            with connection:
                yield connection
        except pymysql.MySQLError as problem:
            raise ReplicaUnreachableError(f"{type(problem).__name__}: {problem}") from problem


def _text(title: bytes | str) -> str:
    return title if isinstance(title, str) else title.decode("utf-8", "replace")


def _page_title(namespace: int, title: str) -> str:
    name = NAMESPACES.get(namespace, f"Namespace {namespace}")
    return f"{name}:{title}".removeprefix(":").replace("_", " ")
