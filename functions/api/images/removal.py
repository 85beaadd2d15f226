"""`DELETE /api/v1/images/{image_id}`: for whoever uploaded it, and for those who look after everybody's images."""

from typing import Any

from fastapi import APIRouter

from functions.api.images.guards import ADMIN, DeleteRoute
from functions.api.roles import Caller
from functions.api.services import ServicesOf

router = APIRouter(prefix="/api/v1/images", route_class=DeleteRoute)


@router.delete("/{image_id}")
async def delete(image_id: str, services: ServicesOf, caller: Caller) -> dict[str, Any]:
    """Delete an image's files; who did it and when is kept."""
    room = services.images()
    is_owner = room.reader.image(image_id).owner_id == caller.user_id
    is_admin = not is_owner and services.permissions().allows(caller, ADMIN)
    removed = room.remover.remove(image_id, caller, is_admin=is_admin)
    return {"image_id": image_id, "deleted": True, "files_removed": removed}
