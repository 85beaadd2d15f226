"""The sandbox's replies have the members, types, codes and headers of those recorded from a real MediaWiki."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.sandbox.recordings import error_code_header, recorded, shape
from tests.unit.sandbox.sandbox_client import ManualClock, SandboxClient, jpeg, open_sandbox, png

Scenario = Callable[[SandboxClient], Any]

QUALIFIED = {
    "mainsnak": {"snaktype": "somevalue", "property": "P170"},
    "type": "statement",
    "rank": "normal",
    "qualifiers": {
        "P2093": [
            {"snaktype": "value", "property": "P2093", "datavalue": {"type": "string", "value": "Jane Doe"}},
        ]
    },
}


def statement(property_id: str, kind: str, value: Any) -> dict[str, Any]:
    datavalue = {"type": kind, "value": value}
    snak = {"snaktype": "value", "property": property_id, "datavalue": datavalue}
    return {"mainsnak": snak, "type": "statement", "rank": "normal"}


def item(property_id: str, number: int) -> dict[str, Any]:
    return statement(property_id, "wikibase-entityid", {"entity-type": "item", "numeric-id": number})


def query(client: SandboxClient, **parameters: str) -> Any:
    return client.send({"action": "query", **parameters})


def published(client: SandboxClient, name: str = "A.png", seed: int = 1) -> int:
    client.publish(name, png(seed))
    return int(query(client, titles=f"File:{name}", prop="info")["query"]["pages"][0]["pageid"])


def first_chunk(client: SandboxClient) -> Any:
    return client.chunk("A.png", png(1), end=2000, ignorewarnings="1")


def second_chunk(client: SandboxClient, **changes: str) -> Any:
    key = first_chunk(client)["upload"]["filekey"]
    content = png(1)
    fields = {"stash": "1", "filename": "A.png", "filesize": str(len(content)), "offset": "2000", "filekey": key}
    return client.write("upload", {**fields, **changes}, {"chunk": ("0.png", content[2000:4000], "image/png")})


def whole_file(client: SandboxClient, name: str, content: bytes, **more: str) -> Any:
    return client.write("upload", {"filename": name, **more}, {"file": ("x.png", content, "image/png")})


def warned_commit(client: SandboxClient, name: str, seed: int) -> Any:
    published(client)
    return client.publish(name, png(seed))


def deleted_then_stashed(client: SandboxClient) -> Any:
    published(client)
    client.http.post("http://sandbox.test/sandbox/delete", json={"title": "File:A.png"})
    return {"upload": client.stash("A.png", png(1), chunk_size=100_000)}


def unfinished_commit(client: SandboxClient) -> Any:
    return client.commit("A.png", first_chunk(client)["upload"]["filekey"])


def second_commit(client: SandboxClient) -> Any:
    key = client.stash("A.png", png(1))["filekey"]
    client.commit("A.png", key)
    return client.commit("A.png", key)


def structured(client: SandboxClient, change: Any, **more: str) -> Any:
    return client.edit_data({"id": f"M{published(client)}"}, change, **more)


def with_labels(client: SandboxClient, language: str, text: str) -> Any:
    return structured(client, {"labels": {language: {"language": language, "value": text}}})


def got(client: SandboxClient, change: Any, **more: str) -> Any:
    number = published(client)
    if change is not None:
        client.edit_data({"id": f"M{number}"}, change)
    return client.send({"action": "wbgetentities", "ids": f"M{number}", **more})


def conflicting(client: SandboxClient) -> Any:
    number = published(client)
    base = query(client, titles="File:A.png", prop="info")["query"]["pages"][0]["lastrevid"]
    client.edit_data({"id": f"M{number}"}, {"labels": {"en": {"language": "en", "value": "theirs"}}})
    change = {"labels": {"en": {"language": "en", "value": "mine"}}}
    return client.edit_data({"id": f"M{number}"}, change, baserevid=str(base))


def repeated(client: SandboxClient, text: str, **more: str) -> Any:
    client.write("edit", {"title": "User:Ordinary/t", "text": "hello"})
    return client.write("edit", {"title": "User:Ordinary/t", "text": text, **more})


def stashed_query(client: SandboxClient, **parameters: str) -> Any:
    key = client.stash("A.png", png(1))["filekey"]
    filled = {name: value.replace("<key>", key) for name, value in parameters.items()}
    return query(client, **filled)


EN = {"labels": {"en": {"language": "en", "value": "only"}}}
AIPROP = "timestamp|user|url|size|sha1|canonicaltitle|mime"
IIPROP = "timestamp|user|url|size|sha1|mime|comment|canonicaltitle|mediatype|uploadwarning"

SCENARIOS: dict[str, Scenario] = {
    "tokens": lambda c: query(c, meta="tokens", type="csrf"),
    "userinfo_user": lambda c: query(c, meta="userinfo", uiprop="ratelimits|rights|groups|blockinfo|editcount"),
    "assertbot": lambda c: query(c, meta="userinfo", **{"assert": "bot"}),
    "assertuser_name": lambda c: query(c, meta="userinfo", assertuser="Uploader"),
    "maxlag": lambda c: query(c, meta="userinfo", maxlag="-5"),
    "badtoken": lambda c: c.send({"action": "upload"}, {"filename": "A.png", "filekey": "x.y.z.png", "token": "bad"}),
    "notoken": lambda c: c.send({"action": "upload"}, {"filename": "A.png"}),
    "chunk_0": first_chunk,
    "chunk_2": lambda c: {"upload": c.stash("A.png", png(1))},
    "chunk_ok_after_errors": second_chunk,
    "chunk_offset_mismatch": lambda c: second_chunk(c, offset="1500"),
    "chunk_offset_gap": lambda c: second_chunk(c, offset="2500"),
    "chunk_repeat_same": lambda c: second_chunk(c, offset="0"),
    "chunk_no_filekey": lambda c: second_chunk(c, filekey=""),
    "chunk_bad_filekey": lambda c: second_chunk(c, filekey="1abcdefghijk.xxxxxx.4.png"),
    "chunk_too_large": lambda c: second_chunk(c, filesize="3000"),
    "chunk_too_small": lambda c: c.chunk("A.png", png(1), end=500),
    "chunk_verify_first": lambda c: c.chunk("H.png", png(1)[:40] + b"<script>" + b"x" * 3000, end=2000),
    "checkstatus_unfinished": lambda c: c.write(
        "upload", {"checkstatus": "1", "filekey": first_chunk(c)["upload"]["filekey"]}
    ),
    "upload_checkstatus": lambda c: c.write(
        "upload", {"checkstatus": "1", "filekey": c.stash("A.png", png(1))["filekey"]}
    ),
    "commit": lambda c: c.publish("A.png", png(1)),
    "commit_again": second_commit,
    "commit_unfinished": unfinished_commit,
    "bad_filekey": lambda c: c.commit("A.png", "nosuchkey"),
    "missing_filekey": lambda c: c.commit("A.png", "1abcdefghijk.xxxxxx.2.png"),
    "commit_exists": lambda c: warned_commit(c, "A.png", 2),
    "commit_exists_normalized": lambda c: warned_commit(c, "A.PNG", 2),
    "commit_duplicate": lambda c: warned_commit(c, "B.png", 1),
    "commit_nochange": lambda c: warned_commit(c, "A.png", 1),
    "commit_nochange_ignored": lambda c: (published(c), c.publish("A.png", png(1), ignorewarnings="1"))[1],
    "commit_exists_ignored": lambda c: (published(c), c.publish("A.png", png(2), ignorewarnings="1"))[1],
    "deleted_chunk_0": deleted_then_stashed,
    "tb_commit": lambda c: c.publish("badword 1.png", png(1), ignorewarnings="1"),
    "tb2_commit": lambda c: c.publish("DSC_123.png", png(1), ignorewarnings="1"),
    "tb_query": lambda c: c.send({"action": "titleblacklist", "tbtitle": "File:badword 1.png", "tbaction": "create"}),
    "tb_query_ok": lambda c: c.send({"action": "titleblacklist", "tbtitle": "File:fine.png", "tbaction": "create"}),
    "tb_query_upload": lambda c: c.send(
        {"action": "titleblacklist", "tbtitle": "File:DSC_1.png", "tbaction": "upload"}
    ),
    "badfilename": lambda c: whole_file(c, "Bad[name]#1.png", png(1)),
    "badfilename_ignored": lambda c: whole_file(c, "Bad[name]#1.png", png(1), ignorewarnings="1"),
    "filetype_missing": lambda c: whole_file(c, "Bad1", png(1)),
    "filetype_mismatch": lambda c: whole_file(c, "Bad.jpg", png(1)),
    "filetype_banned": lambda c: whole_file(c, "Bad.exe", b"MZ" + bytes(3000)),
    "verification_html": lambda c: whole_file(c, "Bad.png", b"<html><body>x</body></html>" * 9),
    "empty_file": lambda c: whole_file(c, "Empty.png", b""),
    "stash_whole_file": lambda c: whole_file(c, "W.png", png(1), stash="1"),
    "allimages_aisha1_none": lambda c: query(c, list="allimages", aisha1="0" * 40),
    "imageinfo": lambda c: (published(c), query(c, titles="File:A.png", prop="imageinfo", iiprop=IIPROP))[1],
    "imageinfo_missing": lambda c: query(c, titles="File:No.png", prop="imageinfo", iiprop="sha1|uploadwarning"),
    "mystashedfiles": lambda c: stashed_query(c, list="mystashedfiles", msfprop="size|type"),
    "stashimageinfo": lambda c: stashed_query(
        c,
        prop="stashimageinfo",
        siifilekey="<key>",
        siiprop="timestamp|url|size|dimensions|sha1|canonicaltitle|mime",
    ),
    "edit_create": lambda c: c.write("edit", {"title": "User:Ordinary/t", "text": "hello", "createonly": "1"}),
    "edit_articleexists": lambda c: repeated(c, "hello2", createonly="1"),
    "edit_nochange": lambda c: repeated(c, "hello"),
    "sdc_label_only": lambda c: structured(c, EN),
    "sdc_claims_map": lambda c: structured(c, {**EN, "claims": {"P1163": [statement("P1163", "string", "image/png")]}}),
    "sdc_get": lambda c: got(c, {**EN, "claims": [item("P180", 42)]}),
    "sdc_get_label_only_fv2": lambda c: got(c, EN),
    "sdc_get_label_only_fv1": lambda c: got(c, EN, formatversion="1"),
    "sdc_get_empty": lambda c: got(c, None),
    "sdc_get_missing_fv1": lambda c: c.send({"action": "wbgetentities", "ids": "M999", "formatversion": "1"}),
    "err_fv1": lambda c: c.send({"action": "wbgetentities", "ids": "X1", "formatversion": "1"}),
    "err_fv2": lambda c: c.send({"action": "wbgetentities", "ids": "X1"}),
    "sdc_editconflict": conflicting,
    "sdc_err_bad_json": lambda c: structured(c, "{not json"),
    "sdc_err_bad_url": lambda c: structured(c, {"claims": [statement("P973", "string", "not a url")]}),
    "sdc_err_label_bad_lang": lambda c: with_labels(c, "xx-nolang", "x"),
    "sdc_err_label_too_long": lambda c: with_labels(c, "en", "x" * 251),
    "sdc_err_no_such_m": lambda c: c.edit_data({"id": "M99999999"}, EN),
    "sdc_err_string_padded": lambda c: structured(c, {"claims": [statement("P1163", "string", " x ")]}),
    "sdc_err_string_too_long": lambda c: structured(c, {"claims": [statement("P1163", "string", "x" * 1501)]}),
    "sdc_err_time_bad": lambda c: structured(c, {"claims": [statement("P571", "time", {"time": "2024-05-06"})]}),
    "sdc_err_time_with_hours": lambda c: structured(
        c, {"claims": [statement("P571", "time", {"time": "+2024-05-06T10:11:12Z", "precision": 14})]}
    ),
    "sdc_err_unknown_item": lambda c: structured(c, {"claims": [item("P180", 999_999_999)]}),
    "sdc_err_unknown_property": lambda c: structured(c, {"claims": [item("P99999", 42)]}),
    "sdc_err_wrong_type": lambda c: structured(c, {"claims": [statement("P180", "string", "x")]}),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_reply_has_the_recorded_shape(ordinary: SandboxClient, name: str) -> None:
    expected = recorded(name)
    reply = SCENARIOS[name](ordinary)
    assert shape(reply) == shape(expected["body"])
    assert ordinary.last.status_code == expected["http"]
    assert error_code_header(ordinary.last.headers) == error_code_header(expected["headers"])
    if "error" in reply:
        assert reply["error"]["code"] == expected["body"]["error"]["code"]


@pytest.mark.parametrize(
    ("recording", "account"),
    [
        pytest.param("userinfo_patroller", "Patroller", id="patroller"),
        pytest.param("userinfo_bot", "Robot", id="bot"),
        pytest.param("userinfo_user", "Ordinary", id="user"),
    ],
)
def test_upload_and_edit_limits_are_those_recorded(anonymous: SandboxClient, recording: str, account: str) -> None:
    client = anonymous.as_user(account)
    reply = query(client, meta="userinfo", uiprop="ratelimits|rights|groups|blockinfo|editcount")
    ours = reply["query"]["userinfo"]["ratelimits"]
    theirs = recorded(recording)["body"]["query"]["userinfo"]["ratelimits"]
    assert {name: ours.get(name) for name in ("upload", "edit")} == {
        name: theirs.get(name) for name in ("upload", "edit")
    }


def test_an_anonymous_upload_is_refused_as_recorded(anonymous: SandboxClient) -> None:
    fields = {"filename": "A.png", "filekey": "1abcdefghijk.xxxxxx.2.png", "token": "+\\"}
    reply = anonymous.send({"action": "upload"}, fields)
    assert shape(reply) == shape(recorded("anon_upload")["body"])
    assert reply["error"]["code"] == "stashnotloggedin"


@pytest.mark.parametrize("name", ["allimages_aisha1", "imageinfo_history", "sdc_pageid", "sdc_revision_slot"])
def test_reading_back_has_the_recorded_shape(ordinary: SandboxClient, name: str) -> None:
    request = recorded(name)["request"]
    published(ordinary)
    if name == "imageinfo_history":
        ordinary.publish("A.png", png(2), ignorewarnings="1")
    if name == "sdc_revision_slot":
        ordinary.edit_data({"site": "commonswiki", "title": "File:A.png"}, EN)
    sha1 = ordinary.state()["files"][0]["sha1"]
    changes = {"titles": "File:A.png"} if "titles" in request else {"aisha1": sha1}
    reply = ordinary.send({**request, **changes})
    ours, theirs = shape(reply), shape(recorded(name)["body"])
    if name == "sdc_revision_slot":  # our edits go through OAuth, so they carry its tag
        ours["query"]["pages"][0]["revisions"][0]["tags"] = []
    assert ours == theirs


def test_a_body_over_the_limit_is_answered_with_a_page(tmp_path: Any) -> None:
    client = open_sandbox(tmp_path / "small", ManualClock(), max_body_bytes=1000)
    response = client.http.post("http://sandbox.test/w/api.php?action=upload&format=json", content=b"x" * 2000)
    expected = recorded("body_over_post_max_size")
    assert response.status_code == expected["http"]
    assert response.headers["content-type"].lower() == expected["headers"]["content-type"].lower()
    assert response.headers["mediawiki-api-error"] == expected["headers"]["mediawiki-api-error"]


def test_a_post_without_a_body_is_answered_with_the_help_page(ordinary: SandboxClient) -> None:
    response = ordinary.http.post("http://sandbox.test/w/api.php")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_a_jpeg_publishes_in_the_recorded_shape(ordinary: SandboxClient) -> None:
    assert shape(ordinary.publish("A.jpg", jpeg(1))) == shape(recorded("commit")["body"])
