"""Requests that go to an address which was checked, and not to whatever the name means by then.

The threat is DNS rebinding: a host answers the check with a public address, and the connection a moment later with
one only our side can reach. So the connection is made to the address, while everything that has to carry the name
still does: the Host header (RFC 9110, section 7.2), the server name of the TLS handshake (RFC 6066, section 3), and
the name the server's certificate is verified for, which httpx takes from the same place.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx

MAXIMUM_ADDRESSES = 4  # of one host, tried in the order the resolver prefers


@contextmanager
def opened(
    http: httpx.Client, url: httpx.URL, addresses: Sequence[str], *, headers: dict[str, str], timeout: httpx.Timeout
) -> Iterator[httpx.Response]:
    """Yield the reply to a GET, its body not yet read, from the first of the addresses that can be reached.

    Args:
        http: without a proxy, which would resolve names itself.
        url: as people write it.
        addresses: of the URL's host, all of them checked; empty where the URL is trusted as it is.
        headers: of the request.
        timeout: of the request.

    Raises:
        httpx.HTTPError: none can be reached, or the exchange failed.
    """
    requests = [_pinned(http, url, address, headers, timeout) for address in addresses[:MAXIMUM_ADDRESSES]]
    response = _first_reply(http, requests or [http.build_request("GET", url, headers=headers, timeout=timeout)])
    try:
        yield response
    finally:
        response.close()


def _pinned(
    http: httpx.Client, url: httpx.URL, address: str, headers: dict[str, str], timeout: httpx.Timeout
) -> httpx.Request:
    return http.build_request(
        "GET",
        url.copy_with(host=address),
        # Two hosts may share an address; a connection kept for one, verified for its name, must not serve the other.
        headers={**headers, "Host": url.netloc.decode("ascii"), "Connection": "close"},
        timeout=timeout,
        extensions={"sni_hostname": url.raw_host.decode("ascii")},
    )


def _first_reply(http: httpx.Client, requests: Sequence[httpx.Request]) -> httpx.Response:
    for request in requests[:-1]:
        try:
            return http.send(request, stream=True, follow_redirects=False)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue
    return http.send(requests[-1], stream=True, follow_redirects=False)
