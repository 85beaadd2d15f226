"""A connection that loses answers: the wiki does what it is asked, and Curator never hears of it."""

from collections.abc import Callable

import httpx


class AnswerLosingTransport(httpx.BaseTransport):
    """Delivers everything; loses the answers to the requests that `loses` picks, each time it does."""

    def __init__(self, loses: Callable[[httpx.Request], bool]) -> None:
        self._network = httpx.HTTPTransport()
        self._loses = loses
        self.lost: list[httpx.Response] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        lost = self._loses(request)
        response = self._network.handle_request(request)
        if lost:
            response.read()
            self.lost.append(response)
            raise httpx.ReadTimeout("the answer was lost", request=request)
        return response


def nth_upload(number: int) -> Callable[[httpx.Request], bool]:
    """Return what picks one request to `action=upload`, counted from 1."""
    seen = 0

    def picks(request: httpx.Request) -> bool:
        nonlocal seen
        if request.url.params.get("action") != "upload":
            return False
        seen += 1
        return seen == number

    return picks
