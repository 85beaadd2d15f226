"""One request to a provider: who is asked first, and what becomes of the reply.

    breaker open               → BreakerOpenError; nothing is sent
    nothing left of the budget → BudgetExhaustedError; nothing is sent
    304                        → the remembered reply, and the budget is given back what it did not cost
    3xx to the same server     → followed, each hop taken from the budget
    time-out, no connection, 5xx → a failure for the breaker; tried again, three times in all, unless a time is named
    a refusal for asking too much → told to the budget, and never tried again here: whoever paces decides when
    what else is refused       → the API's rules say what it means

Only the configured server is ever connected to, so a reply cannot lead a request, or a token, anywhere else.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field

import httpx

from curator.foundation.clock import Clock
from curator.foundation.metrics import metrics
from curator.identity.authorisation.breaker import Admission, Breaker
from curator.identity.outside_answers import Remaining
from curator.usage.providers.bodies import ACCEPTED, body_within
from curator.usage.providers.calls import Call, Reply
from curator.usage.providers.errors import (
    BreakerOpenError,
    BudgetExhaustedError,
    ProviderDataError,
    ProviderError,
    ProviderUnavailableError,
)
from curator.usage.providers.limits import BACKOFF_SECONDS, MAX_REDIRECTS, MAX_TRIES, TIMEOUT_SECONDS
from curator.usage.providers.models import RateReport
from curator.usage.providers.provider import Budget
from curator.usage.providers.remembering import Memory, Remembered, memory_key
from curator.usage.providers.rules import Rules, UsualRules, limited_until, rate_report

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """An API.

    Attributes:
        name: the provider's.
        url: below which its paths are.
        headers: of every request.
        params: of every request; a key may be among them, so addresses are never logged.
        scope: tells apart what different credentials are told.
        rules: how it speaks.
        free_when_unchanged: whether a 304 costs nothing.
    """

    name: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""
    rules: Rules = field(default_factory=UsualRules)
    free_when_unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What every client needs.

    Attributes:
        http: without a proxy.
        clock: for time-outs and pauses.
        budget: is asked before each request.
        breaker: of this service alone.
        memory: of replies.
        random: returns a number from 0 up to 1.
        user_agent: how we introduce ourselves.
        heard: what was last said of each resource's limit; clients that follow each other share it.
    """

    http: httpx.Client
    clock: Clock
    budget: Budget
    breaker: Breaker
    memory: Memory
    random: Callable[[], float]
    user_agent: str
    heard: dict[str, RateReport] = field(default_factory=dict)


class ApiClient:
    """Asks one API."""

    def __init__(self, api: Api, tools: Tools) -> None:
        """Bind the API; nothing is sent yet."""
        self._api = api
        self._tools = tools
        self._clock = tools.clock
        self._url = httpx.URL(api.url.rstrip("/"))

    def ask(self, call: Call) -> Reply:
        """Return the answer, whose status is 2xx; raises ProviderError."""
        for attempt in range(MAX_TRIES - 1):
            try:
                return self._try(call)
            except ProviderUnavailableError as error:
                if error.retry_at is not None:
                    raise
                log.warning("%s: %s; trying again", self._api.name, error)
            self._clock.sleep(BACKOFF_SECONDS * 2**attempt * (1 + self._tools.random()) / 2)
        return self._try(call)

    def answers(self, call: Call) -> bool:
        """Return whether this is answered; never raises."""
        try:
            self.ask(call)
        except ProviderError:
            return False
        return True

    def _try(self, call: Call) -> Reply:
        admission = self._admission()
        try:
            reply = self._asked(call)
        except ProviderError as error:
            self._note(error, admission)
            raise
        self._note(None, admission)
        return reply

    def _admission(self) -> Admission:
        breaker = self._tools.breaker
        admission = breaker.admit()
        if admission is None:
            raise BreakerOpenError("left alone for a while", retry_at=self._clock.now() + breaker.timeout)
        return admission

    def _note(self, error: ProviderError | None, admission: Admission) -> None:
        outcome = "success" if error is None else type(error).__name__
        metrics.count("provider_requests_total", provider=self._api.name, outcome=outcome)
        if isinstance(error, ProviderUnavailableError):
            self._tools.breaker.failed(admission)
        elif not isinstance(error, BudgetExhaustedError):  # which says nothing of the provider
            self._tools.breaker.succeeded(admission)

    def _asked(self, call: Call) -> Reply:
        key = memory_key(f"{self._api.name} {self._api.scope}", call) if call.is_remembered else ""
        remembered = self._tools.memory.find(key) if key else None
        reply = self._followed(call, remembered)
        if reply.status == httpx.codes.NOT_MODIFIED and remembered is not None:
            if self._api.free_when_unchanged:
                self._tools.budget.returned(call.resource, call.points)
            return Reply(status=200, headers=httpx.Headers({"link": remembered.link}), body=remembered.body)
        self._judge(call, reply)
        if key and (etag := reply.headers.get("etag")):
            link = reply.headers.get("link", "")
            self._tools.memory.keep(key, Remembered(etag=etag, link=link, body=reply.body))
        return reply

    def _followed(self, call: Call, remembered: Remembered | None) -> Reply:
        url = httpx.URL(f"{self._url}{call.path}", params={**call.params, **self._api.params} or None)
        for _ in range(MAX_REDIRECTS + 1):
            self._tools.budget.spend(call.resource, call.points)
            reply = self._sent(call, url, remembered)
            if not (httpx.codes.is_redirect(reply.status) and "location" in reply.headers):
                return reply
            url = self._redirected(url, reply.headers["location"])
        raise ProviderDataError("redirected in circles")

    def _redirected(self, url: httpx.URL, location: str) -> httpx.URL:
        try:
            target = url.join(location)
        except httpx.InvalidURL as error:
            raise ProviderDataError("redirected to no address") from error
        if (target.scheme, target.netloc) != (self._url.scheme, self._url.netloc) or target.userinfo:
            raise ProviderDataError("redirected to another server")
        return target.copy_merge_params(dict(self._api.params))

    def _sent(self, call: Call, url: httpx.URL, remembered: Remembered | None) -> Reply:
        deadline = self._clock.now() + TIMEOUT_SECONDS
        request = self._tools.http.build_request(
            "GET" if call.payload is None else "POST",
            url,
            json=call.payload,
            headers={
                **self._api.headers,
                **({"If-None-Match": remembered.etag} if remembered else {}),
                "Accept": call.accept,
                "Accept-Encoding": ACCEPTED,
                "User-Agent": self._tools.user_agent,
            },
            extensions={"timeout": Remaining(self._clock, deadline)},
        )
        try:
            with closing(self._tools.http.send(request, stream=True, follow_redirects=False)) as response:
                body = body_within(response, self._clock, deadline, call.max_bytes)
        except httpx.HTTPError as error:  # its text may hold the address
            raise ProviderUnavailableError(type(error).__name__) from error
        except ValueError as error:
            raise ProviderDataError(str(error)) from error
        return self._heard(call, Reply(status=response.status_code, headers=response.headers, body=body))

    def _heard(self, call: Call, reply: Reply) -> Reply:
        """Tell the budget what the reply says of it, whatever else it says."""
        is_limited = self._api.rules.is_limited(call, reply)
        report = rate_report(reply.headers, is_limited=is_limited, now=self._clock.now())
        if report != RateReport():
            self._tools.heard[call.resource] = report
            self._tools.budget.heard(call.resource, report)
        if is_limited:
            raise limited_until(report, self._clock.now())
        return reply

    def _judge(self, call: Call, reply: Reply) -> None:
        error = self._api.rules.refusal(call, reply)
        if error is None:
            return
        report = rate_report(reply.headers, is_limited=False, now=self._clock.now())
        if isinstance(error, ProviderUnavailableError) and report.retry_after is not None:
            error.retry_at = self._clock.now() + report.retry_after
        raise error

    def status(self) -> dict[str, RateReport]:
        """Return what was last heard of each limit; a window that is over is full again."""
        now = self._clock.now()
        return {resource: _as_of(report, now) for resource, report in self._tools.heard.items()}


def _as_of(report: RateReport, now: float) -> RateReport:
    if report.reset_at is None or report.reset_at > now:
        return report
    return RateReport(limit=report.limit, remaining=report.limit)
