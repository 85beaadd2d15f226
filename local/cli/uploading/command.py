"""`curator upload`: a sequence, an album or a folder, from its address to the file pages."""

from typing import Annotated

import typer

from curator.sources.registry import SOURCES
from local.cli.deployment.api import Api
from local.cli.deployment.errors import CommandError, MisuseError
from local.cli.deployment.options import AsJson, At, Session, Token, chosen
from local.cli.deployment.place import HERE, Place
from local.cli.deployment.telling import ending_in_words, print_json, run
from local.cli.uploading.notes import Notes
from local.cli.uploading.own_files import OwnFileStore, photographs_in
from local.cli.uploading.publishing import Selected, publish_there
from local.cli.uploading.request import Request, Words, read_request
from local.cli.watching.command import GOES_ON, end, watch_there
from local.cli.watching.watched import WatchedBatch

LOGIN = "uploading needs a login at the wiki: give its session with --session or CURATOR_SESSION (see curator login)"

From = Annotated[
    str, typer.Argument(metavar="SOURCE|FOLDER", help=f"{', '.join(SOURCES)}; or a folder or file of your own.")
]
Which = Annotated[
    str, typer.Argument(metavar="ID", help="The sequence or album: its id or its address. Of files: mine, a day, …")
]
Title = Annotated[str, typer.Option(help="Template of the titles, such as '{place}, {date} ({id}).jpg'.")]
Description = Annotated[str, typer.Option(help="Of all photographs, in wikitext.")]
Language = Annotated[str, typer.Option(help="Of the description, as in en.")]
Category = Annotated[list[str] | None, typer.Option(help="A category for all of them; may be given more than once.")]
Licence = Annotated[str, typer.Option(help="Of your own files: CC BY-SA 4.0, CC BY 4.0 or CC0 1.0.")]
Bucket = Annotated[str, typer.Option(help="What your own files are sorted under.")]
Limit = Annotated[int, typer.Option(min=0, help="Upload only the first so many; 0 for all.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be uploaded, of a folder its files.")]
Watched = Annotated[bool, typer.Option("--watch/--no-watch", help="Stay until all has ended.")]


def upload(  # noqa: PLR0913, PLR0917 - each is an option
    source: From,
    which: Which = "",
    title: Title = "",
    description: Description = "",
    language: Language = "en",
    category: Category = None,
    licence: Licence = "CC BY-SA 4.0",
    bucket: Bucket = "photographs",
    limit: Limit = 0,
    dry_run: DryRun = False,
    watch: Watched = True,
    at: At = HERE,
    token: Token = "",
    session: Session = "",
    as_json: AsJson = False,
) -> None:
    """Upload a sequence, an album or a folder of your own, and watch it to its end.

    What is on Commons already, or may not be there, is left out. Once the batch has its number you can close the
    terminal: everything goes on without it. The exit status is 0 if all of it is on Commons in the end.

    Examples: curator upload mapillary 1234 --limit 10 | curator upload flickr https://…/albums/72 | curator upload
    ./holiday --category "Berlin in 2026"
    """
    notes = Notes(silent=as_json)
    words = Words(template=title, description=description, language=language, categories=tuple(category or ()))
    with ending_in_words():
        request = read_request(source, which, limit=limit)
        place = chosen(at, token, session)
        if not place.session:
            raise MisuseError(LOGIN)
        stored = _stored(place, request, notes, bucket=bucket, licence=licence, only_show=dry_run)
        if request.folder and dry_run:
            return
        selected, batch_id = run(publish_there(place, request, words, notes, stored=stored, only_show=dry_run))
        _tell(selected, batch_id, notes, as_json=as_json)
    if watch and batch_id:
        _see_to_the_end(place, WatchedBatch(id=batch_id, names=selected.names), as_json=as_json)


def _stored(place: Place, request: Request, notes: Notes, *, bucket: str, licence: str, only_show: bool) -> list[str]:
    """Store a folder's photographs, and return the ids of those that can be used; nothing where there is no folder.

    Raises:
        CommandError: there are none, or none could be stored.
    """
    if request.folder is None:
        return []
    paths = photographs_in(request.folder)[: request.limit or None]
    if only_show:
        notes.say("\n".join(map(str, paths)))
        return []
    ids = []
    with Api(place) as api:
        store = OwnFileStore(api, bucket=bucket, licence=licence, held=notes.held)
        for number, one in enumerate(store.store(paths), start=1):
            notes.stored(one.path, one.problem, number=number, of=len(paths))
            ids += [one.image_id] if one.image_id else []
    if not ids:
        raise CommandError("none of the files could be stored")
    return ids


def _tell(selected: Selected, batch_id: int, notes: Notes, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {"batch_id": batch_id or None, "items": len(selected.items), "titles": list(selected.names.values())}
        )
    elif batch_id:
        notes.say(f"batch {batch_id}: {len(selected.items)} photographs handed over")
    else:
        notes.say("\n".join(selected.names.values()))
        notes.say(f"\nThe first page:\n{selected.items[0]['wikitext']}")


def _see_to_the_end(place: Place, batch: WatchedBatch, *, as_json: bool) -> None:
    with ending_in_words(interrupted=GOES_ON.format(batch.id)):
        run(watch_there(place, batch, as_json=as_json))
    end(batch)
