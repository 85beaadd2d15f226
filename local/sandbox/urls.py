"""Where the sandbox's own pages and files are, percent-encoded."""

from urllib.parse import quote

SAFE = "!$()*,-./:;@_~"  # what MediaWiki's wfUrlencode leaves readable


def page_url(server: str, title: str) -> str:
    """Return a page's address."""
    return f"{server}/wiki/{quote(title.replace(' ', '_'), safe=SAFE)}"


def image_url(server: str, key: str) -> str:
    """Return the address of a file's newest version."""
    return f"{server}/images/{quote(key, safe=SAFE)}"


def thumbnail_url(server: str, key: str, width: int) -> str:
    """Return the address of a small picture of a file."""
    return f"{server}/thumbnails/{width}/{quote(key, safe=SAFE)}"


def short_url(server: str, page_id: int) -> str:
    """Return the address that carries the page's number."""
    return f"{server}/w/index.php?curid={page_id}"


def stash_url(server: str, filekey: str) -> str:
    """Return the address a stashed file is said to have."""
    return f"{server}/w/index.php/Special:UploadStash/file/{filekey}"
