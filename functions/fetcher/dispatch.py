"""Which request is answered by whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from functions.fetcher import wiring
from functions.fetcher.requests import (
    AnnounceRequest,
    CheckDeletedRequest,
    CreateCategoryRequest,
    FetchRequest,
    RecategoriseRequest,
    RedlinksRequest,
    Request,
    ResumeRequest,
    UploadsRequest,
    WantedRequest,
    WatchedRequest,
)

IMAGES = "images"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of request."""

    model: type[Request]
    answer: Callable[[Any, float], None]  # called with the request, and the epoch second at which the function ends
    only_for_a_listener: bool = True  # a client that has left needs no answer, but what it began goes on


KINDS: Mapping[str, Kind] = {
    IMAGES: Kind(model=FetchRequest, answer=lambda request, until: wiring.fetcher().fetch(request, until=until)),
    "uploads": Kind(
        model=UploadsRequest, answer=lambda request, until: wiring.upload_desk().show(request, until=until)
    ),
    "announce": Kind(
        model=AnnounceRequest,
        answer=lambda request, _until: wiring.herald().tell(request),
        only_for_a_listener=False,
    ),
    "watched": Kind(model=WatchedRequest, answer=lambda request, _until: wiring.resumer().show_watched(request)),
    "resume": Kind(model=ResumeRequest, answer=lambda request, _until: wiring.resumer().resume(request)),
    "check_deleted": Kind(
        model=CheckDeletedRequest, answer=lambda request, _until: wiring.category_desk().check_deleted(request)
    ),
    "create_category": Kind(
        model=CreateCategoryRequest,
        answer=lambda request, _until: wiring.category_desk().create(request),
        only_for_a_listener=False,
    ),
    "recategorise": Kind(
        model=RecategoriseRequest,
        answer=lambda request, until: wiring.file_mover().move(request, until=until),
        only_for_a_listener=False,
    ),
    "wanted": Kind(model=WantedRequest, answer=lambda request, _until: wiring.list_desk().show_wanted(request)),
    "redlinks": Kind(model=RedlinksRequest, answer=lambda request, _until: wiring.list_desk().show_red_links(request)),
}


def read(body: dict[str, Any]) -> tuple[Kind, Request]:
    """Return a message's kind and request; raises KeyError or TypeError for a message that is none of ours."""
    wish = dict(body)
    kind = KINDS[wish.pop("kind", IMAGES)]
    return kind, kind.model(**wish)
