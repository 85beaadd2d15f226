"""What the front door itself answers: what API Gateway says, and what clients of the image API read beside it.

On AWS an HTTP API words its own refusals (`{"message": …}`) and nothing in a template changes them: clients of a
deployment take the status alone, unless the operator puts an edge in front that answers as this does.
"""

import json

from starlette.responses import Response

IMAGE_API = "/api/v1"
TOO_LARGE = (
    "File too large. Only about 4.4MB arrive in one request to this address: "
    "for larger files POST /api/v1/images/uploads gives one that takes them"
)


def refusal(status: int, message: str) -> Response:
    """Return API Gateway's own refusal."""
    return Response(json.dumps({"message": message}), status, media_type="application/json")


def too_large(path: str) -> Response:
    """Return the refusal of a request that API Gateway or Lambda would not take."""
    body: dict[str, str | int] = {"message": "Request Entity Too Large"}
    if path.startswith(f"{IMAGE_API}/"):
        body |= {"detail": TOO_LARGE, "error": TOO_LARGE, "status_code": 413, "code": "UPLOAD_001"}
    return Response(json.dumps(body), 413, media_type="application/json")
