"""How often one user, or one address, may call: so many times a minute, and so many a second.

A call counts for whoever proves to be somebody, and else for the address it came from. API Gateway tells the address
(Mangum puts it into the scope); the header X-Forwarded-For says whatever its sender likes, and is not read.

A call with an API key counts for the key, by the limit of the key alone, and is told the reset as a moment: seconds
since 1970, as its clients know it. All others are told in how many seconds that is.

Not counted are the pages and files of the clients, of which a browser loads dozens at once, and who is logged in there;
what probes and the wiki call; pictures; and sending an image and asking how far it is, since images have a quota.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from botocore.exceptions import BotoCoreError, ClientError
from fastapi import APIRouter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curator.foundation.clock import Clock
from curator.foundation.errors import CuratorError
from curator.foundation.metrics import metrics
from curator.identity.authenticator import Authenticator
from curator.identity.limits.limiter import RateLimiter
from curator.identity.limits.rules import Rule, Verdict
from curator.identity.proofs import Proof
from functions.api.asking import proof_of, shows_key, shows_something
from functions.api.envelope import refusal
from functions.api.images.quota_headers import LIMIT, REMAINING, RESET
from functions.api.roles import takes_key

TOO_MANY = 429
SENTENCE = "Rate limit exceeded. Please try again later."
RETRY_AFTER = "Retry-After"

COUNTED = re.compile(r"/(api|auth|dashboard/data)(/.*)?", re.DOTALL)  # a path may hold a line break
FREE = re.compile(
    r"/auth/callback"  # the wiki sends people there, at most once a login
    r"|/auth/whoami"  # each page asks at its start, and a class of pupils has one address
    r"|/api/health|/api/v1/health"
    r"|/api/v1/images/uploads?|/api/v1/images/jobs/[^/]+(/result)?"  # by the quota of images/quota
    r"|/api/v1/images/[^/]+/direct"  # a picture in a page
)
IPV6_CUSTOMER = 64  # bits of an address that one customer has at least: RFC 6177


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """What limits calls.

    Attributes:
        limiter: counts them; always answers.
        rules: callers are told where they stand to the first.
        keys: counts the calls with API keys; None for `limiter`, which is for small limits.
    """

    limiter: RateLimiter
    rules: Sequence[Rule]
    keys: RateLimiter | None = None


class LimitMiddleware:
    """Refuses the calls that are too many, and tells all others how many are left."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        limits: HttpLimits,
        authenticator: Callable[[], Authenticator],
        routers: Iterable[APIRouter],
        clock: Clock,
    ) -> None:
        """Wrap the application; `routers` hold its routes, in the order in which they are tried."""
        self._app = app
        self._limits = limits
        self._authenticator = authenticator
        self._routes = [route for router in routers for route in router.routes]
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse one request."""
        if scope["type"] != "http" or not is_counted(scope["path"]):
            await self._app(scope, receive, send)
            return
        proof = self._proof(scope)
        verdicts, limit_type = self._judge(scope, proof)
        headers = _headers(verdicts, self._clock.now() if proof and proof.key_id else None)

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = MutableHeaders(scope=message)
                if LIMIT not in present:  # a route's own quota is what its callers go by
                    present.update(headers)
            await send(message)

        if all(verdict.allowed for verdict in verdicts):
            await self._app(scope, receive, send_told)
            return
        metrics.count("rate_limit_hits_total", limit_type=limit_type)
        await _refuse(scope["path"], send_told)

    def _judge(self, scope: Scope, proof: Proof | None) -> tuple[Sequence[Verdict], str]:
        """Return how the call stands, and by which limit."""
        limits = self._limits
        if proof and proof.key_id:
            rule = Rule(proof.calls_per_minute, 60)
            return (limits.keys or limits.limiter).check_all(f"key:{proof.key_id}", (rule,)), "api_key"
        who = f"user:{proof.principal.user_id}" if proof else f"ip:{_address(scope)}"
        return limits.limiter.check_all(who, limits.rules), "http"

    def _proof(self, scope: Scope) -> Proof | None:
        """Return who calls, None for nobody."""
        by_key = shows_key(scope) and takes_key(scope, self._routes)
        if not by_key and not shows_something(scope):  # a visitor of what is open to all has not tried to log in
            return None
        try:
            return proof_of(scope, self._authenticator(), takes_keys=by_key)
        except (CuratorError, ClientError, BotoCoreError):  # the route says what is wrong with it
            return None


def is_counted(path: str) -> bool:
    """Return whether a call of this path counts; a slash at its end makes no difference."""
    path = path.removesuffix("/")
    return COUNTED.fullmatch(path) is not None and FREE.fullmatch(path) is None


def _address(scope: Scope) -> str:
    """Return where the call came from; of an IPv6 address the part that its owner cannot choose."""
    host = (scope.get("client") or ("",))[0] or ""
    try:
        address = ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_CUSTOMER), strict=False))
    return str(address)


def _headers(verdicts: Sequence[Verdict], now: float | None) -> Mapping[str, str]:
    """Return where a caller stands to the first rule; refused, when a call would pass all rules again.

    The reset is told in seconds from now on, or as a moment for whoever says what time it is.
    """
    told, refused = verdicts[0], [verdict for verdict in verdicts if not verdict.allowed]
    wait = max(verdict.reset_seconds for verdict in refused) if refused else told.reset_seconds
    reset = str(wait if now is None else math.ceil(now) + wait)
    if not refused:
        return {LIMIT: str(told.limit), REMAINING: str(told.remaining), RESET: reset}
    return {LIMIT: str(told.limit), REMAINING: "0", RESET: reset, RETRY_AFTER: str(wait)}


async def _refuse(path: str, send: Send) -> None:
    body = json.dumps(refusal(path, TOO_MANY, SENTENCE)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": TOO_MANY, "headers": headers})
    await send({"type": "http.response.body", "body": body})
