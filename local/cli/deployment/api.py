"""Asking a deployment over HTTP."""

import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, NoReturn, Self

import httpx

from local.cli.deployment.errors import AnswerError, NotCuratorError, UnreachableError
from local.cli.deployment.place import Place

TIMEOUT_SECONDS = 30.0  # API Gateway gives up after 29
TOO_MANY = 429
LONGEST_WAIT_SECONDS = 60.0  # callers are counted by the minute; whoever has to wait longer is told
PATIENCE = 5  # how often one question is asked again because there were too many

Answer = dict[str, Any]


class Told(Answer):
    """An object in an answer; what it lacks though Curator tells it is another server's fault, or another version's."""

    def __missing__(self, name: str) -> NoReturn:
        raise NotCuratorError(f"the answer is not one of Curator's, or of another version: it has no {name!r}")


class Api:
    """The HTTP API of a deployment, as one caller. A refusal because of too many calls is waited out."""

    def __init__(
        self,
        place: Place,
        *,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Speak to a deployment; `transport` is another way there than the network."""
        self.place = place
        self._sleep = sleep
        self._http = httpx.Client(
            base_url=place.url, headers=dict(place.headers), timeout=TIMEOUT_SECONDS, transport=transport
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, **parameters: Any) -> Answer:
        """Return what is answered; parameters that are None are left out. Raises as `post` does."""
        told = {name: value for name, value in parameters.items() if value is not None}
        return answer_of(self.send("GET", path, params=told))

    def post(self, path: str, body: Answer) -> Answer:
        """Return what is answered to a JSON body; raises as `send` and `answer_of` do."""
        return answer_of(self.send("POST", path, json=body))

    def send(self, method: str, path: str, **how: Any) -> httpx.Response:
        """Return the response to a request.

        Raises:
            AnswerError: it is a refusal.
            UnreachableError: there is none.
        """
        for attempt in range(PATIENCE + 1):
            response = self.ask(method, path, **how)
            if not response.is_error:
                return response
            problem = refusal_of(response)
            wait = problem.retry_after
            if problem.status != TOO_MANY or wait is None or wait > LONGEST_WAIT_SECONDS or attempt == PATIENCE:
                raise problem
            self._sleep(max(wait, 1.0))
        raise AssertionError("unreachable")

    def ask(self, method: str, path: str, **how: Any) -> httpx.Response:
        """Return the response, whatever it says; raises UnreachableError."""
        try:
            return self._http.request(method, path, **how)
        except httpx.HTTPError as problem:
            raise UnreachableError(f"{self.place.url} does not answer: {_why(problem)}") from None

    def pages(self, path: str, *, after: str = "after", **parameters: Any) -> Iterator[Answer]:
        """Yield the pages of a list; `after` is the parameter that takes what a page calls `next`."""
        following: Any = None
        while True:
            page = self.get(path, **{**parameters, after: following})
            yield page
            following = page.get("next")
            if following is None:
                return


def answer_of(response: httpx.Response, *, field: str = "") -> Answer:
    """Return the object that a response holds; raises NotCuratorError where it holds none, or none with this field."""
    try:
        told = response.json(object_hook=Told)
    except ValueError:
        told = None
    if not isinstance(told, dict) or (field and field not in told):
        status = f"{response.status_code} {response.reason_phrase}".strip()
        raise NotCuratorError(f"{response.url.path} answers {status}, not as Curator does")
    return told


def refusal_of(response: httpx.Response) -> AnswerError:
    """Return a refusal in the deployment's own sentence."""
    wait = response.headers.get("retry-after", "")
    return AnswerError(
        sentence_of(response), status=response.status_code, retry_after=float(wait) if wait.isdecimal() else None
    )


def sentence_of(response: httpx.Response) -> str:
    """Return what a refusal says; what is no JSON came from the platform, and says only its status."""
    try:
        body = response.json()
    except ValueError:
        return response.reason_phrase
    if not isinstance(body, dict):
        return response.reason_phrase
    detail = body.get("detail", response.reason_phrase)
    fields = body.get("details", detail)
    told = [_of_field(one) for one in fields if isinstance(one, dict)] if isinstance(fields, list) else []
    return "; ".join([*([] if isinstance(detail, list) else [str(detail)]), *told]) or response.reason_phrase


def _of_field(wrong: Answer) -> str:
    """Return what is wrong with one field of a request."""
    return f"{'.'.join(map(str, wrong.get('loc', ())[1:]))}: {wrong.get('msg')}"


def _why(problem: httpx.HTTPError) -> str:
    return str(problem) or type(problem).__name__
