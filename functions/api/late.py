"""Routes that FastAPI reads when somebody first asks for them.

FastAPI looks at the parameters of every route where it is declared, and makes a validator for each, and once more for
every router that an application includes: of a start of this function that would be a fifth, and an environment serves
few of its routes. All that matching a request needs is known without: the path and the methods.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import compile_path, get_name


class LateRoute(APIRoute):
    """A route that is there at once and read late; a mistake in its function shows when the contract is written."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: set[str] | list[str] | None = None,
        name: str | None = None,
        **given: Any,
    ) -> None:
        """Set what a request is matched by; see `fastapi.routing.APIRoute`."""
        self.path, self.endpoint = path, endpoint
        self.name = get_name(endpoint) if name is None else name
        self.methods = {method.upper() for method in methods or ("GET",)}
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self._read = partial(super().__init__, path, endpoint, methods=methods, name=name, **given)

    def __getattr__(self, name: str) -> Any:
        """Return what FastAPI knows of the route once it has read it. Python asks here for what is not set yet."""
        read = self.__dict__.pop("_read", None)
        if read is None:
            raise AttributeError(name)
        read()
        return getattr(self, name)
