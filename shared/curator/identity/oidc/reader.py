"""Reads an issuer's tokens, and counts what became of them."""

from curator.foundation.metrics import metrics
from curator.identity.bearer import BearerTokens
from curator.identity.errors import InvalidTokenError, TokenExpiredError
from curator.identity.principals import Principal
from curator.identity.proofs import Proof


class IssuerTokens:
    """A `TokenReader` for one issuer."""

    def __init__(self, tokens: BearerTokens) -> None:
        """Take what reads tokens by the issuer's keys and rules."""
        self._tokens = tokens

    def principal(self, token: str) -> Principal:
        """Return whose token this is; raises as `proof` does."""
        return self.proof(token).principal

    def proof(self, token: str) -> Proof:
        """Return whose token this is, and until when; raises what `BearerTokens.proof` does."""
        try:
            proof = self._tokens.proof(token)
        except InvalidTokenError as problem:
            status = "expired" if isinstance(problem, TokenExpiredError) else "invalid"
            metrics.count("keycloak_token_validation_total", status=status, reason=problem.reason)
            raise
        metrics.count("keycloak_token_validation_total", status="valid", reason="none")
        return proof
