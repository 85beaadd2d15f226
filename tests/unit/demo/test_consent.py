import pytest

from local.demo.consent import ConsentPageError, read_consent_form

ADDRESS = "http://wiki.test/w/index.php?title=Special:OAuth/authorize&oauth_token=abc"
PAGE = """<!doctype html><title>Allow access</title><style>body { color: red }</style>
<form method="post" action="/w/index.php?title=Special:OAuth/authorize">
<input type="hidden" name="oauth_token" value="a&amp;b">
<label><input type="radio" name="username" value="Demo" checked> Demo</label>
<label><input type="radio" name="username" value="Slow"> Slow</label>
<button type="submit" name="accept" value="1">Allow</button>
<button type="submit" name="cancel" value="1">Cancel</button>
</form>"""


def test_allowing_sends_the_hidden_fields_the_account_and_the_button() -> None:
    form = read_consent_form(PAGE, address=ADDRESS)

    assert form.address == "http://wiki.test/w/index.php?title=Special:OAuth/authorize"
    assert form.allowing("Slow") == {"oauth_token": "a&b", "username": "Slow", "accept": "1"}


def test_an_account_that_is_not_offered_is_an_error_that_names_those_that_are() -> None:
    form = read_consent_form(PAGE, address=ADDRESS)

    with pytest.raises(ConsentPageError, match="no account 'Nobody'; there are Demo, Slow"):
        form.allowing("Nobody")


def test_a_page_without_the_form_is_an_error_that_quotes_the_page() -> None:
    page = "<style>h1 {}</style><h1>Connection error</h1><p>This link is too old.</p>"

    with pytest.raises(ConsentPageError, match=r"the page says: Connection error This link is too old\."):
        read_consent_form(page, address=ADDRESS)
