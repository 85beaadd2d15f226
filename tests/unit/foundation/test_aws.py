"""Clients of AWS."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from curator.foundation import aws

AT_ONCE = 8


def test_threads_that_want_a_client_at_once_get_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    address = "https://sockets-of-this-test.example"  # whose client nobody has made yet
    ready = Barrier(AT_ONCE)

    def ask() -> int:
        ready.wait()
        return id(aws.connections(address))

    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = {thread.result() for thread in [threads.submit(ask) for _ in range(AT_ONCE)]}
    assert len(found) == 1
