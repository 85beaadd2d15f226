import hashlib
import threading
from pathlib import Path
from typing import Any

import pytest

from local.sandbox.pictures import measure
from local.sandbox.publishing import candidate_from_stash
from local.sandbox.replies import ApiError
from local.sandbox.services import build
from local.sandbox.settings import SandboxSettings
from local.sandbox.users import ORDINARY
from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock, SandboxClient, jpeg


def status(client: SandboxClient, filekey: str) -> Any:
    return client.write("upload", {"checkstatus": "1", "filekey": filekey})


def test_the_last_chunk_brings_a_new_key_and_the_whole_file(ordinary: SandboxClient) -> None:
    content = jpeg(1)
    first = ordinary.chunk("A.jpg", content, end=2000, ignorewarnings="1")["upload"]
    last = ordinary.stash("A.jpg", content)
    assert last["filekey"] != first["filekey"]
    assert last["imageinfo"]["sha1"] == hashlib.sha1(content, usedforsecurity=False).hexdigest()
    assert last["imageinfo"]["size"] == len(content)


def test_a_re_sent_last_chunk_finds_its_key_gone(ordinary: SandboxClient) -> None:
    content = jpeg(1)
    key = ordinary.chunk("A.jpg", content, end=3000, ignorewarnings="1")["upload"]["filekey"]
    ordinary.chunk("A.jpg", content, offset=3000, ignorewarnings="1", filekey=key)
    again = ordinary.chunk("A.jpg", content, offset=3000, ignorewarnings="1", filekey=key)
    assert again["error"]["code"] == "uploadstash-file-not-found"
    assert status(ordinary, key)["error"]["code"] == "missingresult"


def test_a_re_sent_middle_chunk_is_told_where_the_server_stands(ordinary: SandboxClient) -> None:
    content = jpeg(1, size=128)
    key = ordinary.chunk("A.jpg", content, end=2000, ignorewarnings="1")["upload"]["filekey"]
    ordinary.chunk("A.jpg", content, offset=2000, end=3200, ignorewarnings="1", filekey=key)
    again = ordinary.chunk("A.jpg", content, offset=2000, end=3200, ignorewarnings="1", filekey=key)
    assert (again["error"]["code"], again["error"]["offset"]) == ("stashfailed", "3200")


def test_a_filekey_is_unknown_to_other_accounts(ordinary: SandboxClient) -> None:
    key = ordinary.stash("A.jpg", jpeg(1))["filekey"]
    reply = ordinary.as_user("Demo").commit("A.jpg", key)
    assert reply["error"]["code"] == "uploadstash-file-not-found"


def test_of_many_commits_of_one_key_at_once_one_publishes(ordinary: SandboxClient) -> None:
    key = ordinary.stash("A.jpg", jpeg(1))["filekey"]
    clients = [SandboxClient(ordinary.http, ordinary.clock, key=ordinary.key, secret=ordinary.secret) for _ in range(5)]
    replies: list[Any] = []
    threads = [threading.Thread(target=lambda c=c: replies.append(c.commit("A.jpg", key))) for c in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results = sorted(reply.get("error", reply.get("upload", {})).get("code", "published") for reply in replies)
    assert len(results) == len(clients)
    assert results[0] == "published"
    assert set(results[1:]) <= {"uploadstash-bad-path", "uploadstash-file-not-found"}  # before and after the row goes
    assert list(ordinary.state()["publishes"].values()) == [1]


def test_a_commit_that_finds_the_file_just_taken_by_another_is_refused(tmp_path: Path, clock: ManualClock) -> None:
    sandbox = build(SandboxSettings(state_dir=tmp_path), clock)
    source = tmp_path / "source.jpg"
    source.write_bytes(jpeg(1))
    key = sandbox.stash.add_finished(ORDINARY, "A.jpg", source, measure(source))
    row = sandbox.stash.find(key, ORDINARY)
    sandbox.stash.path(row).unlink()  # by a commit of the same key, whose row is gone, too
    with pytest.raises(ApiError, match="Path doesn't exist"):
        candidate_from_stash(sandbox, row, "A.jpg")


def test_a_warning_hands_out_a_new_key_and_leaves_the_old_one(ordinary: SandboxClient) -> None:
    ordinary.publish("A.jpg", jpeg(1))
    key = ordinary.stash("A.jpg", jpeg(2))["filekey"]
    warned = ordinary.commit("A.jpg", key)["upload"]
    assert (warned["result"], warned["warnings"]) == ("Warning", {"exists": "A.jpg"})
    assert ordinary.commit("B.jpg", warned["filekey"])["upload"]["result"] == "Success"
    assert ordinary.commit("A.jpg", key, ignorewarnings="1")["upload"]["result"] == "Success"


def test_a_refusal_by_the_blacklist_keeps_the_file_in_the_stash(ordinary: SandboxClient) -> None:
    refused = ordinary.publish("A badword.jpg", jpeg(1))["error"]
    assert refused["code"] == "titleblacklist-forbidden-edit"
    assert ordinary.commit("Fine.jpg", refused["filekey"])["upload"]["filename"] == "Fine.jpg"


def test_the_blacklist_is_a_page_of_the_wiki(ordinary: SandboxClient) -> None:
    ordinary.write("edit", {"title": "MediaWiki:Titleblacklist", "text": ".*cat.* # no cats\n[broken"})
    assert ordinary.publish("A Cat.jpg", jpeg(1))["error"]["code"] == "titleblacklist-forbidden-edit"
    assert ordinary.publish("A badword.jpg", jpeg(1))["upload"]["result"] == "Success"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        pytest.param("a b.jpg", "A_b.jpg", id="first letter"),
        pytest.param("File:A b.jpg", "A_b.jpg", id="namespace is dropped"),
        pytest.param("A/b:c#d|e[f]{g}<h>.jpg", "A-b-c-d-e-f--g--h-.jpg", id="forbidden letters"),
        pytest.param("A\u00a0b  c.jpg", "A_b_c.jpg", id="blanks"),
        pytest.param("A\u200eb.jpg", "Ab.jpg", id="direction mark"),
        pytest.param("Cafe\u0301.jpg", "Caf\u00e9.jpg", id="NFD"),
    ],
)
def test_a_file_gets_the_servers_own_name(ordinary: SandboxClient, asked: str, given: str) -> None:
    assert ordinary.publish(asked, jpeg(1), ignorewarnings="1")["upload"]["filename"] == given


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("x" * 250 + ".jpg", "filename-toolong", id="too long"),
        pytest.param("a~~~~b.jpg", "illegal-filename", id="tildes"),
        pytest.param("a%20b.jpg", "illegal-filename", id="percent"),
        pytest.param("a&amp;b.jpg", "illegal-filename", id="entity"),
        pytest.param("a\tb.jpg", "illegal-filename", id="control character"),
        pytest.param("x.php.jpg", "filetype-banned", id="double extension"),
    ],
)
def test_a_name_no_file_may_have_is_refused(ordinary: SandboxClient, name: str, code: str) -> None:
    key = ordinary.stash("A.jpg", jpeg(1))["filekey"]
    assert ordinary.commit(name, key)["error"]["code"] == code


def test_an_asynchronous_assembly_is_safe_to_ask_again(ordinary: SandboxClient, clock: ManualClock) -> None:
    content = jpeg(1)
    last: dict[str, Any] = {"ignorewarnings": "1", "async": "1"}
    key = ordinary.chunk("A.jpg", content, end=3000, **last)["upload"]["filekey"]
    queued = ordinary.chunk("A.jpg", content, offset=3000, filekey=key, **last)["upload"]
    assert queued == {"result": "Poll", "stage": "queued", "filekey": key}
    again = ordinary.chunk("A.jpg", content, offset=3000, filekey=key, **last)["error"]
    assert again["code"] == "stashfailed"
    assert "already completed" in again["info"]
    assert status(ordinary, key)["upload"] == {"result": "Poll", "stage": "queued"}
    clock.advance(1)
    done = status(ordinary, key)["upload"]
    assert (done["result"], done["stage"]) == ("Success", "assembling")
    assert ordinary.commit("A.jpg", key)["error"]["code"] == "uploadstash-file-not-found"
    assert ordinary.commit("A.jpg", done["filekey"])["upload"]["result"] == "Success"


def test_an_asynchronous_publish_happens_without_anybody_asking(ordinary: SandboxClient, clock: ManualClock) -> None:
    key = ordinary.stash("A.jpg", jpeg(1))["filekey"]
    reply = ordinary.commit("A.jpg", key, **{"async": "1"})["upload"]
    assert reply == {"result": "Poll", "stage": "queued", "filename": "A.jpg"}
    assert ordinary.state()["files"] == []
    clock.advance(1)
    assert [file["title"] for file in ordinary.state()["files"]] == ["File:A.jpg"]
    done = status(ordinary, key)["upload"]
    assert (done["result"], done["stage"], done["filename"]) == ("Success", "publish", "A.jpg")


def test_without_ignorewarnings_a_first_chunk_meets_the_warnings(ordinary: SandboxClient) -> None:
    ordinary.publish("A.jpg", jpeg(1))
    reply = ordinary.chunk("A.jpg", jpeg(2), end=2000)["upload"]
    assert (reply["result"], reply["warnings"]) == ("Warning", {"exists": "A.jpg"})


def test_a_stashed_file_is_gone_after_two_days(ordinary: SandboxClient, clock: ManualClock) -> None:
    key = ordinary.stash("A.jpg", jpeg(1))["filekey"]
    clock.advance(48 * 3600 + 1)
    assert ordinary.commit("A.jpg", key)["error"]["code"] == "uploadstash-file-not-found"


def test_a_reset_forgets_files_and_keeps_logins(ordinary: SandboxClient) -> None:
    ordinary.publish("A.jpg", jpeg(1))
    ordinary.http.post(f"{ORIGIN}/sandbox/reset")
    assert ordinary.state()["files"] == []
    assert ordinary.publish("A.jpg", jpeg(1))["upload"]["result"] == "Success"
