"""Giving and taking tickets.

A ticket stands for the proof it was given for: the socket it opens ends when that proof does, and a ticket given to a
session is worth nothing once that session has ended.
"""

from collections.abc import Callable
from typing import Protocol

from curator.foundation.clock import Clock
from curator.foundation.ids import random_token
from curator.identity.errors import TicketInvalidError
from curator.identity.proofs import Proof
from curator.identity.sessions import Sessions, key_of

LIFETIME_SECONDS = 30
MAX_TICKET_CHARACTERS = 64  # ours have 43


class TicketRows(Protocol):
    """Where tickets are kept; `store` keeps them in DynamoDB."""

    def put(self, key: str, proof: Proof, *, expires_at: int) -> None:
        """Store a new ticket."""

    def take(self, key: str) -> Proof | None:
        """Remove a ticket that has not expired and return what it stands for, to one caller only."""


class Tickets:
    """Gives tickets, and takes each once."""

    def __init__(
        self, rows: TicketRows, sessions: Sessions, clock: Clock, *, new_id: Callable[[], str] = random_token
    ) -> None:
        """Keep tickets in `rows`; a session's are asked for in `sessions`."""
        self._rows = rows
        self._sessions = sessions
        self._clock = clock
        self._new_id = new_id

    def issue(self, proof: Proof) -> str:
        """Return a ticket for whoever showed this; only its hash is kept."""
        ticket = self._new_id()
        expires_at = min(int(self._clock.now()) + LIFETIME_SECONDS, proof.expires_at)
        self._rows.put(key_of(ticket), proof, expires_at=expires_at)
        return ticket

    def redeem(self, ticket: str) -> Proof:
        """Return what a ticket stands for, and make it worthless.

        Raises:
            TicketInvalidError: it is unknown, was taken before, is over, or its session is.
        """
        may_be_ours = ticket.isascii() and 0 < len(ticket) <= MAX_TICKET_CHARACTERS
        proof = self._rows.take(key_of(ticket)) if may_be_ours else None
        if proof is None:
            raise TicketInvalidError
        if not proof.session_key:
            return proof
        session = self._sessions.find_by_key(proof.session_key)
        if session is None:
            raise TicketInvalidError("its session has ended")
        return Proof(principal=session.principal, expires_at=session.expires_at, session_key=session.key)
