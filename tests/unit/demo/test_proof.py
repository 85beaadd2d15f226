import asyncio
from typing import Any
from urllib.parse import parse_qs

import httpx

from local.demo.proof import Proof, ask_the_wiki

PUBLISHED = [{"filename": "One.jpg"}, {"filename": "Two.jpg"}]


def test_published_once_and_nothing_refused_is_no_problem() -> None:
    proof = Proof(sha1_of={"One.jpg": "a", "Two.jpg": "b"}, times_published={"a": 1, "b": 1}, refusals=0)

    assert proof.problems(PUBLISHED) == []
    assert proof.published_once(PUBLISHED) == 2


def test_a_missing_a_double_and_a_refused_one_are_each_named() -> None:
    proof = Proof(sha1_of={"Two.jpg": "b"}, times_published={"b": 2}, refusals=3)

    assert proof.problems(PUBLISHED) == [
        "One.jpg is not on the wiki",
        "Two.jpg was published 2 times",
        "3 requests were refused for their rate",
    ]
    assert proof.published_once(PUBLISHED) == 0


def test_the_wiki_is_asked_for_fifty_files_at_a_time_and_its_normalised_titles_are_taken_back() -> None:
    asked: list[list[str]] = []

    def wiki(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/sandbox/state":
            return httpx.Response(200, json={"publishes": {"f0": 1}, "refused": {"Demo": {"upload": 2, "edit": 1}}})
        titles = parse_qs(request.content.decode())["titles"][0].split("|")
        asked.append(titles)
        return httpx.Response(200, json={"query": _query(titles)})

    names = [f"photo_{number}.jpg" for number in range(51)]
    proof = asyncio.run(ask_the_wiki("http://wiki.test", names, transport=httpx.MockTransport(wiki)))

    assert [len(titles) for titles in asked] == [50, 1]
    assert proof.sha1_of["photo_50.jpg"] == "sha1 of File:photo 50.jpg"
    assert "photo_0.jpg" not in proof.sha1_of  # the wiki has no such file
    assert proof.refusals == 3


def _query(titles: list[str]) -> dict[str, Any]:
    normal = {title: title.replace("_", " ") for title in titles}
    pages: list[dict[str, Any]] = [
        {"title": title, "imageinfo": [{"sha1": f"sha1 of {title}"}]} for title in normal.values()
    ]
    if "File:photo 0.jpg" in normal.values():
        pages[0] = {"title": "File:photo 0.jpg", "missing": True}
    return {"normalized": [{"from": before, "to": after} for before, after in normal.items()], "pages": pages}
