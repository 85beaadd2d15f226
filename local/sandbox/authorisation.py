"""A service that says who may do what, with the users that the image API's tests have always known.

It denies by 403, as the service's description says. A fault `{"kind": "authorisation", "behaviour": "api_error",
"status": 200, "code": "…"}` denies by 200, as others of its kind do.
"""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.sandbox.fault_replies import served
from local.sandbox.faults import Fault
from local.sandbox.services import Sandbox

KIND = "authorisation"
ORGANISATION_ADMIN = "org:admin"  # may do everything
IMAGE_ADMIN = "image:admin"  # may do everything with images
IMAGE = "image:"

USERS = {
    ("test-org-456", "test-user-123"): frozenset({"image:read", "image:upload", "image:delete"}),
    ("test-org-456", "admin-user-789"): frozenset(
        {"image:read", "image:upload", "image:delete", IMAGE_ADMIN, ORGANISATION_ADMIN}
    ),
    ("test-org-456", "readonly-user-999"): frozenset({"image:read"}),
    ("other-org-111", "test-user-123"): frozenset({"image:read"}),
}


async def check(request: Request) -> Response:
    """`POST {"org_id": …, "user_id": …, "permission": …}`."""
    sandbox: Sandbox = request.app.state.sandbox
    body = await request.body()

    def serve() -> Response:
        return _answer(body)

    def refuse(fault: Fault) -> Response:
        return _denied(fault.info or fault.code, fault.status)

    return await served(sandbox, KIND, serve, refuse)


def is_granted(org_id: str, user_id: str, permission: str) -> bool:
    """Return whether a user of an organisation has a permission; a stranger has none."""
    held = USERS.get((org_id, user_id), frozenset())
    by_image_admin = IMAGE_ADMIN in held and permission.startswith(IMAGE)
    return permission in held or ORGANISATION_ADMIN in held or by_image_admin


def _answer(body: bytes) -> Response:
    question = _question(body)
    if question is None:
        return JSONResponse({"error": "org_id, user_id and permission are texts"}, status_code=400)
    if is_granted(*question):
        return JSONResponse({"allowed": True})
    return _denied(f"{question[2]} is not granted", 403)


def _question(body: bytes) -> tuple[str, str, str] | None:
    try:
        given: Any = json.loads(body)
        org_id, user_id, permission = given["org_id"], given["user_id"], given["permission"]
    except (ValueError, TypeError, KeyError):
        return None
    if isinstance(org_id, str) and isinstance(user_id, str) and isinstance(permission, str):
        return org_id, user_id, permission
    return None


def _denied(reason: str, status: int) -> Response:
    return JSONResponse({"allowed": False, "reason": reason}, status_code=status)
