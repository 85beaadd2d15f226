"""`/api/v1/api-keys`: people's API keys, made with a login or a bearer token; a key makes no keys."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from curator.foundation.clock import iso_timestamp
from curator.foundation.errors import BadRequestError
from curator.identity.api_keys.models import ApiKey, Listed, NewText, Use
from curator.identity.api_keys.tiers import MAX_CALLS_PER_MINUTE, Tier
from functions.api.roles import Caller, SignedInRoute
from functions.api.services import Services, ServicesOf

MAX_NAME = 100  # characters
PER_PAGE = 50  # keys
MAX_ID = 64  # characters of an id that is looked at
LONGEST_SECONDS = 10 * 365 * 24 * 3600  # until a key ends by itself
CREATED = 201

Reply = dict[str, Any]
KeyId = Annotated[str, Path(max_length=MAX_ID, description="the public part of the key")]

router = APIRouter(prefix="/api/v1/api-keys", route_class=SignedInRoute)


class KeyRequest(BaseModel):
    """A key that somebody wants."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
    tier: Tier = Tier.FREE
    rate_limit: Annotated[
        int | None, Field(ge=1, le=MAX_CALLS_PER_MINUTE, description="calls a minute, instead of the tier's")
    ] = None
    expires_at: Annotated[AwareDatetime | None, Field(description="null for a key without an end")] = None


@router.post("", status_code=CREATED)
async def create(wanted: KeyRequest, services: ServicesOf, caller: Caller, response: Response) -> Reply:
    """Make a key. Its text is told here and never again."""
    until = None if wanted.expires_at is None else _moment_to_come(wanted.expires_at, services)
    made = services.api_keys().create(
        caller, name=_shown(wanted.name), tier=wanted.tier, rate_limit=wanted.rate_limit, valid_until=until
    )
    return _told_once(made, services, response)


@router.get("")
async def list_keys(
    services: ServicesOf,
    caller: Caller,
    everybodys: Annotated[bool, Query(description="also other people's, for operators")] = False,
    after: Annotated[str | None, Query(max_length=MAX_ID, description="id of the last key of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=PER_PAGE)] = PER_PAGE,
) -> Reply:
    """Return keys, the newest first; those that have ended are shown for 90 days."""
    found, following = services.api_keys().page(caller, everybodys=everybodys, after=after, limit=limit)
    return {"items": [_row(one.key, one.use, services) for one in found], "next": following}


@router.get("/{key_id}")
async def show(key_id: KeyId, services: ServicesOf, caller: Caller) -> Reply:
    """Return one key."""
    found = services.api_keys().use(caller, key_id)
    return _row(found.key, found.use, services)


@router.get("/{key_id}/usage")
async def usage(key_id: KeyId, services: ServicesOf, caller: Caller) -> Reply:
    """Return how often a key was shown, by day, for 90 days."""
    found: Listed = services.api_keys().use(caller, key_id)
    days = [{"day": day, "calls": calls} for day, calls in sorted(found.use.calls.items(), reverse=True)]
    return {"id": found.key.id, "total": sum(found.use.calls.values()), "days": days}


@router.post("/{key_id}/rotate")
async def rotate(key_id: KeyId, services: ServicesOf, caller: Caller, response: Response) -> Reply:
    """Give a key another text; the one it has counts for another 24 hours."""
    return _told_once(services.api_keys().rotate(caller, key_id), services, response)


@router.delete("/{key_id}")
async def revoke(key_id: KeyId, services: ServicesOf, caller: Caller) -> Reply:
    """End a key at once and for good, also the text it had before a rotation."""
    services.api_keys().revoke(caller, key_id)
    found = services.api_keys().use(caller, key_id)
    return _row(found.key, found.use, services)


def _shown(name: str) -> str:
    """Return a name as lists show it; raises BadRequestError for one that they cannot show."""
    name = name.strip()
    if not name or not name.isprintable():
        raise BadRequestError(public_message="name has at least one character, and none that cannot be shown")
    return name


def _moment_to_come(moment: datetime, services: Services) -> int:
    seconds, now = int(moment.timestamp()), services.clock.now()
    if not now < seconds <= now + LONGEST_SECONDS:
        raise BadRequestError(public_message="expires_at is in the past, or more than ten years ahead")
    return seconds


def _told_once(made: NewText, services: Services, response: Response) -> Reply:
    response.headers["Cache-Control"] = "no-store"
    use = services.api_keys().use_of(made.key) if made.key.rotated_at else Use()
    return {"key": made.text, **_row(made.key, use, services)}


def _row(key: ApiKey, use: Use, services: Services) -> Reply:
    """Return what may be told of a key."""
    now = services.clock.now()
    in_grace = key.previous_until is not None and key.previous_until > now
    return {
        "id": key.id,
        "name": key.name,
        "tier": key.tier,
        "calls_per_minute": key.calls_per_minute,
        "status": key.status(now),
        "last_four": key.last_four,
        "user_id": key.user_id,
        "username": key.username,
        "created_at": iso_timestamp(key.created_at),
        "expires_at": _moment(key.valid_until),
        "last_used_at": _moment(use.last_used_at),
        "rotated_at": _moment(key.rotated_at),
        "previous_text_until": _moment(key.previous_until) if in_grace else None,
        "revoked_at": _moment(key.revoked_at),
    }


def _moment(seconds: int | None) -> str | None:
    return None if seconds is None else iso_timestamp(seconds)
