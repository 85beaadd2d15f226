"""`action=edit` and `action=titleblacklist`."""

from typing import Any

from local.sandbox import blacklist
from local.sandbox.ratelimits import EDIT
from local.sandbox.replies import ApiError, bad_value, missing_parameter
from local.sandbox.requests import ApiRequest
from local.sandbox.services import Sandbox
from local.sandbox.title_syntax import page_title
from local.sandbox.wiki import Page, timestamp

TITLE_ACTIONS = frozenset({"create", "edit", "upload", "createtalk", "createpage", "move", "new-account"})


def edit(sandbox: Sandbox, request: ApiRequest) -> dict[str, Any]:
    """Save a page; saving what is there already is a null edit and answers `nochange`."""
    with sandbox.store.transaction():
        page, title = _target(sandbox, request)
        text = _new_text(request, page)
        if page is not None and request.flag("createonly"):
            raise ApiError("articleexists", "The page you tried to create has been created already.")
        if page is None and request.flag("nocreate"):
            raise ApiError("missingtitle", "The page you specified doesn't exist.")
        if page is None:
            _refuse_forbidden(sandbox, title)
        sandbox.limiter.spend(request.account, (EDIT,), what=f"edit of {title}")
        if page is not None and page.content == text:
            return {"edit": {**_facts(page), "nochange": True, "watched": True}}
        saved = sandbox.wiki.save(
            title,
            user=request.account.name,
            comment=request.text("summary"),
            content=text,
            entity=None if page is None else page.entity,
        )
    return {
        "edit": {
            **({"new": True} if page is None else {}),
            **_facts(saved),
            "oldrevid": 0 if page is None else page.revision_id,
            "newrevid": saved.revision_id,
            "newtimestamp": timestamp(saved.at),
            "watched": True,
        }
    }


def title_blacklist(sandbox: Sandbox, request: ApiRequest) -> dict[str, Any]:
    """Tell beforehand whether a title may be used."""
    if "tbtitle" not in request.parameters:
        raise missing_parameter("tbtitle")
    title = request.text("tbtitle")
    page_title(title)
    action = request.text("tbaction", "edit")
    if action not in TITLE_ACTIONS:
        raise bad_value("tbaction", action)
    entry = blacklist.forbidding_entry(sandbox.wiki.blacklist_text(), title)
    if entry is None:
        return {"titleblacklist": {"result": "ok"}}
    return {
        "titleblacklist": {
            "result": "blacklisted",
            "reason": entry.reason(title, as_html=True),
            "message": entry.message,
            "line": entry.line.replace("<", "&lt;").replace(">", "&gt;"),
        }
    }


def _target(sandbox: Sandbox, request: ApiRequest) -> tuple[Page | None, str]:
    if request.text("pageid"):
        page = sandbox.wiki.page_by_id(request.integer("pageid", 0))
        if page is None:
            raise ApiError("nosuchpageid", f"There is no page with ID {request.text('pageid')}.")
        return page, page.title
    if "title" not in request.parameters:
        raise ApiError("missingparam", 'One of the parameters "title" and "pageid" is required.')
    title = page_title(request.text("title"))
    if not title:
        raise ApiError("pagecannotexist", "Namespace doesn't allow actual pages.")
    return sandbox.wiki.page(title), title


def _new_text(request: ApiRequest, page: Page | None) -> str:
    before = "" if page is None else page.content
    if "appendtext" in request.parameters or "prependtext" in request.parameters:
        return request.text("prependtext") + before + request.text("appendtext")
    if "text" not in request.parameters:
        raise missing_parameter("text")
    return request.text("text").rstrip()  # MediaWiki trims a page's end


def _refuse_forbidden(sandbox: Sandbox, title: str) -> None:
    entry = blacklist.forbidding_entry(sandbox.wiki.blacklist_text(), title)
    if entry is not None:
        raise ApiError(entry.message, entry.reason(title, as_html=False))


def _facts(page: Page) -> dict[str, Any]:
    return {"result": "Success", "pageid": page.id, "title": page.title, "contentmodel": "wikitext"}
