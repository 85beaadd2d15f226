"""FastAPI reads a route when somebody asks for it, and not before."""

from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI, Query
from mangum import Mangum

from functions.api.late import LateRoute
from tests.fakes.http_api import browser_for


class Site:
    """Two routes, included as the application does it."""

    def __init__(self) -> None:
        router = APIRouter(prefix="/books", route_class=LateRoute)

        @router.get("/{number}", status_code=203, name="a book")
        async def book(number: int, page: Annotated[int, Query(ge=1)] = 1) -> dict[str, int]:
            return {"number": number, "page": page}

        @router.post("")
        async def add() -> dict[str, str]:
            return {}

        self.application = FastAPI()
        self.application.router.routes.extend(router.routes)
        self.book, self.add = (route for route in router.routes if isinstance(route, LateRoute))
        self.client = browser_for(Mangum(self.application, lifespan="off"), "https://curator.example")

    def read(self) -> list[str]:
        return [route.path for route in (self.book, self.add) if "dependant" in vars(route)]


def test_a_route_is_known_by_its_path_name_and_methods_before_it_is_read() -> None:
    site = Site()
    assert (site.book.path, site.book.name, site.book.methods) == ("/books/{number}", "a book", {"GET"})
    assert (site.add.path, site.add.name, site.add.methods) == ("/books", "add", {"POST"})
    assert site.read() == []


def test_a_request_reads_its_own_route_and_no_other() -> None:
    site = Site()
    answer = site.client.get("/books/7?page=2")
    assert (answer.status_code, answer.json()) == (203, {"number": 7, "page": 2})
    assert site.read() == ["/books/{number}"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/books/x", 422), ("GET", "/books/7?page=0", 422), ("DELETE", "/books/7", 405), ("GET", "/films", 404)],
)
def test_what_does_not_fit_is_refused_as_ever(method: str, path: str, status: int) -> None:
    assert Site().client.request(method, path).status_code == status


def test_the_contract_has_every_route() -> None:
    paths = Site().application.openapi()["paths"]
    assert {path: set(methods) for path, methods in paths.items()} == {"/books/{number}": {"get"}, "/books": {"post"}}


def test_what_no_route_has_is_an_error_before_and_after_it_is_read() -> None:
    site = Site()
    for _ in range(2):
        with pytest.raises(AttributeError, match="surprise"):
            _ = site.book.surprise
