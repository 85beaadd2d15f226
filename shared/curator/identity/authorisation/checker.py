"""Asks the outside service, in this order: what is remembered, whether the breaker lets us, the service."""

import logging

from curator.foundation.metrics import metrics
from curator.identity.authorisation.breaker import Breaker
from curator.identity.authorisation.cache import PermissionCache
from curator.identity.authorisation.client import Answer, AuthorisationClient
from curator.identity.authorisation.permissions import Verdict
from curator.identity.authorisation.questions import Question
from curator.identity.principals import Principal

log = logging.getLogger(__name__)


class Checker:
    """The rules of a deployment that has an outside service."""

    def __init__(
        self,
        *,
        cache: PermissionCache | None,
        breaker: Breaker,
        client: AuthorisationClient,
        fail_open: bool = False,
    ) -> None:
        """Put the steps together.

        Args:
            cache: remembers answers; None to ask the service each time.
            breaker: leaves a broken service alone.
            client: asks the service.
            fail_open: allow everything while the service cannot be asked; a failure is never remembered.
        """
        self._cache = cache
        self._breaker = breaker
        self._client = client
        self._fail_open = fail_open

    def verdict(self, principal: Principal, permission: str) -> Verdict:
        """Return whether the principal has the permission."""
        return self.check(Question(principal.org_id, principal.user_id, permission))

    def check(self, question: Question, *, lifetime: int | None = None) -> Verdict:
        """Return the answer, which is remembered for `lifetime` seconds where that is not the usual time."""
        remembered = self._cache.get(question) if self._cache else None
        if remembered is not None:
            return _verdict(allowed=remembered)
        admission = self._breaker.admit()
        if admission is None:
            return self._unasked(question)
        answer = self._client.ask(question)
        outcome = "failure" if answer is Answer.FAILED else "success"
        metrics.count("auth_backend_requests_total", type="authorisation", outcome=outcome)
        if answer is Answer.FAILED:
            self._breaker.failed(admission)
            return self._unasked(question)
        self._breaker.succeeded(admission)
        allowed = answer is Answer.ALLOWED
        if self._cache:
            self._cache.set(question, allowed=allowed, lifetime=lifetime)
        return _verdict(allowed=allowed)

    def _unasked(self, question: Question) -> Verdict:
        if not self._fail_open:
            return Verdict.UNAVAILABLE
        log.warning("allowed without asking", extra={"user_id": question.user_id, "permission": question.permission})
        return Verdict.ALLOWED


def _verdict(*, allowed: bool) -> Verdict:
    return Verdict.ALLOWED if allowed else Verdict.DENIED
