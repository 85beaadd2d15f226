import httpx
import pytest

from curator.foundation.retry_after import retry_after_seconds

MORNING = 1_800_000_000.0  # Fri, 15 Jan 2027 08:00:00 GMT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("5", 5.0, id="seconds"),
        pytest.param(" 0 ", 0.0, id="no wait"),
        pytest.param("Fri, 15 Jan 2027 08:02:00 GMT", 120.0, id="a date"),
        pytest.param("Fri, 15 Jan 2027 08:02:00", 120.0, id="a date without a zone"),
        pytest.param("Fri, 15 Jan 2027 07:00:00 GMT", 0.0, id="a date gone by"),
        pytest.param("soon", None, id="a word"),
        pytest.param("-5", None, id="negative"),
        pytest.param("٣", None, id="digits of another script"),
        pytest.param("", None, id="empty"),
    ],
)
def test_a_wait_is_read_as_seconds_from_now(text: str, expected: float | None) -> None:
    headers = httpx.Headers([(b"Retry-After", text.encode())])
    assert retry_after_seconds(headers, now=MORNING) == expected


def test_an_absent_header_asks_for_nothing() -> None:
    assert retry_after_seconds({}, now=MORNING) is None
