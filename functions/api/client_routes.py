"""`GET /` and every other file of the web client."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from functions.api.roles import OpenRoute
from functions.api.services import ServicesOf

NOT_MODIFIED = 304

router = APIRouter(route_class=OpenRoute)


@router.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
async def client_file(path: str, request: Request, services: ServicesOf) -> Response:
    """Return a file of the client; 404 for anything else."""
    file = services.files.find(path)
    if file is None:
        raise HTTPException(404, "Not Found")
    headers = {"Cache-Control": file.cache_control, "ETag": file.tag}
    if file.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=NOT_MODIFIED, headers=headers)
    headers["Content-Length"] = str(len(file.content))
    return Response(None if request.method == "HEAD" else file.content, media_type=file.content_type, headers=headers)
