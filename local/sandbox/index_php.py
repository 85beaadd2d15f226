"""`/w/index.php`: the steps of the OAuth login, and links by page number."""

from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from local.sandbox import consent_page, pages, urls
from local.sandbox.bodies import Body, UnreadableBodyError, read_body
from local.sandbox.fault_replies import served
from local.sandbox.faults import Fault
from local.sandbox.handshake import HandshakeError
from local.sandbox.origin import host_of, url_without_query
from local.sandbox.services import Sandbox
from local.sandbox.signature import (
    ACCESS_TOKEN,
    NO_TOKEN,
    REQUEST_TOKEN,
    Grant,
    InvalidAuthorizationError,
    SignedRequest,
)
from local.sandbox.users import user_named

MAXIMUM_FORM_BYTES = 65_536
TOKEN_KINDS = {"initiate": NO_TOKEN, "token": REQUEST_TOKEN, "identify": ACCESS_TOKEN}
PREFIX = "Special:OAuth/"
FILE_PATH = "Special:FilePath/"


async def index_php(request: Request) -> Response:
    """Answer one request to `index.php`."""
    sandbox: Sandbox = request.app.state.sandbox
    title = request.query_params.get("title", "")
    if "curid" in request.query_params:
        return await run_in_threadpool(_by_number, sandbox, request)
    if title.startswith(FILE_PATH):
        return await run_in_threadpool(_file_path, sandbox, request, title.removeprefix(FILE_PATH))
    try:
        async with read_body(request, maximum_bytes=MAXIMUM_FORM_BYTES) as body:
            step = (title or body.fields.get("title", "")).removeprefix(PREFIX)
            if step in TOKEN_KINDS:
                return await _machine_step(sandbox, request, body, step)
            if step in {"authorize", "authenticate"}:
                return await run_in_threadpool(_person_step, sandbox, request, body)
    except UnreadableBodyError:
        return PlainTextResponse("Error: the request's body cannot be read.")
    return RedirectResponse("/" if not title else urls.page_url("", title), status_code=301)


async def _machine_step(sandbox: Sandbox, request: Request, body: Body, step: str) -> Response:
    def serve() -> Response:
        return _signed_step(sandbox, request, body, step)

    def refuse(fault: Fault) -> Response:
        return _refused(step, fault.code, fault.info or "The sandbox was asked to fail.")

    return await served(sandbox, f"oauth.{step}", serve, refuse)


def _signed_step(sandbox: Sandbox, request: Request, body: Body, step: str) -> Response:
    signed = SignedRequest(
        method=request.method,
        url=url_without_query(request),
        query=request.url.query,
        form_body=body.signed_text,
        authorization=request.headers.get("authorization", ""),
    )
    try:
        grant = sandbox.signatures.check(signed, token_kind=TOKEN_KINDS[step])
        return _step(sandbox, request, step, grant)
    except InvalidAuthorizationError as error:
        text = f"The authorization headers in your request are not valid: {error}"
        return _refused(step, "mwoauth-oauth-exception", text)
    except HandshakeError as error:
        return _refused(step, error.code, str(error))


def _step(sandbox: Sandbox, request: Request, step: str, grant: Grant) -> Response:
    if step == "identify":
        token = sandbox.handshake.identify(grant, issuer=host_of(request))
        return Response(token, media_type="application/jwt")
    answer = sandbox.handshake.initiate(grant) if step == "initiate" else sandbox.handshake.exchange(grant)
    if request.query_params.get("format") == "json":
        shown: dict[str, Any] = {
            name.removeprefix("oauth_token_").removeprefix("oauth_"): v for name, v in answer.items()
        }
        return JSONResponse({"key" if name == "token" else name: value for name, value in shown.items()})
    return Response(urlencode(answer), media_type="text/plain")


def _refused(step: str, code: str, text: str) -> Response:
    if step == "identify":  # errors are HTTP 200 here too, and JSON where a JWT is expected
        return JSONResponse({"error": code, "message": text})
    return PlainTextResponse(f"Error: {text}")


def _person_step(sandbox: Sandbox, request: Request, body: Body) -> Response:
    request_key = body.fields.get("oauth_token") or request.query_params.get("oauth_token", "")
    if not sandbox.handshake.is_waiting(request_key):
        return consent_page.problem("This link has been used already, or is too old. Please start again.")
    if request.method != "POST":
        return consent_page.consent(request_key)
    if "cancel" in body.fields:
        sandbox.handshake.cancel(request_key)
        return consent_page.cancelled()
    user = user_named(body.fields.get("username", ""))
    if user is None:
        return consent_page.problem("There is no such account in the sandbox.")
    verifier = sandbox.handshake.allow(request_key, user)
    callback = sandbox.handshake.callback_url
    separator = "&" if "?" in callback else "?"
    answer = urlencode({"oauth_verifier": verifier, "oauth_token": request_key})
    return RedirectResponse(f"{callback}{separator}{answer}", status_code=302)


def _file_path(sandbox: Sandbox, request: Request, name: str) -> Response:
    return pages.to_file(sandbox, name, pages.number_in(request, "width", 0))


def _by_number(sandbox: Sandbox, request: Request) -> Response:
    text = request.query_params["curid"]
    page = sandbox.wiki.page_by_id(int(text)) if text.isdigit() else None
    if page is None:
        return PlainTextResponse("There is no such page.", status_code=404)
    return RedirectResponse(urls.page_url("", page.title), status_code=301)
