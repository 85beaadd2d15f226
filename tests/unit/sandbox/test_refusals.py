"""Refusals in the words of a real MediaWiki; tests/wiki compares the same ones with it."""

from typing import Any

import pytest

from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock, SandboxClient, png

CONTENT = png(1, 100)
HALF = len(CONTENT) // 2
ASYNC = {"async": "1"}
PAGE = b"<html><script>alert(1)</script></html>" * 90


def whole_chunk(client: SandboxClient, name: str, content: bytes) -> Any:
    return client.chunk(name, content, ignorewarnings="1")


def two_chunks(client: SandboxClient, name: str, **more: Any) -> tuple[str, Any]:
    """Send a file in two chunks; return the chunks' key and the last reply."""
    filekey = client.chunk(name, CONTENT, end=HALF, ignorewarnings="1", **more)["upload"]["filekey"]
    return filekey, client.chunk(name, CONTENT, offset=HALF, ignorewarnings="1", filekey=filekey, **more)


def status(client: SandboxClient, filekey: str, **query: str) -> Any:
    return client.write("upload", {"checkstatus": "1", "filekey": filekey}, query=query)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("Photo.jpg", CONTENT, "stashfailed", id="another type"),
        pytest.param("Page.png", PAGE, "filetype-badmime", id="a page"),
        pytest.param("Script.png", CONTENT[:40] + b"<script>" + CONTENT[40:], "uploadscripted", id="a script within"),
        pytest.param("Program.exe", b"MZ" + bytes(3000), "illegal-filename", id="a program"),
        pytest.param("x.php.png", CONTENT, "illegal-filename", id="two extensions"),
        pytest.param("x" * 250 + ".png", CONTENT, "illegal-filename", id="a name too long"),
        pytest.param("100%20.png", CONTENT, "illegal-filename", id="a name with an escape"),
        pytest.param("Empty.png", b"", "uploadstash-exception", id="nothing"),
    ],
)
def test_a_chunk_of_an_unfit_file_is_refused(ordinary: SandboxClient, name: str, content: bytes, code: str) -> None:
    error = whole_chunk(ordinary, name, content)["error"]
    assert {name for name in error if name != "docref"} == {"code", "info"}
    assert error["code"] == code


def test_a_later_chunk_that_is_a_page_says_where_the_server_stands(ordinary: SandboxClient) -> None:
    key = ordinary.chunk("A.png", CONTENT, end=HALF, ignorewarnings="1")["upload"]["filekey"]
    error = ordinary.chunk("A.png", CONTENT[:HALF] + PAGE, offset=HALF, ignorewarnings="1", filekey=key)["error"]
    assert (error["code"], error["offset"]) == ("stashfailed", str(HALF))


@pytest.mark.parametrize("more", [{}, ASYNC], ids=["at once", "by the job queue"])
def test_chunks_that_were_refused_together_stay_refused(
    ordinary: SandboxClient, clock: ManualClock, more: dict[str, Any]
) -> None:
    key, _ = two_chunks(ordinary, "Photo.jpg", **more)
    clock.advance(1)
    assert status(ordinary, key)["error"]["info"] == "This file did not pass file verification."
    again = ordinary.chunk("Photo.jpg", CONTENT, offset=HALF, ignorewarnings="1", filekey=key, **more)["error"]
    assert "already completed" in again["info"]


def test_a_failure_names_its_message_to_who_asks_for_it(ordinary: SandboxClient) -> None:
    key, _ = two_chunks(ordinary, "Photo.jpg")
    reply = status(ordinary, key, errorformat="raw")
    assert reply["errors"] == [{"code": "stashfailed", "key": "verification-error", "params": [], "module": "upload"}]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("x" * 250 + ".png", "filename-toolong", id="too long"),
        pytest.param("100%20.png", "illegal-filename", id="an escape"),
        pytest.param(".png", "filename-tooshort", id="too short"),
        pytest.param("a.", "filetype-missing", id="no extension"),
    ],
)
def test_a_refused_name_leaves_the_file_for_a_better_one(ordinary: SandboxClient, name: str, code: str) -> None:
    error = ordinary.commit(name, ordinary.stash("A.png", CONTENT)["filekey"])["error"]
    assert (error["code"], error["invalidparameter"]) == (code, "filename")
    assert ordinary.commit("Better.png", error["filekey"])["upload"]["result"] == "Success"


def test_a_queued_commit_has_no_copy_to_offer(ordinary: SandboxClient) -> None:
    error = ordinary.commit("100%20.png", ordinary.stash("A.png", CONTENT)["filekey"], **ASYNC)["error"]
    assert "filekey" not in error
    assert error["stasherrors"][0]["code"] == "uploadstash-exception"


def test_a_second_queued_commit_waits_for_the_first(ordinary: SandboxClient, clock: ManualClock) -> None:
    key = ordinary.stash("A.png", CONTENT)["filekey"]
    assert ordinary.commit("A.png", key, **ASYNC)["upload"]["result"] == "Poll"
    again = ordinary.commit("A.png", key, **ASYNC)["error"]
    assert (again["code"], again["info"]) == ("publishfailed", "Upload from stash already in progress.")
    clock.advance(1)
    assert ordinary.commit("A.png", key, **ASYNC)["error"]["code"] == "uploadstash-file-not-found"
    assert status(ordinary, key)["upload"]["result"] == "Success"


def test_a_plain_commit_overtakes_a_queued_one(ordinary: SandboxClient, clock: ManualClock) -> None:
    key = ordinary.stash("A.png", CONTENT)["filekey"]
    ordinary.commit("A.png", key, **ASYNC)
    assert ordinary.commit("B.png", key)["upload"]["filename"] == "B.png"
    clock.advance(1)
    assert status(ordinary, key)["error"]["code"] == "stashfailed"
    assert list(ordinary.state()["publishes"].values()) == [1]


def test_what_came_up_while_a_commit_was_queued_is_told_in_the_inner_form(
    ordinary: SandboxClient, clock: ManualClock
) -> None:
    keys = [ordinary.stash("A.png", CONTENT)["filekey"] for _ in range(2)]
    for key in keys:
        ordinary.commit("A.png", key, **ASYNC)
    clock.advance(1)
    results = {status(ordinary, key)["upload"]["result"]: status(ordinary, key)["upload"] for key in keys}
    warnings = results["Warning"]["warnings"]
    assert warnings["exists"]["file"]["fileName"] == "A.png"
    assert set(warnings) == {"exists", "no-change"}
    assert list(ordinary.state()["publishes"].values()) == [1]


def test_a_queued_commit_counts_twice_and_may_be_refused_in_the_queue(
    ordinary: SandboxClient, clock: ManualClock
) -> None:
    ordinary.http.post(f"{ORIGIN}/sandbox/users/Ordinary/limits", json={"upload": {"hits": 1, "seconds": 600}})
    key = ordinary.stash("A.png", CONTENT)["filekey"]
    assert ordinary.commit("A.png", key, **ASYNC)["upload"]["result"] == "Poll"
    clock.advance(1)
    assert status(ordinary, key)["upload"] == {"result": "Failure", "stage": "publish", "0": ["actionthrottledtext"]}
    assert ordinary.state()["refused"] == {"Ordinary": {"upload": 1}}


def test_a_commit_that_only_brought_a_warning_has_counted(ordinary: SandboxClient) -> None:
    ordinary.http.post(f"{ORIGIN}/sandbox/users/Ordinary/limits", json={"upload": {"hits": 2, "seconds": 600}})
    ordinary.publish("A.png", CONTENT)
    assert ordinary.publish("B.png", CONTENT)["upload"]["result"] == "Warning"
    assert ordinary.publish("C.png", png(2, 100))["error"]["code"] == "ratelimited"


def test_an_account_that_a_fault_blocks_is_on_the_list(ordinary: SandboxClient) -> None:
    query = {"action": "query", "list": "blocks|globalblocks", "bkusers": "Ordinary", "bgtargets": "Ordinary"}
    assert ordinary.send(query)["query"] == {"blocks": [], "globalblocks": []}
    ordinary.fault(kind="upload.*", behaviour="api_error", code="blocked")
    assert ordinary.send(query)["query"]["blocks"] == []
    ordinary.fault(kind="upload.*", behaviour="api_error", code="blocked", user="Ordinary")
    (block,) = ordinary.send(query)["query"]["blocks"]
    assert (block["user"], block["partial"]) == ("Ordinary", False)


def test_titles_no_page_can_have_come_with_the_reason_and_before_the_others(ordinary: SandboxClient) -> None:
    ordinary.write("edit", {"title": "There", "text": "x"})
    pages = ordinary.send({"action": "query", "prop": "info", "titles": "there|A[b|Nowhere|File:a/../b"})["query"][
        "pages"
    ]
    assert [page["title"] for page in pages] == ["Nowhere", "File:a/../b", "A[b", "There"]
    assert [page.get("invalid", False) for page in pages] == [False, True, True, False]
    assert pages[2]["invalidreason"] == 'The requested page title contains invalid characters: "[".'


@pytest.mark.parametrize("maxlag", ["-1", "-5"])
def test_who_wants_less_lag_than_none_has_to_wait(ordinary: SandboxClient, maxlag: str) -> None:
    assert ordinary.send({"action": "query", "maxlag": maxlag})["error"]["code"] == "maxlag"
    assert ordinary.last.headers["retry-after"] == "5"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param({"action": "query", "assertuser": "Nobody"}, "assertnameduserfailed", id="who is asking"),
        pytest.param({"action": "nonsense"}, "badvalue", id="what is asked"),
        pytest.param({"action": "edit"}, "badtoken", id="the token"),
    ],
)
def test_the_lag_is_looked_at_after(ordinary: SandboxClient, query: dict[str, str], code: str) -> None:
    assert ordinary.send({**query, "maxlag": "-1"}, {"token": "x", "title": "X", "text": "y"})["error"]["code"] == code
