"""A route's name, in the one form in which the file's entries and the application's routes are compared."""

import re

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PARAMETER = re.compile(r"\{[^{}]*\}")

Route = tuple[str, str]


def route_key(method: str, template: str) -> Route:
    """Return the method and the template as they are compared.

    Case, a slash at the end and the names of parameters make no difference: `get`, `/Batches/{id}/` is the entry of
    `GET`, `/batches/{batch_id}`. A template is what the application's router matches, never the path somebody sent.
    """
    verb = method.upper()
    path = PARAMETER.sub("{}", template).lower().rstrip("/") or "/"
    return ("GET" if verb == "HEAD" else verb), path
