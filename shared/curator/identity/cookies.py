"""The two cookies Curator sets. Neither says anything: both are random ids of rows on our side.

`session` lives as long as its row. `login` binds a login in progress to the browser that began it, so that nobody can
be logged in as somebody else by following a prepared callback link.
"""

from dataclasses import dataclass

SESSION = "session"
LOGIN = "login"


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieJar:
    """Writes `Set-Cookie` values. Scripts cannot read the cookies, and other sites' requests do not carry them.

    Lax, not Strict: the wiki's redirect back to us is another site's navigation and must carry the login cookie.
    """

    secure: bool  # whether the site is served over https; a Secure cookie on plain http would never come back

    def set(self, name: str, value: str, *, max_age: int) -> str:
        """Return the header's value for a cookie that lives `max_age` seconds."""
        flags = "HttpOnly; SameSite=Lax" + ("; Secure" if self.secure else "")
        return f"{name}={value}; Path=/; Max-Age={max_age}; {flags}"

    def clear(self, name: str) -> str:
        """Return the header's value that makes a browser forget the cookie."""
        return self.set(name, "", max_age=0)


def read_cookie(header: str, name: str) -> str | None:
    """Return the first non-empty value of a cookie in a `Cookie` header; other cookies' syntax does not matter."""
    for pair in header.split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name and value:
            return value
    return None
