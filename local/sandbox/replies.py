"""What the action API says when it refuses, and how a reply changes with `formatversion`.

Handlers build replies in the shapes of format version 2; version 1 is made from them here. Wikibase's own parts are
alike in both, so their handlers use 1 and "" where MediaWiki would have true.
"""

from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response

DOCREF = (
    "See {server}/w/api.php for API usage. Subscribe to the mediawiki-api-announce mailing list at "
    "&lt;https://lists.wikimedia.org/postorius/lists/mediawiki-api-announce.lists.wikimedia.org/&gt; "
    "for notice of API deprecations and breaking changes."
)


class ApiError(Exception):
    """A refusal in MediaWiki's own words: HTTP 200, `error.code`, and the code again in a header."""

    def __init__(
        self,
        code: str,
        info: str,
        *,
        key: str = "",
        header_codes: str = "",
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        """Describe the refusal.

        Args:
            code: `error.code`.
            info: the English text.
            key: the name of MediaWiki's message, where it differs from the code and somebody may ask for it.
            header_codes: the MediaWiki-API-Error header where it names more than the code.
            headers: further response headers.
            extra: further members of `error`, between `info` and `docref`.
        """
        super().__init__(f"{code}: {info}")
        self.code = code
        self.info = info
        self.key = key or code
        self.header_codes = header_codes or code
        self.headers = headers or {}
        self.extra = extra

    def to_reply(self, server: str) -> dict[str, Any]:
        """Return the body in format version 2."""
        error = {"code": self.code, "info": self.info, **self.extra, "docref": DOCREF.format(server=server)}
        return {"error": error}

    def to_raw_reply(self, server: str, *, module: str) -> dict[str, Any]:
        """Return the body with `errorformat=raw`: the message's name in place of its text."""
        data = {"data": self.extra} if self.extra else {}
        error = {"code": self.code, "key": self.key, "params": [], **data, "module": module}
        return {"errors": [error], "docref": DOCREF.format(server=server)}


def missing_parameter(name: str) -> ApiError:
    """Return the refusal of a request that lacks a parameter."""
    return ApiError("missingparam", f'The "{name}" parameter must be set.')


def bad_value(name: str, value: str) -> ApiError:
    """Return the refusal of a value the parameter cannot have."""
    return ApiError("badvalue", f'Unrecognized value for parameter "{name}": {value}.')


def with_warnings(reply: dict[str, Any], warnings: dict[str, str]) -> dict[str, Any]:
    """Put `warnings` (module → text) in front of a reply."""
    if not warnings:
        return reply
    return {"warnings": {module: {"warnings": text} for module, text in warnings.items()}, **reply}


def to_format_version(reply: dict[str, Any], version: int) -> dict[str, Any]:
    """Return the reply as this format version has it."""
    if version != 1:
        return reply
    old: dict[str, Any] = _without_booleans(reply)
    if "error" in old:
        old["error"] = {("*" if name == "docref" else name): value for name, value in old["error"].items()}
    if "warnings" in old:
        old["warnings"] = {module: {"*": text["warnings"]} for module, text in old["warnings"].items()}
    query = old.get("query")
    if isinstance(query, dict) and isinstance(query.get("pages"), list):
        query["pages"] = _pages_by_id(query["pages"])
    return old


def _without_booleans(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            ("*" if name == "content" and "contentmodel" in value else name): ""
            if item is True
            else _without_booleans(item)
            for name, item in value.items()
            if item is not False
        }
    if isinstance(value, list):
        return [_without_booleans(item) for item in value]
    return value


def _pages_by_id(pages: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the pages by number; those that have none come first and count up to -1."""
    numberless = sum("pageid" not in page for page in pages)
    return {str(page.get("pageid", place - numberless)): page for place, page in enumerate(pages)}


def json_response(reply: dict[str, Any], *, version: int, headers: dict[str, str] | None = None) -> Response:
    """Return the reply as MediaWiki sends JSON."""
    response = JSONResponse(to_format_version(reply, version), headers=headers)
    response.headers["content-type"] = "application/json; charset=utf-8"
    return response


def help_page(*, header_codes: str = "") -> Response:
    """Return the page that answers a request the API can make nothing of: 200 and HTML, whatever was asked for."""
    page = (
        '<!DOCTYPE html>\n<html class="client-nojs" lang="en" dir="ltr">\n<head>\n<meta charset="UTF-8">\n'
        "<title>MediaWiki API help - Sandbox Commons</title>\n</head>\n<body>\n<h1>MediaWiki API help</h1>\n"
        "<p>This is an auto-generated MediaWiki API documentation page.</p>\n</body>\n</html>\n"
    )
    headers = {"mediawiki-api-error": header_codes} if header_codes else None
    return HTMLResponse(page, headers=headers)
