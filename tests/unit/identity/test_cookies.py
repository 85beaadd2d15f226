"""Cookies as written and read."""

import pytest

from curator.identity.cookies import SESSION, CookieJar, read_cookie


def test_a_cookie_is_out_of_reach_of_scripts_and_of_other_sites() -> None:
    assert CookieJar(secure=True).set(SESSION, "id", max_age=60).split("; ") == [
        "session=id",
        "Path=/",
        "Max-Age=60",
        "HttpOnly",
        "SameSite=Lax",
        "Secure",
    ]


def test_a_cookie_for_plain_http_is_not_secure_so_that_it_comes_back() -> None:
    assert "Secure" not in CookieJar(secure=False).set(SESSION, "id", max_age=60)


def test_a_cleared_cookie_is_gone_at_once() -> None:
    assert CookieJar(secure=True).clear(SESSION).startswith("session=; Path=/; Max-Age=0;")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("session=id", "id"),
        ("a=1; session=id; b=2", "id"),
        ('a="x;y"; broken; session=id', "id"),
        ("session=a=b==", "a=b=="),
        ("session=; session=id", "id"),
        ("xsession=id", None),
        ("session", None),
        ("", None),
    ],
    ids=["alone", "between", "beside-broken", "with-equals", "after-empty", "other-name", "no-value", "nothing"],
)
def test_a_cookie_is_found_among_others(header: str, value: str | None) -> None:
    assert read_cookie(header, SESSION) == value
