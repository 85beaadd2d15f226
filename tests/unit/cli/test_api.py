"""Asking a deployment over HTTP: refusals in its own sentence, too many calls waited out, lists to their end."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from local.cli.deployment.api import Api
from local.cli.deployment.errors import AnswerError, UnreachableError
from local.cli.deployment.place import place_at
from tests.unit.cli.terminal import nowhere, serving

TOO_OFTEN = JSONResponse({"detail": "Too many requests"}, 429, {"Retry-After": "7"})


class Answers:
    """A server that answers as told, one after the other; the last answer again and again."""

    def __init__(self, *answers: Response) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []
        self.application = FastAPI()
        self.application.add_api_route("/{path:path}", self._answer, methods=["GET", "POST"])

    async def _answer(self, request: Request) -> Response:
        self.asked.append(str(request.url.query))
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@pytest.fixture
def slept() -> list[float]:
    return []


def ask(answers: Answers, slept: list[float]) -> Any:
    with serving(answers.application) as address, Api(place_at(address), sleep=slept.append) as api:
        return api.get("/thing")


def test_too_many_calls_are_waited_out(slept: list[float]) -> None:
    assert ask(Answers(TOO_OFTEN, TOO_OFTEN, JSONResponse({"fine": True})), slept) == {"fine": True}
    assert slept == [7.0, 7.0]


def test_patience_ends(slept: list[float]) -> None:
    answers = Answers(TOO_OFTEN)
    with pytest.raises(AnswerError, match="Too many requests"):
        ask(answers, slept)
    assert (len(answers.asked), len(slept)) == (6, 5)


def test_a_wait_of_an_hour_is_told_and_not_slept(slept: list[float]) -> None:
    with pytest.raises(AnswerError) as refused:
        ask(Answers(JSONResponse({"detail": "used up"}, 429, {"Retry-After": "3000"})), slept)
    assert (refused.value.retry_after, slept) == (3000.0, [])


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        pytest.param(JSONResponse({"detail": "Batch 9 not found"}, 404), "Batch 9 not found", id="a sentence"),
        pytest.param(
            JSONResponse({"detail": [{"loc": ["body", "reason"], "msg": "Field required"}]}, 422),
            "reason: Field required",
            id="fields",
        ),
        pytest.param(PlainTextResponse("<html>", 502), "Bad Gateway", id="the platform's own page"),
        pytest.param(JSONResponse({"message": "Internal Server Error"}, 500), "Internal Server Error", id="gateway"),
        pytest.param(JSONResponse(["what"], 500), "Internal Server Error", id="no object"),
    ],
)
def test_a_refusal_is_its_own_sentence(answer: Response, sentence: str, slept: list[float]) -> None:
    with pytest.raises(AnswerError) as refused:
        ask(Answers(answer), slept)
    assert refused.value.sentence == sentence
    assert refused.value.status == answer.status_code


def test_lists_are_read_to_their_end() -> None:
    pages = Answers(JSONResponse({"items": [1], "next": "a"}), JSONResponse({"items": [2], "next": None}))
    with serving(pages.application) as address, Api(place_at(address)) as api:
        read: Iterator[Any] = api.pages("/list", limit=1, cause=None)
        assert [page["items"] for page in read] == [[1], [2]]
    assert pages.asked == ["limit=1", "limit=1&after=a"]


def test_where_nothing_listens_the_address_is_named() -> None:
    address = nowhere()
    with Api(place_at(address)) as api, pytest.raises(UnreachableError, match=f"{address} does not answer"):
        api.get("/thing")
