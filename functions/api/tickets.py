"""`POST /api/realtime/tickets`: a ticket to open a socket with, for pages: a token must not stand in an address."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from curator.identity.tickets.tickets import LIFETIME_SECONDS
from functions.api.asking import proof_of
from functions.api.roles import SignedInRoute
from functions.api.services import ServicesOf

CREATED = 201

router = APIRouter(prefix="/api/realtime", route_class=SignedInRoute)


@router.post("/tickets", status_code=CREATED)
async def issue(request: Request, response: Response, services: ServicesOf) -> dict[str, str | int]:
    """Return a ticket that opens one socket, as long as whoever asks could open it themselves."""
    proof = proof_of(request.scope, services.authenticator())
    response.headers["Cache-Control"] = "no-store"
    return {"ticket": services.tickets().issue(proof), "expires_in": LIFETIME_SECONDS}
