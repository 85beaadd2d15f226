"""A slash at the end of a path makes no difference to the image API, and no redirect."""

from starlette.types import ASGIApp, Receive, Scope, Send

OURS = ("/api/v1", "/dashboard", "/metrics")


class SlashMiddleware:
    """Takes one slash off the end of a path."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request under its path without the slash."""
        if scope["type"] == "http" and scope["path"].endswith("/"):
            path = scope["path"][:-1]
            if any(path == one or path.startswith(f"{one}/") for one in OURS):
                scope = {**scope, "path": path}
        await self._app(scope, receive, send)
