"""Which route answers what with which status."""

from collections.abc import Mapping
from dataclasses import replace

from curator.realtime.messages.shape import Shape
from functions.api.documents import answers, file_usage, rows
from functions.api.documents.api_keys import API_KEY_ROUTES
from functions.api.documents.dead_letters import DEAD_LETTER_ROUTES
from functions.api.documents.described import CSV, HTML, JSON, Answer, Route, Visitor, ok, page, problem
from functions.api.documents.image_routes import IMAGE_ROUTES, refusal
from functions.api.documents.usage_jobs import JOB_ROUTES
from functions.api.documents.usage_routes import USAGE_ROUTES
from functions.api.envelope import has_codes
from functions.api.limits import is_counted


def _list_of(row: type[Shape]) -> Route:
    return Route(visitor=Visitor.OPERATOR, answers={200: ok(rows.Page[row])})  # type: ignore[valid-type]


def _redirect(description: str, *, sets_cookie: bool = True) -> Answer:
    headers = {"Location": "where to go on"}
    return Answer(description=description, headers=headers | ({"Set-Cookie": "who one is"} if sets_cookie else {}))


LOGIN_FAILED = Answer(
    description="the wiki did not answer, or something broke", content={HTML: None, JSON: answers.Problem}
)
UNKNOWN_BATCH = problem("there is no such batch")
NOT_UNDERSTOOD = problem("the body cannot be read, or nobody may do that")
NEXT_PAGE = {"Link": "the address of the next page, where there is one"}
LIMITS = {
    "X-RateLimit-Limit": "calls within any minute",
    "X-RateLimit-Remaining": "how many of them are left: none",
    "X-RateLimit-Reset": "seconds until a call is served again",
    "Retry-After": "the same",
}
KEY_LIMITS = LIMITS | {
    "X-RateLimit-Reset": "when a call is served again: with an API key in seconds since 1970, else from now on",
    "Retry-After": "seconds until a call is served again",
}
DOWNLOAD = {"Content-Disposition": "the name to save the file under"}

AUDIT_LOG = Route(
    visitor=Visitor.OPERATOR,
    answers={200: ok(rows.AuditPage), 400: problem("the cursor is none of this list and these filters")},
)

ROUTES: Mapping[tuple[str, str], Route] = {
    **IMAGE_ROUTES,
    **API_KEY_ROUTES,
    **JOB_ROUTES,
    **USAGE_ROUTES,
    **DEAD_LETTER_ROUTES,
    ("GET", "/auth/login"): Route(answers={307: _redirect("to the wiki's consent page"), 500: LOGIN_FAILED}),
    ("GET", "/auth/callback"): Route(
        answers={
            307: _redirect("logged in, to the first page"),
            400: page("nobody is logging in, or the wiki's answer is incomplete"),
            403: page("the account may not upload through Curator"),
            500: LOGIN_FAILED,
        }
    ),
    ("GET", "/auth/logout"): Route(answers={307: _redirect("logged out, to the first page")}),
    ("GET", "/auth/whoami"): Route(visitor=Visitor.USER, answers={200: ok(answers.WhoAmI)}),
    ("POST", "/auth/register"): Route(
        answers={
            200: Answer(
                description="Who is logged in now.",
                content={JSON: answers.Registered},
                headers={"Set-Cookie": "who one is"},
            ),
            400: problem("the key is missing"),
            401: problem("the key is wrong"),
        }
    ),
    ("GET", "/api/admin/batches"): _list_of(rows.BatchRow),
    ("GET", "/api/admin/users"): _list_of(rows.UserRow),
    ("GET", "/api/admin/presets"): _list_of(rows.PresetRow),
    ("GET", "/api/admin/upload_requests"): Route(
        visitor=Visitor.OPERATOR,
        answers={200: ok(rows.Page[rows.UploadRow]), 413: problem("the rows are too large for one reply")},
    ),
    ("GET", "/api/admin/failed_uploads"): _list_of(rows.FailedBatchRow),
    ("PUT", "/api/admin/upload_requests/{upload_id}"): Route(
        visitor=Visitor.OPERATOR,
        body=answers.UploadChange,
        answers={
            200: ok(answers.Changed),
            400: NOT_UNDERSTOOD,
            404: problem("there is no such upload"),
            409: problem("the upload is not in a state that allows this"),
        },
    ),
    ("POST", "/api/admin/upload_requests/bulk-cancel"): Route(
        visitor=Visitor.OPERATOR, answers={200: ok(answers.Cancelled), 400: NOT_UNDERSTOOD}
    ),
    ("POST", "/api/admin/upload_requests/bulk-fail"): Route(
        visitor=Visitor.OPERATOR, answers={200: ok(answers.Failed), 400: NOT_UNDERSTOOD}
    ),
    ("POST", "/api/admin/retry"): Route(
        visitor=Visitor.OPERATOR_FROM_THE_WIKI, answers={200: ok(answers.Retried), 400: NOT_UNDERSTOOD}
    ),
    ("GET", "/api/admin/audit-log"): AUDIT_LOG,
    ("GET", "/api/admin/audit-log/users/{user_id}"): AUDIT_LOG,
    ("GET", "/api/admin/audit-log/{record_id}"): Route(
        visitor=Visitor.OPERATOR,
        answers={200: ok(rows.AuditRow), 404: problem("there is no such record, or there is none any more")},
    ),
    ("POST", "/api/realtime/tickets"): Route(
        visitor=Visitor.USER, answers={201: ok(answers.Ticket, {"Cache-Control": "no-store"})}
    ),
    ("GET", "/api/batches/{batch_id}/audit.json"): Route(
        visitor=Visitor.USER,
        answers={
            200: Answer(
                description=(answers.Audit.__doc__ or "").strip(),
                content={JSON: answers.Audit},
                headers=DOWNLOAD,
                optional_headers=NEXT_PAGE,
            ),
            404: UNKNOWN_BATCH,
        },
    ),
    ("GET", "/api/batches/{batch_id}/audit.csv"): Route(
        visitor=Visitor.USER,
        answers={
            200: Answer(
                description="The same as a table with a line of headings (RFC 4180); lists are JSON in their fields.",
                content={CSV: None},
                headers=DOWNLOAD,
                optional_headers=NEXT_PAGE,
            ),
            404: UNKNOWN_BATCH,
        },
    ),
    ("GET", "/api/batches/{batch_id}/usage"): Route(
        visitor=Visitor.USER, answers={200: ok(file_usage.BatchFileUsage), 404: UNKNOWN_BATCH}
    ),
    ("GET", "/api/file-usage"): Route(visitor=Visitor.USER, answers={200: ok(file_usage.UserFileUsage)}),
    ("GET", "/api/health"): Route(
        answers={
            200: ok(answers.Healthy),
            503: Answer(description="a table does not answer", content={JSON: answers.Unhealthy}),
        }
    ),
    ("GET", "/health"): Route(
        answers={
            200: ok(answers.Probed),
            503: Answer(description="something does not answer within two seconds", content={JSON: answers.Probed}),
        }
    ),
}


def answers_of(method: str, path: str) -> Mapping[int, Answer]:
    """Return all answers of a route, by status; raises KeyError for one that is not documented."""
    route = ROUTES[method, path]
    refused = refusal if has_codes(path) else problem
    found: dict[int, Answer] = {500: refused("something broke; what it was is in the log")}
    if is_counted(path):
        limits = KEY_LIMITS if route.visitor is Visitor.KEY_HOLDER else LIMITS
        found[429] = replace(refused("the caller's limit is reached"), headers=limits)
    match route.visitor:
        case Visitor.USER:
            found[401] = refused("nobody is logged in, or the token proves nothing")
            found[503] = refused("the token cannot be checked now")
        case Visitor.OPERATOR | Visitor.OPERATOR_FROM_THE_WIKI:
            found[403] = refused("only operators may")
            found[503] = refused("the token cannot be checked now")
        case Visitor.CALLER:
            found[401] = refused("nobody is logged in, or the token proves nothing")
            found[403] = refused("the permission is missing, or the request comes from another site's page")
            found[503] = refused("who decides about permissions cannot be asked")
        case Visitor.KEY_HOLDER:
            found[401] = refused("no key, token or login is shown, or what is shown proves nothing (any more)")
            found[403] = refused("the tier is too low, or the request comes from another site's page")
            found[503] = refused("the token cannot be checked now")
        case Visitor.ANYBODY if method not in {"GET", "HEAD"}:
            found[403] = refused("the request comes from another site's page")
    return dict(sorted({**found, **route.answers}.items()))
