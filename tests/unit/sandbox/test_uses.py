"""The sandbox tells which pages show a file, in the form of the extension GlobalUsage."""

from typing import Any

import pytest

from curator.commons.client import CommonsClient, CommonsSettings
from curator.commons.file_usage import usage_of
from curator.commons.signing import Consumer
from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock, SandboxClient, jpeg


def show(client: SandboxClient, title: str, wiki: str, page: str, method: str = "POST") -> int:
    body = {"title": title, "wiki": wiki, "page": page}
    return client.http.request(method, f"{ORIGIN}/sandbox/uses", json=body).status_code


def asked(client: SandboxClient, **more: str) -> Any:
    params = {"action": "query", "prop": "globalusage", "guprop": "url|namespace", "formatversion": "2", **more}
    return client.http.get(f"{ORIGIN}/w/api.php", params={**params, "format": "json"}).json()


@pytest.fixture
def published(ordinary: SandboxClient) -> SandboxClient:
    ordinary.publish("A.jpg", jpeg(1))
    return ordinary


def test_a_file_is_shown_where_somebody_said_so(published: SandboxClient) -> None:
    assert show(published, "File:A.jpg", "fr.wikipedia.org", "Pont Neuf") == 200
    (page,) = asked(published, titles="File:A.jpg")["query"]["pages"]
    assert page["globalusage"] == [
        {
            "title": "Pont_Neuf",
            "wiki": "fr.wikipedia.org",
            "url": "https://fr.wikipedia.org/wiki/Pont_Neuf",
            "ns": "0",
        }
    ]
    assert show(published, "File:A.jpg", "fr.wikipedia.org", "Pont Neuf", "DELETE") == 200
    assert asked(published, titles="File:A.jpg")["query"]["pages"][0]["globalusage"] == []


def test_curators_own_question_is_answered_in_parts(published: SandboxClient) -> None:
    for number in range(5):
        show(published, "File:A.jpg", "fr.wikipedia.org", f"Page {number}")
    first = asked(published, titles="File:A.jpg", gulimit="3")
    assert len(first["query"]["pages"][0]["globalusage"]) == 3
    rest = asked(published, titles="File:A.jpg", gulimit="3", **first["continue"])
    assert [use["title"] for use in rest["query"]["pages"][0]["globalusage"]] == ["Page_3", "Page_4"]
    assert "continue" not in rest


def test_the_client_reads_what_the_sandbox_says(published: SandboxClient, clock: ManualClock) -> None:
    show(published, "File:A.jpg", "fr.wikipedia.org", "Pont")
    page_id = asked(published, titles="File:A.jpg")["query"]["pages"][0]["pageid"]
    settings = CommonsSettings(
        commons_api_url=f"{ORIGIN}/w/api.php", commons_index_url=f"{ORIGIN}/w/index.php", user_agent="Tests"
    )
    client = CommonsClient(
        published.http, settings=settings, consumer=Consumer("", ""), access_token=None, clock=Waiting(clock)
    )
    answer = usage_of(client, [page_id, 999])
    assert [use.title for use in answer[page_id].uses] == ["Pont"]
    assert answer[999].exists is False


class Waiting:
    """The sandbox's clock, on which a wait is over at once."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        self._clock.advance(seconds)


def test_a_use_that_cannot_be_is_refused(published: SandboxClient) -> None:
    assert show(published, "File:None.jpg", "fr.wikipedia.org", "Pont") == 404
    assert published.http.post(f"{ORIGIN}/sandbox/uses", content=b"[]").status_code == 400
