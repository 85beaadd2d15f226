"""What is handed over of each photograph, and how it is cut into messages. Pure."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from local.cli.deployment.errors import CommandError
from local.cli.uploading.pages import PAGES, Image
from local.cli.uploading.titles import Context, fill, problems_of
from local.cli.uploading.wikitext import Texts, caption_of, wikitext_of

ITEMS_PER_SLICE = 18
BYTES_PER_SLICE = 30_000  # API Gateway takes 32 KB in one frame; the envelope needs a little of it
PROBLEMS_SHOWN = 5

Item = dict[str, object]  # `UploadItem`


class TitlesError(CommandError):
    """Commons would not take some of the titles; nothing has been handed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What of a collection can be uploaded, and why the others cannot."""

    chosen: Sequence[Image]
    on_commons: int
    refused: Sequence[tuple[str, str]]  # the photograph's title, and why


def select(images: Sequence[Image], *, limit: int = 0) -> Selection:
    """Return what to upload: what is not on Commons and may be there, at most `limit`; 0 for all."""
    new = [image for image in images if not image.get("existing")]
    chosen = [image for image in new if not image.get("refusal")]
    return Selection(
        chosen=chosen[:limit] if limit else chosen,
        on_commons=len(images) - len(new),
        refused=[(image["title"], image["refusal"]) for image in new if image.get("refusal")],
    )


def items_of(images: Sequence[Image], texts: Texts, *, template: str = "", first: int = 1) -> list[Item]:
    """Return what is handed over; `first` is the number that titles may give the first photograph."""
    template = template or PAGES[texts.source].template
    return [
        {
            "id": image["id"],
            "input": texts.collection,
            "title": fill(template, image, Context(source=texts.source, collection=texts.collection, number=number)),
            "wikitext": wikitext_of(image, texts),
            "labels": caption_of(image, texts),
            "copyright_override": False,
        }
        for number, image in enumerate(images, start=first)
    ]


def slices_of(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield the items as messages carry them; one too large by itself goes alone, and is refused with reason."""
    part: list[Item] = []
    size = 0
    for item in items:
        weight = len(json.dumps(item, separators=(",", ":")).encode()) + 1
        if part and (len(part) == ITEMS_PER_SLICE or size + weight > BYTES_PER_SLICE):
            yield part
            part, size = [], 0
        part.append(item)
        size += weight
    if part:
        yield part


def require_sound_titles(items: Sequence[Item]) -> None:
    """Return if Commons could take all titles; raises TitlesError."""
    problems = problems_of([str(item["title"]) for item in items])
    if problems:
        more = [f"and {len(problems) - PROBLEMS_SHOWN} more"] if len(problems) > PROBLEMS_SHOWN else []
        raise TitlesError("\n".join(["Commons would not take these titles:", *problems[:PROBLEMS_SHOWN], *more]))
