"""The pages people look at: the gallery of what has been published, and one page per file."""

import sqlite3
from html import escape

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from local.sandbox import html, urls
from local.sandbox.services import Sandbox
from local.sandbox.statements_page import structured_data
from local.sandbox.thumbnails import thumbnail
from local.sandbox.titles import file_key, normal_title
from local.sandbox.wiki import Page, timestamp

FILES_PER_PAGE = 60
GALLERY_WIDTH = 320
PAGE_WIDTH = 1024
IMMUTABLE = {"cache-control": "private, max-age=60"}


async def gallery(request: Request) -> Response:
    """Show the newest files; `?refresh=3` reloads every three seconds, `?page=2` goes back."""
    sandbox: Sandbox = request.app.state.sandbox
    return await run_in_threadpool(_gallery, sandbox, number_in(request, "page", 1), number_in(request, "refresh", 0))


async def wiki_page(request: Request) -> Response:
    """Show a page."""
    sandbox: Sandbox = request.app.state.sandbox
    return await run_in_threadpool(_wiki_page, sandbox, request.path_params["title"])


async def original(request: Request) -> Response:
    """Send a published file."""
    sandbox: Sandbox = request.app.state.sandbox
    version = await run_in_threadpool(_newest_version, sandbox, request.path_params["name"])
    if version is None:
        return PlainTextResponse("There is no such file.", status_code=404)
    path = sandbox.store.files_dir / version["file"]
    headers = {**IMMUTABLE, "Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type=version["mime"], headers=headers)


async def small_picture(request: Request) -> Response:
    """Send a small picture of a published file."""
    sandbox: Sandbox = request.app.state.sandbox
    version = await run_in_threadpool(_newest_version, sandbox, request.path_params["name"])
    if version is None:
        return PlainTextResponse("There is no such file.", status_code=404)
    source = sandbox.store.files_dir / version["file"]
    path = await run_in_threadpool(thumbnail, source, sandbox.store.thumbnails_dir, request.path_params["width"])
    if path is None:
        return PlainTextResponse("This file has no picture.", status_code=404)
    return FileResponse(path, media_type="image/jpeg", headers=IMMUTABLE)


async def file_path(request: Request) -> Response:
    """Lead from `Special:FilePath/<name>` to the file."""
    sandbox: Sandbox = request.app.state.sandbox
    return await run_in_threadpool(to_file, sandbox, request.path_params["name"], number_in(request, "width", 0))


def to_file(sandbox: Sandbox, name: str, width: int) -> Response:
    """Lead to a file, or, where a width in pixels is asked for that is smaller than its own, to a picture that wide.

    MediaWiki asks for the small picture in the same way (SpecialRedirect::dispatchFile); 0 is no width.
    """
    version = _newest_version(sandbox, name)
    if version is None:
        return PlainTextResponse("There is no such file.", status_code=404)
    key = file_key(normal_title(f"File:{name}"))
    is_smaller = 0 < width < int(version["width"])
    address = urls.thumbnail_url("", key, width) if is_smaller else urls.image_url("", key)
    return RedirectResponse(address, status_code=302)


async def entity(request: Request) -> Response:
    """Lead from a structured data address to its file."""
    sandbox: Sandbox = request.app.state.sandbox
    number = int(request.path_params["number"])
    page = await run_in_threadpool(sandbox.wiki.page_by_id, number)
    if page is None:
        return PlainTextResponse("There is no such entity.", status_code=404)
    return RedirectResponse(urls.page_url("", page.title), status_code=303)


def number_in(request: Request, name: str, default: int) -> int:
    """Return a number of the query, if it is one of at most five digits."""
    text = request.query_params.get(name, "")
    return int(text) if text.isdigit() and len(text) < 6 else default


def _gallery(sandbox: Sandbox, number: int, refresh: int) -> Response:
    with sandbox.store.transaction() as database:
        total = database.execute(
            "SELECT count(DISTINCT page_id) AS files FROM file_versions "
            "JOIN pages ON pages.id = page_id AND deleted = 0"
        ).fetchone()["files"]
        rows = database.execute(
            "SELECT file_versions.*, pages.title FROM file_versions JOIN pages ON pages.id = page_id AND deleted = 0 "
            "WHERE file_versions.id = (SELECT max(id) FROM file_versions AS other WHERE other.page_id = pages.id) "
            "ORDER BY file_versions.id DESC LIMIT ? OFFSET ?",
            (FILES_PER_PAGE, FILES_PER_PAGE * (max(1, number) - 1)),
        ).fetchall()
    files = "one file" if total == 1 else f"{total:,} files"
    nothing = "<p>Nothing has been published yet.</p>"
    cards = "".join(_card(row) for row in rows)
    content = (
        f'<h1>Recently published</h1><p class="quiet">{files}</p>'
        f"{f'<ul class=gallery>{cards}</ul>' if rows else nothing}{_page_links(number, int(total), refresh)}"
    )
    return html.page("Sandbox Commons", content, refresh_seconds=refresh)


def _card(row: sqlite3.Row) -> str:
    title = str(row["title"])
    address = escape(urls.page_url("", title))
    picture = escape(urls.thumbnail_url("", file_key(title), GALLERY_WIDTH))
    name = escape(title.partition(":")[2])
    return (
        f'<li><a href="{address}"><img src="{picture}" alt="{name}" loading="lazy"></a>'
        f'<p><a href="{address}">{name}</a><br><span class="quiet">{escape(row["username"])} · {_moment(row)}'
        f"<br>{_size(row)}</span></p></li>"
    )


def _page_links(number: int, total: int, refresh: int) -> str:
    last = max(1, -(-total // FILES_PER_PAGE))
    suffix = f"&amp;refresh={refresh}" if refresh else ""
    links = []
    if number > 1:
        links.append(f'<a href="/?page={number - 1}{suffix}">Newer files</a>')
    if number < last:
        links.append(f'<a href="/?page={number + 1}{suffix}">Older files</a>')
    return f"<p>{' · '.join(links)}</p>" if links else ""


def _size(row: sqlite3.Row) -> str:
    return f"{row['width']:,} &times; {row['height']:,} pixels, {row['size'] / 1_000_000:.2f} MB"


def _newest_version(sandbox: Sandbox, name: str) -> sqlite3.Row | None:
    page = sandbox.wiki.page(f"File:{name}")
    versions = [] if page is None else sandbox.wiki.file_versions(page.id)
    return versions[0] if versions else None


def _wiki_page(sandbox: Sandbox, title: str) -> Response:
    page = sandbox.wiki.page(title)
    if page is None:
        text = f"<h1>{escape(normal_title(title))}</h1><p>There is no page of this name.</p>"
        return html.page(title, text, status=404)
    versions = sandbox.wiki.file_versions(page.id)
    content = (
        f"<h1>{escape(page.title)}</h1>{_figure(page, versions)}"
        f"<h2>Wikitext</h2><pre>{escape(page.content) or ' '}</pre>"
        f"{structured_data(page)}{_file_history(versions)}{_history(sandbox.wiki.revisions(page.id))}"
    )
    return html.page(f"{page.title} - Sandbox Commons", content)


def _figure(page: Page, versions: list[sqlite3.Row]) -> str:
    if not versions:
        return ""
    key = file_key(page.title)
    address = escape(urls.image_url("", key))
    picture = escape(urls.thumbnail_url("", key, PAGE_WIDTH))
    alternative = escape(page.title.partition(":")[2])
    return (
        f'<figure><a href="{address}"><img src="{picture}" alt="{alternative}"></a>'
        f'<figcaption class="quiet"><a href="{address}">Original file</a> ({_size(versions[0])}, '
        f"{escape(versions[0]['mime'])})</figcaption></figure>"
    )


def _file_history(versions: list[sqlite3.Row]) -> str:
    rows = "".join(
        f'<tr><td class="short">{_moment(row)}</td><td class="short">{_size(row)}</td>'
        f'<td class="short">{escape(row["username"])}</td><td>{escape(row["comment"])}</td>'
        f"<td><code>{escape(row['sha1'])}</code></td></tr>"
        for row in versions
    )
    head = "<tr><th>Date</th><th>Dimensions</th><th>User</th><th>Comment</th><th>SHA-1</th></tr>"
    return f"<h2>File history</h2><div class=scroll><table>{head}{rows}</table></div>" if rows else ""


def _history(revisions: list[sqlite3.Row]) -> str:
    rows = "".join(
        f'<tr><td class="short">{_moment(row)}</td><td class="short">{escape(row["username"])}</td>'
        f"<td>{escape(row['comment'])}</td></tr>"
        for row in revisions
    )
    head = "<tr><th>Date</th><th>User</th><th>Summary</th></tr>"
    return f"<h2>Page history</h2><div class=scroll><table>{head}{rows}</table></div>"


def _moment(row: sqlite3.Row) -> str:
    """Return when a row was written, as people read it (UTC)."""
    return timestamp(row["at"]).replace("T", " ").removesuffix("Z")
