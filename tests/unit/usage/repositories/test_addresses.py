"""One form for every spelling of a repository's address."""

import pytest

from curator.usage.errors import InvalidNameError
from curator.usage.repositories.addresses import normalised_url


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/Acme/app.js",
        "http://GitHub.com/Acme/app.js/",
        "https://github.com/Acme/app.js.git",
        "git@github.com:Acme/app.js.git",
        "github.com:Acme/app.js",
        "ssh://git@github.com/Acme/app.js.git",
        "git+https://github.com/Acme/app.js.git#v1.2",
        "git://github.com/Acme/app.js.git",
        "https://user:secret@github.com/Acme/app.js?tab=readme",
        "  https://github.com/Acme/app.js  ",
    ],
)
def test_all_spellings_come_to_one(address: str) -> None:
    assert normalised_url(address) == "https://github.com/Acme/app.js"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("", id="nothing"),
        pytest.param("https://github.com/acme", id="no repository"),
        pytest.param("https://github.com/acme/", id="an empty name"),
        pytest.param("https://github.com/../..", id="a way out"),
        pytest.param("https:///acme/app", id="no host"),
        pytest.param("javascript:alert(1)/x", id="a script"),
        pytest.param("file:///acme/app", id="a file"),
        pytest.param("https://github.com/ac me/app", id="a space"),
        pytest.param("https://github.com/acme//app", id="an empty part"),
        pytest.param("https://github.com/acme/" + "x" * 500, id="too long"),
        pytest.param("https://[::1/acme/app", id="a host that cannot be"),
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidNameError):
        normalised_url(address)
