"""The outside service itself: one question, one answer, within a time.

    POST {"org_id": …, "user_id": …, "permission": …}
    200 {"allowed": true}   200 {"allowed": false}   403 {"allowed": false, "reason": …}

Anything else is a failure of the service, not an answer. A 403 denies whatever its body holds.
"""

import json
import logging
from contextlib import closing
from enum import Enum

import httpx

from curator.foundation.clock import Clock
from curator.foundation.tracing import trace_headers
from curator.identity.authorisation.questions import Question
from curator.identity.outside_answers import UNCOMPRESSED, Remaining, body_within

GRANTED, FORBIDDEN = 200, 403
MAX_REPLY_BYTES = 64 * 1024  # an answer has some hundred

log = logging.getLogger(__name__)


class Answer(Enum):
    """What came of asking."""

    ALLOWED = "allowed"
    DENIED = "denied"
    FAILED = "failed"  # the service is down, too slow, or says nothing that makes sense


class AuthorisationClient:
    """Asks the service."""

    def __init__(self, http: httpx.Client, clock: Clock, *, url: str, timeout: float) -> None:
        """Ask at `url`, and wait `timeout` seconds for the answer."""
        self._http = http
        self._clock = clock
        self._url = url
        self._timeout = timeout

    def ask(self, question: Question) -> Answer:
        """Return what the service says; never raises for anything it does."""
        try:
            return self._ask(question)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return _failure(type(error).__name__)
        except (ValueError, RecursionError) as error:  # no JSON, or some that is made to be hard to read
            return _failure(f"an unreadable answer ({type(error).__name__})")

    def _ask(self, question: Question) -> Answer:
        deadline = self._clock.now() + self._timeout
        request = self._http.build_request(
            "POST",
            self._url,
            json=question._asdict(),
            headers={"Accept": "application/json", "Accept-Encoding": UNCOMPRESSED, **trace_headers()},
            extensions={"timeout": Remaining(self._clock, deadline)},
        )
        with closing(self._http.send(request, stream=True, follow_redirects=False)) as response:
            if response.status_code == FORBIDDEN:
                return Answer.DENIED
            if response.status_code != GRANTED:
                return _failure(f"status {response.status_code}")
            body = json.loads(body_within(response, self._clock, deadline, MAX_REPLY_BYTES))
        allowed = body.get("allowed") if isinstance(body, dict) else None
        if not isinstance(allowed, bool):
            return _failure("an answer that neither allows nor denies")
        return Answer.ALLOWED if allowed else Answer.DENIED


def _failure(why: str) -> Answer:
    log.warning("the authorisation service failed: %s", why)
    return Answer.FAILED
