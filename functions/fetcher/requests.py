"""What the websocket function asks for, one kind of request each. A request names ids and wishes, never a token.

`kind` in a message says which it is; a message without one is a FETCH_IMAGES.
"""

from dataclasses import dataclass

from curator.realtime.packages.envelopes import Envelope, PackageEnvelope, TypeEnvelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asked: the socket they listen at, and their account. A package has a number and an id besides."""

    connection_id: str
    user_id: str
    pkg_id: int = 0
    req_id: str = ""
    answered: bool = False  # the package has its answer; what is still sent follows it

    def envelope(self) -> Envelope:
        """Return the form to answer in."""
        if not self.req_id:
            return TypeEnvelope()
        return PackageEnvelope(pkg_id=self.pkg_id, req_id=self.req_id, answered=self.answered)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest(Request):
    """FETCH_IMAGES: show the pictures of a collection. A run that could not send all of them says how far it came."""

    handler: str
    input: str
    username: str = ""  # of who asks; of use to a source with photos of their own
    sequence_id: str = ""  # the collection's id at its source
    in_blocks: bool = False  # the collection is too large to be asked for at once
    sent: int = 0  # pictures, from the first of the collection
    last_id: str = ""  # of the last picture that was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadsRequest(Request):
    """FETCH_BATCH_UPLOADS, as far as its first message did not answer it; `sent` uploads were sent by earlier runs."""

    batch_id: int
    sent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceRequest(Request):
    """A page of the sockets that are told an announcement; `user_id` is who announces, and no socket asked for it."""

    announcement_id: str
    text: str
    sender: str
    room: str = ""
    sequence: int = 0
    sockets: list[str]
    package_sockets: list[str]
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRequest(Request):
    """A socket has opened whose session had others before: show it what they watched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedRequest(Request):
    """SUBSCRIBE_BATCH for a batch that takes long to show; the socket watches it already."""

    batch_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDeletedRequest(Request):
    """CHECK_CATEGORIES_DELETED, in the name of a session."""

    session_key: str
    titles: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCategoryRequest(Request):
    """CREATE_CATEGORY, in the name of a session; without an item, `item_id` is empty."""

    session_key: str
    title: str
    text: str
    item_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecategoriseRequest(Request):
    """RECATEGORIZE_FILES, in the name of a session. It comes again for every turn, always the same."""

    session_key: str
    id: str
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRequest(Request):
    """FETCH_WANTED_CATEGORIES; `tries` counts how often it came before the list was read."""

    offset: int = 0
    filter: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlinksRequest(Request):
    """FETCH_REDLINKS; `tries` as above."""

    tries: int = 0
