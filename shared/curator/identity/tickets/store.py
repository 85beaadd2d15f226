"""Tickets in the identity table.

PK                    SK        attributes
TICKET#<sha256 hex>   TICKET    user_id, username, org_id, tier, roles, session_key, proof_expires_at, expires_at
"""

from curator.foundation.table import PARTITION, SORT, TTL, ConditionFailedError, Delete, Key, Put, Table
from curator.identity.principals import Principal
from curator.identity.proofs import Proof


class TicketStore:
    """The identity table."""

    def __init__(self, table: Table) -> None:
        """Keep everything in this table."""
        self._table = table

    def put(self, key: str, proof: Proof, *, expires_at: int) -> None:
        """Store a new ticket."""
        who = proof.principal
        item = {
            **_key(key),
            "user_id": who.user_id,
            "username": who.username,
            "org_id": who.org_id,
            "tier": who.tier,
            "roles": sorted(who.roles),
            "session_key": proof.session_key,
            "proof_expires_at": proof.expires_at,
            TTL: expires_at,
        }
        self._table.put(Put(item=item))

    def take(self, key: str) -> Proof | None:
        """Remove a ticket that has not expired and return what it stands for, to one caller only."""
        item = self._table.get(_key(key))
        if item is None:
            return None
        try:
            self._table.delete(Delete(key=_key(key), condition="attribute_exists(PK)"))
        except ConditionFailedError:
            return None  # another socket came between our read and our delete, and has it
        principal = Principal(
            user_id=item["user_id"],
            username=item["username"],
            org_id=item["org_id"],
            tier=item["tier"],
            roles=frozenset(item["roles"]),
        )
        return Proof(principal=principal, expires_at=item["proof_expires_at"], session_key=item["session_key"])


def _key(key: str) -> Key:
    return {PARTITION: f"TICKET#{key}", SORT: "TICKET"}
