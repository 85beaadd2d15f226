"""`/api/health`: whether what Curator keeps its state in can be reached."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from curator.foundation.table import Table
from functions.api.store import answers


class Health:
    """Looks at the tables."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        """Look at these tables, by the names their rooms have."""
        self._tables = tables

    def check(self) -> dict[str, bool]:
        """Return which tables answer."""
        return {name: answers(table) for name, table in self._tables.items()}


def router(health: Health) -> APIRouter:
    """Return the route."""
    routes = APIRouter(prefix="/api")

    @routes.get("/health")
    async def show() -> Response:
        tables = {name: "ok" if up else "unreachable" for name, up in health.check().items()}
        if set(tables.values()) == {"ok"}:
            return JSONResponse({"status": "ok", "tables": tables})
        body: dict[str, Any] = {"detail": "Unhealthy", "tables": tables}
        return JSONResponse(body, 503)

    return routes
