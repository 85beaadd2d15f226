"""The page on which a person allows Curator to act for one of the sandbox's accounts."""

from html import escape

from starlette.responses import HTMLResponse

from local.sandbox import html
from local.sandbox.settings import SANDBOX_CONSUMER_NAME
from local.sandbox.users import ALL_USERS

ACTION = "/w/index.php?title=Special:OAuth/authorize"


def consent(request_key: str) -> HTMLResponse:
    """Return the form: which account, then Allow or Cancel."""
    choices = "".join(
        f'<label><input type="radio" name="username" value="{escape(user.name)}"{" checked" if not index else ""}> '
        f"{escape(user.name)}<small>{escape(user.about)}</small></label>"
        for index, user in enumerate(ALL_USERS)
    )
    content = (
        f"<h1>Allow {escape(SANDBOX_CONSUMER_NAME)}?</h1>"
        f'<form class="card" method="post" action="{ACTION}">'
        f"<p><b>{escape(SANDBOX_CONSUMER_NAME)}</b> would like to do the following on behalf of your account: "
        "upload new files, edit existing pages, and high-volume editing.</p>"
        f'<input type="hidden" name="oauth_token" value="{escape(request_key)}">'
        f"<fieldset><legend>You are</legend>{choices}</fieldset>"
        '<button class="yes" type="submit" name="accept" value="1">Allow</button>'
        '<button type="submit" name="cancel" value="1">Cancel</button></form>'
    )
    return html.page("Allow access - Sandbox Commons", content)


def cancelled() -> HTMLResponse:
    """Return what MediaWiki shows after Cancel. It does not send the person back."""
    text = (
        f"<h1>Connection cancelled</h1><p>You have not allowed {escape(SANDBOX_CONSUMER_NAME)} to act for you. "
        "Close this page, or go back to where you came from.</p>"
    )
    return html.page("Connection cancelled - Sandbox Commons", text)


def problem(text: str) -> HTMLResponse:
    """Return a page that says what is wrong with a link or a form."""
    content = f"<h1>Connection error</h1><p>{escape(text)}</p>"
    return html.page("Connection error - Sandbox Commons", content)
