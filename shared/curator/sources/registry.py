"""The sources Curator knows, by the name clients use.

Adding one takes a file that implements `Source`, and a line here. A source's module is imported when it is first asked
for: who only needs the names is spared the HTTP client.
"""

from collections.abc import Mapping
from pkgutil import resolve_name

from curator.sources.errors import InvalidInputError
from curator.sources.source import Source, SourceTools

SOURCES: Mapping[str, str] = {
    "mapillary": "curator.sources.mapillary:MapillarySource",
    "flickr": "curator.sources.flickr:FlickrSource",
    "files": "curator.sources.files:FilesSource",
}
"""Each source's name, and where its class is."""


def source_named(name: str, tools: SourceTools) -> Source:
    """Return the source of this name.

    Raises:
        InvalidInputError: there is none.
    """
    place = SOURCES.get(name)
    if place is None:
        raise InvalidInputError(f"no source is called {name!r}", public_message="Unknown image source")
    source: Source = resolve_name(place).from_tools(tools)
    return source
