"""`meta=userinfo`, `meta=tokens` and `meta=siteinfo`."""

from typing import Any

from local.sandbox.requests import ApiRequest
from local.sandbox.services import Sandbox
from local.sandbox.titles import ALLOWED_EXTENSIONS
from local.sandbox.upload_chunks import MAXIMUM_FILE_BYTES, MINIMUM_CHUNK_BYTES
from local.sandbox.users import ANONYMOUS_LIMITS, RateLimits
from local.sandbox.wiki import timestamp

ANONYMOUS_TOKEN = "+\\"  # noqa: S105 - what MediaWiki gives everybody who is not logged in
GENERATOR = "MediaWiki 1.43.9"
TOKEN_KINDS = frozenset({"csrf", "login", "watch", "patrol", "rollback", "userrights", "createaccount"})
USER_PROPERTIES = frozenset(
    {"groups", "rights", "editcount", "ratelimits", "theoreticalratelimits"}
    | {"blockinfo", "hasmsg", "options", "realname", "email", "registrationdate", "latestcontrib", "changeablegroups"}
)  # the second line is known and not shown


def user_info(sandbox: Sandbox, request: ApiRequest, _reply: dict[str, Any]) -> dict[str, Any]:
    """Return who is asking and what they may do."""
    wanted = request.choices("uiprop", USER_PROPERTIES, module="userinfo")
    user = request.user
    if user is None:
        anonymous = {"id": 0, "name": "127.0.0.1", "anon": True}
        groups = {"groups": ["*"], "rights": ["read"], "editcount": 0, "ratelimits": _limits(ANONYMOUS_LIMITS)}
        return {**anonymous, **{name: value for name, value in groups.items() if name in wanted}}
    edits = _edits_of(sandbox, user.name)
    facts: dict[str, Any] = {
        "groups": list(user.groups),
        "rights": list(user.rights),
        "editcount": user.edit_count + edits,
        "ratelimits": _limits(sandbox.limiter.limits_of(user)),
        "theoreticalratelimits": _limits(sandbox.limiter.limits_of(user)),
    }
    return {"id": user.id, "name": user.name, **{name: value for name, value in facts.items() if name in wanted}}


def tokens(sandbox: Sandbox, request: ApiRequest, _reply: dict[str, Any]) -> dict[str, Any]:
    """Return the tokens asked for; the csrf token is the same for as long as the access token."""
    csrf = ANONYMOUS_TOKEN if request.grant is None else sandbox.handshake.csrf_token(request.grant)
    return {f"{kind}token": csrf for kind in request.choices("type", TOKEN_KINDS, module="tokens", default="csrf")}


def site_info(sandbox: Sandbox, request: ApiRequest, _reply: dict[str, Any]) -> dict[str, Any]:
    """Return the few facts a client may want of the site."""
    general = {
        "mainpage": "Main Page",
        "base": f"{request.server}/",
        "sitename": "Sandbox Commons",
        "generator": GENERATOR,
        "case": "first-letter",
        "lang": "en",
        "readonly": False,
        "writeapi": True,
        "timezone": "UTC",
        "timeoffset": 0,
        "articlepath": "/wiki/$1",
        "scriptpath": "/w",
        "script": "/w/index.php",
        "server": request.server,
        "servername": request.server.partition("://")[2].partition(":")[0],
        "wikiid": "commonswiki",
        "time": timestamp(sandbox.clock.now()),
        "uploadsenabled": True,
        "maxuploadsize": MAXIMUM_FILE_BYTES,
        "minuploadchunksize": MINIMUM_CHUNK_BYTES,
    }
    shown: dict[str, Any] = {"general": general}
    if "fileextensions" in request.many("siprop", "general"):
        shown["fileextensions"] = [{"ext": extension} for extension in ALLOWED_EXTENSIONS]
    return {name: value for name, value in shown.items() if name in request.many("siprop", "general")}


def _edits_of(sandbox: Sandbox, username: str) -> int:
    with sandbox.store.transaction() as database:
        row = database.execute("SELECT count(*) AS edits FROM revisions WHERE username = ?", (username,)).fetchone()
    return int(row["edits"])


def _limits(limits: RateLimits) -> dict[str, Any]:
    return {action: {group: limit.to_reply() for group, limit in groups.items()} for action, groups in limits.items()}
