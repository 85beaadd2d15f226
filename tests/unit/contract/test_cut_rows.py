"""Rows that were cut to fit into a frame are still what the contract says."""

from typing import Any

import pytest

from curator.realtime import frames
from tests.fakes.contract import check_message

LINK = {"title": "File:A street.jpg", "url": "https://commons.example/wiki/File:A_street.jpg"}


@pytest.mark.parametrize(
    "error",
    [
        pytest.param({"type": "error", "message": "x" * 40_000}, id="a long message"),
        pytest.param({"type": "title_blacklisted", "message": "é" * 40_000}, id="a long reason"),
        pytest.param({"type": "duplicate", "message": "There already", "links": [LINK] * 1000}, id="a thousand links"),
    ],
)
def test_an_update_with_an_error_that_was_cut_is_one(error: dict[str, Any]) -> None:
    row = {"id": 1, "batchid": 1, "status": "failed", "key": "k", "handler": "mapillary", "error": error}
    (message,) = frames.uploads_update([row])
    check_message(message)
