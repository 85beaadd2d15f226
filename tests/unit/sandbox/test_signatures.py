from urllib.parse import urlencode

import pytest

from tests.unit.sandbox.recordings import recorded, shape
from tests.unit.sandbox.sandbox_client import API, FORM, ManualClock, SandboxClient

USERINFO = {"action": "query", "meta": "userinfo"}
PREFIX = "The authorization headers in your request are not valid: "


def refusal(client: SandboxClient) -> str:
    reply = client.send(USERINFO)
    assert shape(reply) == shape(recorded("oauth_bad_secret")["body"])
    assert reply["error"]["code"] == "mwoauth-invalid-authorization"
    assert client.last.headers["mediawiki-api-error"] == "mwoauth-invalid-authorization"
    return str(reply["error"]["info"]).removeprefix(PREFIX)


@pytest.mark.parametrize(
    ("changes", "recording"),
    [
        pytest.param({"consumer_key": "unknown"}, "oauth_bad_consumer", id="unknown consumer"),
        pytest.param({"consumer_secret": "wrong"}, "oauth_bad_consumer_secret", id="wrong consumer secret"),
        pytest.param({"secret": "wrong"}, "oauth_bad_secret", id="wrong token secret"),
        pytest.param({"key": "unknown"}, "oauth_bad_token", id="unknown token"),
    ],
)
def test_a_bad_authorization_is_told_apart_by_its_text_only(
    ordinary: SandboxClient, changes: dict[str, str], recording: str
) -> None:
    for name, value in changes.items():
        setattr(ordinary, name, value)
    assert PREFIX + refusal(ordinary) == recorded(recording)["body"]["error"]["info"]


def test_a_timestamp_older_than_five_minutes_is_refused(ordinary: SandboxClient, clock: ManualClock) -> None:
    sent_at = clock.now()
    _, headers, _ = ordinary.signer().sign(f"{API}?action=query&format=json", "GET")
    clock.advance(301)
    reply = ordinary.http.get(f"{API}?action=query&format=json", headers=headers).json()
    assert reply["error"]["info"] == f"{PREFIX}Expired timestamp, yours {sent_at:.0f}, ours {clock.now():.0f}"


def test_a_nonce_serves_once(ordinary: SandboxClient) -> None:
    url = f"{API}?action=query&meta=userinfo&format=json"
    _, headers, _ = ordinary.signer(nonce="n-1").sign(url, "GET")
    assert "error" not in ordinary.http.get(url, headers=headers).json()
    assert ordinary.http.get(url, headers=headers).json()["error"]["info"] == f"{PREFIX}Nonce already used: n-1"


def test_a_changed_form_body_breaks_the_signature(ordinary: SandboxClient) -> None:
    url = f"{API}?action=edit&format=json"
    body = urlencode({"title": "A", "text": "mine", "token": ordinary.csrf()})
    _, headers, signed = ordinary.signer().sign(url, "POST", body=body, headers=FORM)
    forged = str(signed).replace("mine", "yours")
    reply = ordinary.http.post(url, content=forged, headers=headers).json()
    assert reply["error"]["info"] == f"{PREFIX}Invalid signature"


def test_a_multipart_body_takes_no_part_in_the_signature(ordinary: SandboxClient) -> None:
    reply = ordinary.write("upload", {"filename": "A.jpg"}, {"file": ("a", b"", "image/jpeg")})
    assert reply["error"]["code"] == "empty-file"


def test_the_csrf_token_stays_the_same_for_an_access_token(ordinary: SandboxClient) -> None:
    other = ordinary.as_user("Ordinary")
    assert ordinary.csrf() == ordinary.csrf()
    assert ordinary.csrf() != other.csrf()


def test_special_characters_in_text_survive_signing_and_reading_back(ordinary: SandboxClient) -> None:
    text = "== x ==\nä&b=c%20d + 100% ~ü"
    ordinary.write("edit", {"title": "User:Ordinary/a b", "text": text})
    reply = ordinary.send(
        {"action": "query", "titles": "User:Ordinary/a b", "prop": "revisions", "rvprop": "content", "rvslots": "main"}
    )
    assert reply["query"]["pages"][0]["revisions"][0]["slots"]["main"]["content"] == text
