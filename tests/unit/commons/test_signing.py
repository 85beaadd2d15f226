"""Signatures are checked as the wiki checks them: by RFC 5849, section 3.4, not by the library that made them."""

import base64
import hashlib
import hmac
import io
import re
from urllib.parse import quote, unquote

import httpx
import pytest

from curator.commons.signing import Consumer
from tests.fakes.recorded_wiki import RecordedWiki, Seen

KEY = b"consumer-secret&token-secret"


def encoded(text: str) -> str:
    return quote(text, safe="-._~")


def verified(seen: Seen, form: dict[str, str]) -> bool:
    header = {name: unquote(value) for name, value in re.findall(r'(\w+)="([^"]*)"', seen.headers["authorization"])}
    claimed = header.pop("oauth_signature")
    assert header["oauth_consumer_key"] == "consumer-key"
    assert header["oauth_token"] == "token-key"
    query = httpx.URL(seen.url).params.multi_items()
    pairs = sorted((encoded(name), encoded(value)) for name, value in [*query, *header.items(), *form.items()])
    parameters = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join(encoded(part) for part in (seen.method, seen.url.partition("?")[0], parameters))
    return base64.b64encode(hmac.new(KEY, base.encode(), hashlib.sha1).digest()).decode() == claimed


def test_a_read_signs_its_query() -> None:
    wiki = RecordedWiki("imageinfo")
    wiki.client().get({"action": "query", "titles": "File:Ünïcode & more +1.jpg"})
    assert verified(wiki.requests[0], {})


def test_a_form_is_signed_with_its_fields() -> None:
    wiki = RecordedWiki("edit_nochange")
    wiki.client().post({"action": "edit"}, {"text": "== Ü & = + % ==\n", "summary": ""})
    assert verified(wiki.requests[0], wiki.requests[0].fields)
    assert not verified(wiki.requests[0], {**wiki.requests[0].fields, "text": "other"})


def test_multipart_signs_the_query_alone_and_keeps_its_body() -> None:
    wiki = RecordedWiki("chunk_0")
    wiki.client().post(
        {"action": "upload"}, {"stash": "1"}, {"chunk": ("a.jpg", io.BytesIO(b"\x00\xff"), "image/jpeg")}
    )
    assert verified(wiki.requests[0], {})
    assert wiki.requests[0].files == {"chunk": ("a.jpg", b"\x00\xff")}


@pytest.mark.parametrize("part", ["consumer-key", "consumer-secret"])
def test_a_consumers_printed_form_shows_neither_part(part: str) -> None:
    assert part not in repr(Consumer("consumer-key", "consumer-secret"))
