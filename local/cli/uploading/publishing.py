"""From a collection to a batch."""

from collections.abc import Sequence
from dataclasses import dataclass

from curator.client import Client
from local.cli.deployment.errors import CommandError
from local.cli.deployment.place import Place
from local.cli.uploading.collecting import Collected, collect
from local.cli.uploading.handing_over import hand_over
from local.cli.uploading.items import Item, items_of, require_sound_titles, select
from local.cli.uploading.notes import Notes
from local.cli.uploading.request import Request, Words

MOST_NAMED = 25  # ids of own files in one message


class NothingToUploadError(CommandError):
    """All of the collection is on Commons, or none of it may be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """The items of a batch, and their source."""

    source: str
    items: Sequence[Item]

    @property
    def names(self) -> dict[str, str]:
        """File names by the photograph's id."""
        return {str(item["id"]): str(item["title"]) for item in self.items}


@dataclass(slots=True, kw_only=True)
class Publisher:
    """Selects photographs and hands them over, on one connection of somebody logged in."""

    client: Client
    notes: Notes
    words: Words

    async def select(self, request: Request, stored: Sequence[str] = ()) -> Selected:
        """Return what of a collection is uploaded.

        Args:
            request: names the collection.
            stored: ids of own files, instead of a collection.

        Raises:
            CuratorClientError: the source cannot be asked.
            NothingToUploadError: there is nothing new in it.
            TitlesError: Commons would not take the titles.
        """
        names = _of_ids(stored) if stored else [request.collection]
        socket = await self.client.connected()
        items: list[Item] = []
        for name in names:
            collected = await collect(socket, request.source, name)
            items += self._items_of(collected, request, first=len(items) + 1)
        if not items:
            raise NothingToUploadError("there is nothing to upload")
        require_sound_titles(items)
        return Selected(source=request.source, items=items)

    async def publish(self, selected: Selected) -> int:
        """Hand over a selection, and return its batch's id; raises CuratorClientError."""
        return await hand_over(self.client, selected.source, selected.items)

    def _items_of(self, collected: Collected, request: Request, *, first: int) -> list[Item]:
        selection = select(collected.images, limit=max(0, request.limit))
        self.notes.selected(selection, of=len(collected.images))
        texts = self.words.texts(request.source, collected.id)
        return items_of(selection.chosen, texts, template=self.words.template, first=first)


async def publish_there(
    place: Place, request: Request, words: Words, notes: Notes, *, stored: Sequence[str] = (), only_show: bool = False
) -> tuple[Selected, int]:
    """Return what was selected, and the id of its batch; 0 where it is only shown.

    Raises:
        CommandError: there is nothing to upload, or not under these titles.
        CuratorClientError: the deployment refuses, or cannot be reached.
    """
    async with Client(place.socket, place.proof) as client:
        publisher = Publisher(client=client, notes=notes, words=words)
        selected = await publisher.select(request, stored)
        if only_show:
            return selected, 0
        return selected, await publisher.publish(selected)


def _of_ids(ids: Sequence[str]) -> list[str]:
    return [",".join(ids[start : start + MOST_NAMED]) for start in range(0, len(ids), MOST_NAMED)]
