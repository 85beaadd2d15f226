"""Who sends a request, found out once: what limits calls asks first, and the guard of the route after it."""

from starlette.requests import HTTPConnection
from starlette.types import Scope

from curator.identity.authenticator import Authenticator
from curator.identity.cookies import SESSION
from curator.identity.principals import Principal
from curator.identity.proofs import Proof

PROOF, PROBLEM = "proof", "no_proof"  # in the request's state
PRINCIPAL = "principal"  # … for whoever only wants to know
API_KEY = "x-api-key"


def proof_of(scope: Scope, authenticator: Authenticator, *, takes_keys: bool = False) -> Proof:
    """Return who shows the request's token or session, or its API key where the route `takes_keys`.

    Raises what `Authenticator.proof` does, each time. Whoever asks first decides whether a key counts: all who ask of
    one request must agree, as they do who go by its route (`roles.takes_key`).
    """
    state = scope.setdefault("state", {})
    if PROBLEM in state:
        raise state[PROBLEM]
    if PROOF not in state:
        request = HTTPConnection(scope)
        try:
            state[PROOF] = authenticator.proof(
                request.headers.get("authorization"),
                request.cookies.get(SESSION),
                request.headers.get(API_KEY) if takes_keys else None,
            )
        except Exception as problem:
            state[PROBLEM] = problem
            raise
        state[PRINCIPAL] = state[PROOF].principal
    proof: Proof = state[PROOF]
    return proof


def shows_something(scope: Scope) -> bool:
    """Return whether the request carries what should prove who sends it, good or bad."""
    request = HTTPConnection(scope)
    return "authorization" in request.headers or bool(request.cookies.get(SESSION))


def shows_key(scope: Scope) -> bool:
    """Return whether the request carries an API key, good or bad."""
    return API_KEY in HTTPConnection(scope).headers


def principal_of(scope: Scope, authenticator: Authenticator, *, takes_keys: bool = False) -> Principal:
    """Return whose token, session or key the request carries; raises as `proof_of` does."""
    return proof_of(scope, authenticator, takes_keys=takes_keys).principal
