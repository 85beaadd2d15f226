"""What the routes of API keys answer."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from curator.identity.api_keys.models import Status
from curator.identity.api_keys.tiers import Tier
from curator.realtime.messages.shape import Count, Shape
from functions.api.documents.described import Route, Visitor, ok
from functions.api.documents.image_routes import WRONG_FORM, refusal

KeyId = Annotated[str, Field(pattern=r"^[0-9a-z]{8}$")]
KeyText = Annotated[str, Field(pattern=r"^curator_[0-9a-z]{8}_[A-Za-z0-9_-]{43}$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class KeyRow(Shape):
    """A key; `last_four` are the last characters of its text, `last_used_at` is true to the minute."""

    id: KeyId
    name: str
    tier: Tier
    calls_per_minute: Annotated[int, Field(ge=1)]
    status: Status
    last_four: str
    user_id: str
    username: str
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    last_used_at: AwareDatetime | None
    rotated_at: AwareDatetime | None
    previous_text_until: AwareDatetime | None
    revoked_at: AwareDatetime | None


class NewKey(KeyRow):
    """A key with its text in `key`, which is told this once."""

    key: KeyText


class KeyPage(Shape):
    """A page of keys; `next` is the `after` of the page that follows."""

    items: list[KeyRow]
    next: KeyId | None


class CallsOfDay(Shape):
    """How often a key was shown on a day (UTC)."""

    day: Day
    calls: Count


class KeyUse(Shape):
    """How often a key was shown, the latest day first; short of at most a minute of each instance that ended."""

    id: KeyId
    total: Count
    days: list[CallsOfDay]


NO_KEY = refusal("there is no such key, or it is somebody else's")
OPERATORS_ONLY = refusal("only operators may, or the request comes from another site's page")
NO_STORE = {"Cache-Control": "no-store"}

API_KEY_ROUTES = {
    ("POST", "/api/v1/api-keys"): Route(
        visitor=Visitor.USER,
        answers={
            201: ok(NewKey, NO_STORE),
            400: refusal(
                "the body cannot be read, nobody can read the name, or the key would end too early or too late"
            ),
            403: OPERATORS_ONLY,
            409: refusal("the caller has as many keys as one may have"),
            422: WRONG_FORM,
        },
    ),
    ("GET", "/api/v1/api-keys"): Route(
        visitor=Visitor.USER,
        answers={200: ok(KeyPage), 403: OPERATORS_ONLY, 404: NO_KEY, 422: WRONG_FORM},
    ),
    ("GET", "/api/v1/api-keys/{key_id}"): Route(
        visitor=Visitor.USER, answers={200: ok(KeyRow), 404: NO_KEY, 422: WRONG_FORM}
    ),
    ("GET", "/api/v1/api-keys/{key_id}/usage"): Route(
        visitor=Visitor.USER, answers={200: ok(KeyUse), 404: NO_KEY, 422: WRONG_FORM}
    ),
    ("POST", "/api/v1/api-keys/{key_id}/rotate"): Route(
        visitor=Visitor.USER,
        answers={
            200: ok(NewKey, NO_STORE),
            403: refusal("the request comes from another site's page"),
            404: NO_KEY,
            409: refusal("the key has ended, or is being changed at this moment"),
            422: WRONG_FORM,
        },
    ),
    ("DELETE", "/api/v1/api-keys/{key_id}"): Route(
        visitor=Visitor.USER,
        answers={
            200: ok(KeyRow),
            403: refusal("the request comes from another site's page"),
            404: NO_KEY,
            409: refusal("the key is being changed at this moment"),
            422: WRONG_FORM,
        },
    ),
}
