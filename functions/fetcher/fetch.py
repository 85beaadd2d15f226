"""Showing a collection's pictures to the client that asked.

    the whole collection ─▶ fits into one frame? ─▶ COLLECTION_IMAGES
             │                    └ no ─▶ TRY_BATCH_RETRIEVAL ─▶ ids ─▶ pictures …
             └ too large for the source ─▶ TRY_BATCH_RETRIEVAL ─▶ ids ─▶ pictures, asked for in blocks …

    ids ─▶ COLLECTION_IMAGE_IDS ─▶ PARTIAL_COLLECTION_IMAGES … ─▶ MORE_COLLECTION_IMAGES … for what `parts` left over

There is no end marker: the client counts the pictures against the ids, so the ids come first. Every failure is
answered; a client that has left is not. Near the end of the function's time the rest is handed to its next run, which
asks the source again and goes on where this one stopped.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Protocol

from curator.foundation.clock import Clock
from curator.foundation.errors import CuratorError
from curator.foundation.queues import Queue
from curator.realtime import frames
from curator.realtime.frames import MessageOut
from curator.sources.errors import SourceError, SourceTooLargeError
from curator.sources.source import Asker, Collection, MediaImage, Source, as_found_by, to_message
from functions.fetcher.answering import Answers, Post, answering
from functions.fetcher.parts import Plan, Wish, plan, read_wish, sentence
from functions.fetcher.requests import FetchRequest

KIND = "images"
BLOCK = 100  # pictures per request to a source
GEOCODING_SECONDS = 60.0  # place names are a nicety: after this long, the rest of a collection goes without
LAST_BLOCK_SECONDS = 90.0  # what a block may take: a source that answers late, Commons' query service, the frames
IN_PARTS = "Large collection, loading its images in parts…"

log = logging.getLogger(__name__)


class Enrichment(Protocol):
    """What we use of `curator.sources.geocoding.ReverseGeocoder`."""

    def enrich(self, images: Iterable[MediaImage]) -> tuple[MediaImage, ...]:
        """Return the images with place names where they could be found."""


class Existing(Protocol):
    """What we use of `curator.sources.existing.ExistingPages`."""

    def enrich(self, images: Iterable[MediaImage], property_id: str) -> tuple[MediaImage, ...]:
        """Return the images with the files on Commons that came from them, where that is known."""


class CollectionChangedError(SourceError):
    """The source lists other pictures than at the beginning, so nobody knows which ones are still to be sent."""

    public_message = "The collection has changed meanwhile, please load it again"


class Fetcher:
    """Answers FETCH_IMAGES."""

    def __init__(
        self,
        *,
        source_named: Callable[[str], Source],
        geocoder: Enrichment,
        existing: Existing,
        delivery: Post,
        queue: Queue,
        clock: Clock,
    ) -> None:
        """Take the sources, what else is known about pictures, the way to the client, and our own queue."""
        self._source_named = source_named
        self._geocoder = geocoder
        self._existing = existing
        self._delivery = delivery
        self._queue = queue
        self._clock = clock

    def fetch(self, request: FetchRequest, *, until: float) -> None:
        """Answer one request, or a part of it before the function ends at `until`, in epoch seconds.

        Raises:
            DeliveryFailedError: the answer could not be sent and should come again.
        """
        with answering(self._delivery, request) as answers:
            for message in self._messages(request, until, answers):
                answers.tell(message)

    def _messages(self, request: FetchRequest, until: float, answers: Answers) -> Iterator[MessageOut]:
        asker = Asker(user_id=request.user_id, username=request.username)
        source = as_found_by(self._source_named(request.handler), asker)
        wish = read_wish(request.input)
        if request.in_blocks:
            yield from self._in_blocks(source, wish, request, until, answers)
            return
        try:
            collection = source.fetch_collection(wish.input)
        except SourceTooLargeError as problem:
            log.info("fetching in blocks: %s", problem)
            if not request.sent:
                yield frames.try_batch_retrieval(IN_PARTS)
            yield from self._in_blocks(source, wish, request, until, answers)
            return
        if not collection.images:
            yield frames.error("Collection not found")
            return
        yield from self._whole(source, collection, wish, request, until, answers)

    def _whole(
        self, source: Source, collection: Collection, wish: Wish, request: FetchRequest, until: float, answers: Answers
    ) -> Iterator[MessageOut]:
        """Yield a collection the source could send at once, in one message or in parts."""
        if not request.sent and frames.fits(_collection_message(collection, collection.images)):
            images = self._enriched(source, collection.images, geocode=True)
            message = _collection_message(collection, images)
            if frames.fits(message):
                yield message
                return
        if not request.sent:
            yield frames.try_batch_retrieval(IN_PARTS)
        geocode_until = self._clock.now() + GEOCODING_SECONDS

        def read(first: int, last: int) -> Sequence[MediaImage]:
            geocode = not request.sent and self._clock.now() < geocode_until
            return self._enriched(source, collection.images[first:last], geocode=geocode)

        ids = [image.id for image in collection.images]
        yield from self._parts(ids, read, wish, replace(request, sequence_id=collection.sequence_id), until, answers)

    def _in_blocks(
        self, source: Source, wish: Wish, request: FetchRequest, until: float, answers: Answers
    ) -> Iterator[MessageOut]:
        """Yield a collection that is too much for one request to its source; what was sent before a failure stays."""
        try:
            sequence_id = request.sequence_id or source.resolve_input(wish.input)
            ids = source.fetch_collection_ids(sequence_id)
            if not ids:
                yield frames.error("Collection has no images")
                return

            def read(first: int, last: int) -> Sequence[MediaImage]:
                place = {image_id: number for number, image_id in enumerate(ids[first:last])}
                images = source.fetch_images(ids[first:last], sequence_id)
                in_order = sorted(images, key=lambda image: place.get(image.id, len(place)))
                return self._enriched(source, in_order, geocode=False)

            request = replace(request, sequence_id=sequence_id, in_blocks=True)
            yield from self._parts(ids, read, wish, request, until, answers)
        except CuratorError as problem:
            log.info("refused: %s: %s", type(problem).__name__, problem)
            yield frames.error(f"Batch retrieval failed: {problem.public_message}")

    def _parts(
        self,
        ids: Sequence[str],
        read: Callable[[int, int], Sequence[MediaImage]],
        wish: Wish,
        request: FetchRequest,
        until: float,
        answers: Answers,
    ) -> Iterator[MessageOut]:
        """Yield the announcement, and the pictures from where the request's last run stopped.

        Args:
            ids: of the whole collection, in order.
            read: returns the pictures from one place to before another.
            wish: what was typed.
            request: with the collection's id, and how many pictures were sent before.
            until: when the function ends.
            answers: the way the messages go, which the next run goes on with.
        """
        planned = plan(ids, wish.part)
        if planned is None:
            yield frames.error(f"There is no part {wish.part}: the collection has {len(ids):,} images")
            return
        if not request.sent:
            if planned.announced - planned.first < len(ids):
                yield frames.try_batch_retrieval(sentence(ids, wish))
            yield frames.collection_image_ids(ids[planned.first : planned.announced])
        elif ids[request.sent - 1 : request.sent] != [request.last_id]:
            raise CollectionChangedError(f"{request.last_id} is not number {request.sent} any more")
        for first, last in _blocks(planned, start=max(planned.first, request.sent)):
            if first > request.sent and self._clock.now() > until - LAST_BLOCK_SECONDS:
                log.info("handing over after %d of %d pictures", first, planned.last)
                rest = asdict(replace(request, sent=first, last_id=ids[first - 1]))
                self._queue.send({"kind": KIND, **rest, **answers.continued()})
                return
            images = [to_message(image) for image in read(first, last)]
            if first < planned.announced:
                yield from frames.partial_collection_images(images, collection=request.sequence_id)
            else:
                yield from frames.more_collection_images(
                    images, collection=request.sequence_id, first=first, total=len(ids)
                )

    def _enriched(self, source: Source, images: Sequence[MediaImage], *, geocode: bool) -> Sequence[MediaImage]:
        """Return the images with all that is known elsewhere; neither service being down costs a picture."""
        if geocode:
            images = self._geocoder.enrich(images)
        known_by = source.external_id_property
        return self._existing.enrich(images, known_by) if known_by else images


def _collection_message(collection: Collection, images: Sequence[MediaImage]) -> MessageOut:
    return frames.collection_images(
        [to_message(image) for image in images],
        creator=asdict(collection.creator),
        sequence_id=collection.sequence_id,
    )


def _blocks(planned: Plan, *, start: int) -> Iterator[tuple[int, int]]:
    """Yield blocks of the plan from a place on; none has both announced pictures and others."""
    while start < planned.last:
        end = planned.announced if start < planned.announced else planned.last
        yield start, min(start + BLOCK, end)
        start = min(start + BLOCK, end)
