"""Whether the sources of photographs take our tokens: each is asked for something that it does not have."""

import asyncio
from collections.abc import Iterator, Mapping

from curator.client import CuratorClientError, RefusedError, open_socket
from curator.realtime.errors import INTERNAL_ERROR
from curator.sources.errors import SourceDataError, SourceError, SourceNotConfiguredError, SourceUnavailableError
from local.cli.doctor.findings import Finding, unknown, well, wrong
from local.cli.doctor.visit import Visit
from local.cli.uploading.collecting import collect

SOURCE = "source {}"
NOWHERE: Mapping[str, str] = {
    "mapillary": "curator-doctor-looks-for-nothing",
    "flickr": "https://www.flickr.com/photos/curator-doctor/albums/1",
}
"""What no source has, in the form each takes; asking for it costs one request there."""

# An ERROR on a socket has no code. These are our own sentences for a source that could not be asked; whatever else is
# said came of its answer.
NOT_ASKED = (
    SourceError.public_message,
    SourceNotConfiguredError.public_message,
    SourceUnavailableError.public_message,
    SourceDataError.public_message,
    INTERNAL_ERROR,
    " API Error",
)


def sources(visit: Visit) -> Iterator[Finding]:
    """Ask each source, through the queue and the function that ask it for users."""
    for name in NOWHERE:
        if not visit.username:
            yield unknown(SOURCE.format(name), "sources are asked on a socket, which needs a login")
        else:
            yield asyncio.run(_ask(visit, name))


async def _ask(visit: Visit, name: str) -> Finding:
    subject = SOURCE.format(name)
    try:
        async with await open_socket(visit.place.socket, visit.place.proof) as socket:
            await collect(socket, name, NOWHERE[name])
    except RefusedError as problem:
        if any(sentence in str(problem) for sentence in NOT_ASKED):
            return wrong(
                subject, str(problem), f"Look at {name}'s token in Secrets Manager, and at the log of fetcher."
            )
        return well(subject, f"it answers, and takes the deployment's token (“{problem}”)")
    except CuratorClientError as problem:
        return wrong(subject, str(problem), "See the fetches queue and the log of the function fetcher.")
    return well(subject, "it answers")
