"""Where the wikis of Wikimedia show a file: `prop=globalusage`, of the extension GlobalUsage.

https://www.mediawiki.org/wiki/Extension:GlobalUsage says what counts: every page of a wiki that takes files from
Commons, Commons' own pages among them. The wiki keeps this in a table of its own, some seconds behind the edits.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from curator.commons.errors import CommonsUnreachableError

if TYPE_CHECKING:  # those who only read what was found need no HTTP client
    from curator.commons.client import CommonsClient

PAGES_PER_QUESTION = 50  # MediaWiki: values of a parameter, without the right `apihighlimits`
USES_PER_ANSWER = "500"  # … and rows of an answer
PARTS = 40  # of one answer: 20,000 uses of 50 files; those beyond are not counted
UNKNOWN_PROPERTY = "globalusage"


class UsageNotToldError(Exception):
    """The wiki does not have the extension."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUse:
    """One page that shows a file.

    Attributes:
        wiki: the wiki's host: `fr.wikipedia.org`.
        title: of the page, with its namespace and blanks.
        url: of the page.
        namespace: the number MediaWiki gives it; 0 for articles.
    """

    wiki: str
    title: str
    url: str
    namespace: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUsage:
    """What is known of one file's use; a file that was deleted is not there, and used by nobody."""

    page_id: int
    exists: bool
    uses: tuple[FileUse, ...] = ()


def usage_of(client: "CommonsClient", page_ids: Sequence[int]) -> dict[int, FileUsage]:
    """Return the use of files by the ids of their pages, which a rename does not change.

    Raises:
        ValueError: more than `PAGES_PER_QUESTION` pages at once.
        UsageNotToldError: the wiki does not tell.
        CommonsError: it does not answer.
    """
    if len(page_ids) > PAGES_PER_QUESTION:
        raise ValueError(f"at most {PAGES_PER_QUESTION} pages at once, not {len(page_ids)}")
    if not page_ids:
        return {}
    existing: dict[int, bool] = {}
    uses: dict[int, dict[str, FileUse]] = defaultdict(dict)
    going_on: Mapping[str, str] = {}
    for _ in range(PARTS):
        reply = client.get({**_question(page_ids), **going_on})
        for page_id, exists, found in _pages(reply):
            existing[page_id] = exists
            uses[page_id].update({use.url: use for use in found})
        if "continue" not in reply:
            break
        going_on = {name: str(value) for name, value in reply["continue"].items()}
    return {
        page_id: FileUsage(page_id=page_id, exists=exists, uses=tuple(uses[page_id].values()))
        for page_id, exists in existing.items()
    }


def _question(page_ids: Sequence[int]) -> dict[str, str]:
    return {
        "action": "query",
        "prop": "globalusage",
        "pageids": "|".join(map(str, page_ids)),
        "guprop": "url|namespace",
        "gulimit": USES_PER_ANSWER,
    }


def _pages(reply: Mapping[str, Any]) -> list[tuple[int, bool, list[FileUse]]]:
    """Return the reply's pages: the id, whether there is a page, and those that show it.

    A parameter value that no module answers to is a warning in MediaWiki, and no error:
    `{"warnings": {"query": {"warnings": "Unrecognized value for parameter 'prop': globalusage."}}, …}`
    """
    if UNKNOWN_PROPERTY in str(reply.get("warnings", {}).get("query", "")):
        raise UsageNotToldError(str(reply["warnings"]["query"]))
    try:
        return [_page(page) for page in reply["query"]["pages"]]
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise CommonsUnreachableError(f"the reply to a question about usage has another form: {wrong!r}") from None


def _page(page: Mapping[str, Any]) -> tuple[int, bool, list[FileUse]]:
    exists = not (page.get("missing") or page.get("invalid"))
    return int(page["pageid"]), exists, [_use(entry) for entry in page.get("globalusage", [])]


def _use(entry: Mapping[str, Any]) -> FileUse:
    return FileUse(
        wiki=str(entry["wiki"]),
        title=str(entry["title"]).replace("_", " "),
        url=str(entry["url"]),
        namespace=int(entry.get("ns", 0)),
    )
