import logging
from typing import Any

import httpx
import pytest

from curator.sources.existing import ExistingPages
from curator.sources.source import ExistingPage
from tests.fakes.clock import VirtualClock
from tests.unit.sources.photo import IMAGE

RESULTS = {"content-type": "application/sparql-results+json;charset=utf-8"}
M123 = ExistingPage("https://commons.wikimedia.org/entity/M123")
M124 = ExistingPage("https://commons.wikimedia.org/entity/M124")


def rows(*pairs: tuple[str, ExistingPage]) -> httpx.Response:
    bindings = [
        {"file": {"type": "uri", "value": page.url}, "id": {"type": "literal", "value": image_id}}
        for image_id, page in pairs
    ]
    return httpx.Response(200, headers=RESULTS, json={"results": {"bindings": bindings}})


class QueryService:
    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.clock = VirtualClock()

    def pages(self, **options: Any) -> ExistingPages:
        http = httpx.Client(transport=httpx.MockTransport(self._handle))
        url = "https://query.example/sparql"
        return ExistingPages(http, url=url, user_agent="Curator-tests", clock=self.clock, **options)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def query(self, number: int = 0) -> str:
        return httpx.QueryParams(self.requests[number].content.decode())["query"]


# scenario 54
def test_files_are_found_by_the_ids_they_carry() -> None:
    service = QueryService(rows(("1000", M123), ("1000", M124)))
    assert service.pages().find(["1000", "1001"], "P1947") == {"1000": (M123, M124)}
    assert 'VALUES ?id { "1000" "1001" }' in service.query()
    assert "?file wdt:P1947 ?id" in service.query()
    request = service.requests[0]
    assert request.method == "POST"
    assert request.headers["accept"] == "application/sparql-results+json"
    assert request.headers["user-agent"] == "Curator-tests"
    assert set(request.extensions["timeout"].values()) == {30.0}


# scenario 54
def test_images_are_annotated_in_order() -> None:
    service = QueryService(rows(("1000", M123)))
    (image,) = service.pages().enrich([IMAGE], "P1947")
    assert image.existing == (M123,)


def test_an_image_without_a_file_stays_the_same_object() -> None:
    assert QueryService(rows()).pages().enrich([IMAGE], "P1947")[0] is IMAGE


def test_no_ids_are_no_query() -> None:
    service = QueryService()
    assert service.pages().find([], "P1947") == {}
    assert service.requests == []


def test_many_ids_are_asked_for_in_parts() -> None:
    service = QueryService(rows(("1", M123)), rows(("700", M124)))
    found = service.pages().find([str(number) for number in range(1, 701)], "P1947")
    assert found == {"1": (M123,), "700": (M124,)}
    assert len(service.requests) == 2


def test_an_id_cannot_leave_its_quotes() -> None:
    service = QueryService(rows())
    service.pages().find(['1" } ?a ?b ?c . { "\\'], "P1947")
    assert r'VALUES ?id { "1\" } ?a ?b ?c . { \"\\" }' in service.query()


def test_a_property_that_is_none_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="not a property"):
        QueryService().pages().find(["1"], "P1947 ?x")


UNUSABLE = [
    pytest.param(httpx.Response(500), id="500"),
    pytest.param(httpx.Response(403), id="403"),
    pytest.param(httpx.Response(200, headers={"content-type": "text/html"}, text="log in"), id="login page"),
    pytest.param(httpx.Response(200, headers=RESULTS, text="{"), id="broken JSON"),
    pytest.param(httpx.Response(200, headers=RESULTS, json={"results": []}), id="another shape"),
    pytest.param(httpx.ReadTimeout("slow"), id="time-out"),
]


# The original raises, and the collection is lost; ours shows it without knowing what is on Commons.
# scenario 54
@pytest.mark.parametrize("answer", UNUSABLE)
def test_a_service_that_fails_means_unknown_and_a_line_in_the_log(
    answer: httpx.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert QueryService(answer).pages().find(["1000"], "P1947") == {}
    assert "existing files unknown" in caplog.text


# scenario 54
@pytest.mark.parametrize(("headers", "rest"), [({"retry-after": "30"}, 30), ({}, 60)], ids=["as told", "a minute"])
def test_a_service_that_wants_a_rest_gets_it(headers: dict[str, str], rest: int) -> None:
    service = QueryService(httpx.Response(429, headers=headers), rows(("1000", M123)))
    pages = service.pages()
    assert pages.find(["1000"], "P1947") == {}
    service.clock.advance(rest - 1)
    assert pages.find(["1000"], "P1947") == {}
    assert len(service.requests) == 1
    service.clock.advance(1)
    assert pages.find(["1000"], "P1947") == {"1000": (M123,)}


def test_without_a_login_no_cookie_is_sent() -> None:
    service = QueryService(rows())
    service.pages().find(["1000"], "P1947")
    assert "cookie" not in service.requests[0].headers


def test_the_login_is_not_told_to_where_the_service_sends_who_is_not_logged_in() -> None:
    elsewhere = httpx.Response(307, headers={"location": "https://login.example/"})
    service = QueryService(elsewhere, httpx.Response(200, headers={"content-type": "text/html"}))
    assert service.pages(login=lambda: "no longer valid").find(["1000"], "P1947") == {}
    assert "cookie" not in service.requests[1].headers


def test_the_login_is_traded_for_a_session_on_the_way() -> None:
    traded = httpx.Response(
        307, headers={"location": "https://query.example/sparql", "set-cookie": "wcqsSession=jwt; Path=/"}
    )
    service = QueryService(traded, rows(("1000", M123)))
    assert service.pages(login=lambda: "long-lived").find(["1000"], "P1947") == {"1000": (M123,)}
    assert service.requests[0].headers["cookie"] == "wcqsOauth=long-lived"
    assert "wcqsSession=jwt" in service.requests[1].headers["cookie"]
    assert service.requests[1].content == service.requests[0].content
