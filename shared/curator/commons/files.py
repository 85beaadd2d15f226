"""Which files Commons has: by content and by title.

Both answers come from replicas and an index, so a file that was published seconds ago may be missing from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from curator.commons.client import CommonsClient
from curator.commons.errors import FileLink
from curator.commons.titles import file_title

PROPERTIES = "timestamp|user|url|size|sha1|comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonsFile:
    """The current version of a file.

    Attributes:
        title: `File:…`, with blanks.
        url: of the file's page.
        sha1: 40 hexadecimal digits.
        size: in bytes.
        uploader: who uploaded this version; "" if hidden.
        comment: the summary this version was uploaded with; "" if hidden.
        timestamp: when, as ISO 8601 with `Z`.
    """

    title: str
    url: str
    sha1: str
    size: int
    uploader: str
    comment: str
    timestamp: str

    @property
    def link(self) -> FileLink:
        """The title and the page's address."""
        return FileLink(title=self.title, url=self.url)


def find_by_sha1(client: CommonsClient, sha1: str) -> list[CommonsFile]:
    """Return the files whose current version has this SHA-1 (40 hexadecimal digits)."""
    reply = client.get(
        {"action": "query", "list": "allimages", "aisha1": sha1, "aiprop": PROPERTIES, "ailimit": "50"},
    )
    return [_file(found["title"], found) for found in reply.get("query", {}).get("allimages", [])]


def find_by_title(client: CommonsClient, filename: str) -> CommonsFile | None:
    """Return the file of this title, or None if there is none."""
    reply = client.get(
        {"action": "query", "prop": "imageinfo", "iiprop": PROPERTIES, "titles": file_title(filename)},
    )
    for page in reply.get("query", {}).get("pages", []):
        for version in page.get("imageinfo", []):
            if "sha1" in version:  # a missing file may still come with an entry, which holds `filemissing` alone
                return _file(page["title"], version)
    return None


def _file(title: str, version: Mapping[str, Any]) -> CommonsFile:
    return CommonsFile(
        title=title,
        url=version.get("descriptionurl", ""),
        sha1=version.get("sha1", ""),
        size=int(version.get("size", 0)),
        uploader=version.get("user", ""),
        comment=version.get("comment", ""),
        timestamp=version.get("timestamp", ""),
    )
