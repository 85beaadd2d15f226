"""`action=query`: the properties, lists and facts a client may ask for in one request."""

from collections.abc import Callable
from typing import Any

from local.sandbox.query_blocks import blocks, global_blocks
from local.sandbox.query_lists import all_images, category_members, log_events, my_stashed_files
from local.sandbox.query_meta import site_info, tokens, user_info
from local.sandbox.query_pages import image_info, page_info, revisions, stash_image_info
from local.sandbox.replies import ApiError
from local.sandbox.requests import ApiRequest
from local.sandbox.services import Sandbox
from local.sandbox.title_syntax import InvalidTitleError, page_title
from local.sandbox.titles import namespace_of
from local.sandbox.uses import add_global_usage
from local.sandbox.wiki import Page

MAXIMUM_TITLES = 50
FILES = 6  # the number of their namespace

Part = Callable[[Sandbox, ApiRequest, dict[str, Any]], Any]
PageProperty = Callable[[Sandbox, ApiRequest, Page | None, str], dict[str, Any]]

META: dict[str, Part] = {"tokens": tokens, "userinfo": user_info, "siteinfo": site_info}
LISTS: dict[str, Part] = {
    "allimages": all_images,
    "blocks": blocks,
    "categorymembers": category_members,
    "globalblocks": global_blocks,
    "logevents": log_events,
    "mystashedfiles": my_stashed_files,
}
SEVERAL_MEMBERS = frozenset({"siteinfo"})
"""Parts that put what they answer into the reply's `query` as it is, and not under their own name."""

PROPERTIES: dict[str, PageProperty] = {"imageinfo": image_info, "info": page_info, "revisions": revisions}


def query(sandbox: Sandbox, request: ApiRequest) -> dict[str, Any]:
    """Answer `action=query`; every part puts its own members into the reply's `query`."""
    reply: dict[str, Any] = {"batchcomplete": True}
    result: dict[str, Any] = {}
    properties = request.choices("prop", {*PROPERTIES, "globalusage", "stashimageinfo"}, module="query")
    if "stashimageinfo" in properties:
        result["stashimageinfo"] = stash_image_info(sandbox, request)
    result.update(_pages(sandbox, request, properties))
    if "globalusage" in properties:
        add_global_usage(sandbox, request, result.get("pages", []), reply)
    for parameter, parts in (("list", LISTS), ("meta", META)):
        for name in request.choices(parameter, parts, module="query"):
            answer = parts[name](sandbox, request, reply)
            if answer is not None:
                result.update(answer if name in SEVERAL_MEMBERS else {name: answer})
    return {**reply, **({"query": result} if result else {})}


def kind_of(request: ApiRequest) -> str:
    """Return `query.` and the first part asked for, the name faults know a query by."""
    for parameter in ("meta", "list", "prop"):
        names = request.many(parameter)
        if names:
            return f"query.{names[0]}"
    return "query"


def _pages(sandbox: Sandbox, request: ApiRequest, properties: list[str]) -> dict[str, Any]:
    """Return the pages asked for, those that are none first, as MediaWiki numbers them: -1 is the last of these."""
    texts, page_ids = request.many("titles"), request.many("pageids")
    if texts and page_ids:
        raise ApiError("multisource", 'The "pageids" parameter cannot be used with "titles".')
    if len(texts) > MAXIMUM_TITLES:
        text = f'Too many values supplied for parameter "titles". The limit is {MAXIMUM_TITLES}.'
        raise ApiError(
            "toomanyvalues", text, parameter="titles", limit=MAXIMUM_TITLES, lowlimit=MAXIMUM_TITLES, highlimit=500
        )
    if texts:
        return _by_title(sandbox, request, texts, properties)
    if not page_ids:
        return {}
    numbers = sorted({_number(text) for text in page_ids})
    return {"pages": [_by_number(sandbox, request, number, properties) for number in numbers]}


def _by_title(sandbox: Sandbox, request: ApiRequest, texts: list[str], properties: list[str]) -> dict[str, Any]:
    invalid: dict[str, dict[str, Any]] = {}
    titles: dict[str, str] = {}  # text → title
    for text in texts:
        try:
            titles[text] = page_title(text)
        except InvalidTitleError as error:
            invalid[text] = {"title": text, "invalidreason": error.reason, "invalid": True}
    normalised = [{"fromencoded": False, "from": text, "to": title} for text, title in titles.items() if text != title]
    found = {title: sandbox.wiki.page(title) for title in titles.values() if title}
    existing = sorted((page for page in found.values() if page is not None), key=lambda page: page.id)
    missing = [title for title, page in found.items() if page is None]
    pages = [
        *(_page(sandbox, request, None, title, properties) for title in reversed(missing)),
        *reversed(invalid.values()),
        *(_page(sandbox, request, page, page.title, properties) for page in existing),
    ]
    return {**({"normalized": normalised} if normalised else {}), **({"pages": pages} if pages else {})}


def _by_number(sandbox: Sandbox, request: ApiRequest, number: int, properties: list[str]) -> dict[str, Any]:
    page = sandbox.wiki.page_by_id(number)
    return (
        {"pageid": number, "missing": True} if page is None else _page(sandbox, request, page, page.title, properties)
    )


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ApiError("badinteger", f'Invalid value "{text}" for integer parameter "pageids".') from None


def _page(
    sandbox: Sandbox, request: ApiRequest, page: Page | None, title: str, properties: list[str]
) -> dict[str, Any]:
    shown: dict[str, Any] = {} if page is None else {"pageid": page.id}
    namespace = namespace_of(title)
    shown.update({"ns": namespace, "title": title})
    if page is None:
        shown["missing"] = True
    for name in properties:
        if name in PROPERTIES and (name != "imageinfo" or namespace == FILES):
            shown.update(PROPERTIES[name](sandbox, request, page, title))
    return shown
