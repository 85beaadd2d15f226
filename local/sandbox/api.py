"""`/w/api.php`: reads a request, finds out who sent it, does what it asks, and words the answer."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from local.sandbox import jobs
from local.sandbox.bodies import Body, UnreadableBodyError, read_body
from local.sandbox.edit_action import edit, title_blacklist
from local.sandbox.fault_replies import TEXTS, answer_with, api_error_of, max_lag
from local.sandbox.faults import Fault
from local.sandbox.origin import server_of, url_without_query
from local.sandbox.queries import kind_of, query
from local.sandbox.ratelimits import LimitExceededError
from local.sandbox.replies import ApiError, bad_value, help_page, json_response, missing_parameter, with_warnings
from local.sandbox.requests import ApiRequest
from local.sandbox.services import Sandbox
from local.sandbox.signature import ACCESS_TOKEN, InvalidAuthorizationError, SignedRequest, is_oauth
from local.sandbox.upload_action import RUNNERS, upload
from local.sandbox.users import user_named
from local.sandbox.wikibase import edit_entity, get_entities

Action = Callable[[Sandbox, ApiRequest], dict[str, Any]]

NO_LAG = 0  # the sandbox's one database never lags; only a `maxlag` below that is too little for it

WRITES: dict[str, Action] = {"upload": upload, "edit": edit, "wbeditentity": edit_entity}
READS: dict[str, Action] = {"query": query, "titleblacklist": title_blacklist, "wbgetentities": get_entities}


async def action_api(request: Request) -> Response:
    """Answer one request to the action API."""
    sandbox: Sandbox = request.app.state.sandbox
    try:
        async with read_body(request, maximum_bytes=sandbox.settings.max_body_bytes) as body:
            return await _answer(sandbox, request, body)
    except UnreadableBodyError as error:
        return help_page(header_codes="http-contenttoolarge" if error.is_too_large else "")


async def _answer(sandbox: Sandbox, request: Request, body: Body) -> Response:
    query_fields = dict(parse_qsl(request.url.query, keep_blank_values=True))
    parameters = {**query_fields, **body.fields}
    if parameters.get("format", "jsonfm") not in {"json", "none"} or "action" not in parameters:
        return help_page()
    read = ApiRequest(parameters=parameters, files=body.files, server=server_of(sandbox, request))
    try:
        signed = await run_in_threadpool(_authenticated, sandbox, request, body, read)
    except ApiError as error:
        return _error(read, error)
    kind = request_kind(signed)
    sandbox.requests_seen[kind] += 1

    async def serve() -> Response:
        return await run_in_threadpool(_serve, sandbox, signed, frozenset(query_fields))

    def refuse(fault: Fault) -> Response:
        if fault.code == "ratelimited" and signed.user is not None:
            sandbox.limiter.record_refusal(signed.user, "fault")
        return _error(signed, _reworded(signed, api_error_of(fault)))

    username = "" if signed.user is None else signed.user.name
    fault = await run_in_threadpool(sandbox.faults.meet, kind, username)
    return await (serve() if fault is None else answer_with(fault, serve, refuse))


def request_kind(request: ApiRequest) -> str:
    """Return the name faults and statistics know a request by."""
    if request.action == "query":
        return kind_of(request)
    if request.action != "upload":
        return request.action
    if request.flag("checkstatus"):
        return "upload.checkstatus"
    if "chunk" in request.files:
        return "upload.chunk"
    if "file" in request.files:
        return "upload.stash" if request.flag("stash") else "upload.file"
    return "upload.commit"


def _authenticated(sandbox: Sandbox, request: Request, body: Body, read: ApiRequest) -> ApiRequest:
    authorization = request.headers.get("authorization", "")
    if not is_oauth(authorization):
        return read
    signed = SignedRequest(
        method=request.method,
        url=url_without_query(request),
        query=request.url.query,
        form_body=body.signed_text,
        authorization=authorization,
    )
    try:
        grant = sandbox.signatures.check(signed, token_kind=ACCESS_TOKEN)
    except InvalidAuthorizationError as error:
        text = f"The authorization headers in your request are not valid: {error}"
        raise ApiError("mwoauth-invalid-authorization", text) from error
    return ApiRequest(
        parameters=read.parameters,
        files=read.files,
        user=user_named(grant.username or ""),
        grant=grant,
        server=read.server,
    )


def _serve(sandbox: Sandbox, request: ApiRequest, query_names: frozenset[str]) -> Response:
    try:
        jobs.run_due(sandbox, RUNNERS)
        maximum_lag = request.integer("maxlag", NO_LAG)
        _check_assertions(request)
        answer = WRITES.get(request.action) or READS.get(request.action)
        if answer is None:
            raise bad_value("action", request.action)
        if request.action in WRITES:
            _check_write(sandbox, request, query_names)
        if maximum_lag < NO_LAG:
            raise max_lag(NO_LAG)
        reply = answer(sandbox, request)
    except ApiError as error:
        return _error(request, error)
    except LimitExceededError as error:
        sandbox.limiter.record_refusal(error.user, error.action)
        return _error(request, _reworded(request, ApiError("ratelimited", TEXTS["ratelimited"])))
    return json_response(with_warnings(reply, request.warnings), version=request.format_version)


def _check_assertions(request: ApiRequest) -> None:
    asserted = request.text("assert")
    if asserted in {"user", "bot"} and request.user is None:
        raise ApiError("assertuserfailed", TEXTS["assertuserfailed"])
    if asserted == "bot" and request.user is not None and "bot" not in request.user.rights:
        text = 'You do not have the "bot" right, so the action could not be completed.'
        raise ApiError("assertbotfailed", text)
    if asserted == "anon" and request.user is not None:
        raise ApiError("assertanonfailed", "You are logged in, so the action could not be completed.")
    name = request.text("assertuser")
    if name and (request.user is None or user_named(name) is not request.user):
        text = f'You are no longer logged in as "{name}", so the action could not be completed.'
        raise ApiError("assertnameduserfailed", text)


def _check_write(sandbox: Sandbox, request: ApiRequest, query_names: frozenset[str]) -> None:
    token = request.text("token")
    if not token:
        raise missing_parameter("token")
    if "token" in query_names:
        text = "The following parameter was found in the query string, but must be in the POST body: token."
        raise ApiError("mustpostparams", text)
    expected = "+\\" if request.grant is None else sandbox.handshake.csrf_token(request.grant)
    if token != expected:
        raise ApiError("badtoken", TEXTS["badtoken"])


def _reworded(request: ApiRequest, error: ApiError) -> ApiError:
    """Return a rate limit's refusal as Wikibase words it, where Wikibase is asked."""
    if request.action != "wbeditentity" or error.code != "ratelimited":
        return error
    throttled = (
        "As an anti-abuse measure, you are limited from performing this action too many times in a short space of "
        "time, and you have exceeded this limit.\nPlease try again in a few minutes."
    )
    messages = [
        {"name": "wikibase-api-failed-save", "parameters": [], "html": "The save has failed."},
        {"name": "actionthrottledtext", "parameters": [], "html": throttled},
    ]
    return ApiError("failed-save", "The save has failed.", header_codes="failed-save, ratelimited", messages=messages)


def _error(request: ApiRequest, error: ApiError) -> Response:
    is_raw = request.text("errorformat") == "raw"
    body = error.to_raw_reply(request.server, module=request.action) if is_raw else error.to_reply(request.server)
    reply = with_warnings(body, request.warnings)
    headers = {"mediawiki-api-error": error.header_codes, **error.headers}
    return json_response(reply, version=request.format_version, headers=headers)
