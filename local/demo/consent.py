"""Reading the wiki's consent page as a browser does: the form, its hidden fields and the accounts to choose from."""

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

ACCOUNT_FIELD = "username"
ALLOW_FIELD = "accept"


class ConsentPageError(Exception):
    """The page is not the form we know; the text says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentForm:
    """One form."""

    address: str  # where it is sent to
    hidden: dict[str, str]
    accounts: tuple[str, ...]

    def allowing(self, account: str) -> dict[str, str]:
        """Return the fields a click on Allow sends; raises ConsentPageError for an account that is not offered."""
        if account not in self.accounts:
            raise ConsentPageError(f"no account {account!r}; there are {', '.join(self.accounts)}")
        return {**self.hidden, ACCOUNT_FIELD: account, ALLOW_FIELD: "1"}


def read_consent_form(page: str, *, address: str) -> ConsentForm:
    """Return the form of a page.

    Args:
        page: HTML.
        address: of the page, which the form's own address is relative to.

    Raises:
        ConsentPageError: there is no form with accounts on it.
    """
    reader = _FormReader()
    reader.feed(page)
    if reader.action is None or not reader.accounts:
        raise ConsentPageError(f"there is no consent form; the page says: {reader.text[:300] or 'nothing'}")
    return ConsentForm(address=urljoin(address, reader.action), hidden=reader.hidden, accounts=tuple(reader.accounts))


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.hidden: dict[str, str] = {}
        self.accounts: list[str] = []
        self._words: list[str] = []
        self._unread = 0

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = attributes.get("action", "")
        elif tag == "input":
            self._input(attributes)
        elif tag in {"style", "script"}:
            self._unread += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script"}:
            self._unread -= 1

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._words.append(data)

    def _input(self, attributes: dict[str, str]) -> None:
        if attributes.get("type") == "hidden":
            self.hidden[attributes.get("name", "")] = attributes.get("value", "")
        elif attributes.get("name") == ACCOUNT_FIELD:
            self.accounts.append(attributes.get("value", ""))
