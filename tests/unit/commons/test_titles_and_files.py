import httpx
import pytest

from curator.commons.errors import FileLink
from curator.commons.files import CommonsFile, find_by_sha1, find_by_title
from curator.commons.titles import DEFAULT_BLACKLIST_REASON, blacklist_reason, file_name, file_title, link_to
from tests.fakes.recorded_wiki import SETTINGS, Answer, RecordedWiki

SHA1 = "6a66cb00ae25e678ee841da1c6da13941148c4c3"


# scenario 70
def test_a_clean_title_is_not_blacklisted() -> None:
    wiki = RecordedWiki("tb_query_ok")
    assert blacklist_reason(wiki.client(), "fine.png") is None
    assert wiki.requests[0].params["tbtitle"] == "File:Fine.png"


# scenario 70
def test_a_blacklisted_title_comes_with_the_wikis_reason() -> None:
    reason = blacklist_reason(RecordedWiki("tb_query").client(), "badword.png")
    assert reason is not None
    assert reason.startswith('The title "File:badword')


# scenario 70
def test_a_blacklisted_title_without_a_reason_gets_ours() -> None:
    wiki = RecordedWiki({"titleblacklist": {"result": "blacklisted", "reason": ""}})
    assert blacklist_reason(wiki.client(), "badword.png") == DEFAULT_BLACKLIST_REASON


# scenario 70
@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([httpx.Response(500)] * 3, id="unreachable"),
        pytest.param([{"error": {"code": "internal_api_error_X", "info": ""}}], id="refused"),
        pytest.param([{}], id="empty"),
    ],
)
def test_a_blacklist_that_cannot_be_asked_stops_nothing(answers: list[Answer]) -> None:
    assert blacklist_reason(RecordedWiki(*answers).client(), "any.png") is None


# scenario 71
def test_files_are_found_by_their_content() -> None:
    wiki = RecordedWiki("allimages_aisha1")
    (found,) = find_by_sha1(wiki.client(), SHA1)
    assert found == CommonsFile(
        title="File:Chunk test 1795218442.png",
        url="http://127.0.0.1:8184/w/index.php/File:Chunk_test_1795218442.png",
        sha1=SHA1,
        size=120303,
        uploader="Uploader",
        comment="",
        timestamp="2026-11-20T23:47:22Z",
    )
    assert wiki.requests[0].params["aisha1"] == SHA1
    assert found.link == FileLink(title=found.title, url=found.url)


# scenario 71
def test_no_file_of_that_content_is_an_empty_list() -> None:
    assert find_by_sha1(RecordedWiki("allimages_aisha1_none").client(), "0" * 40) == []


def test_a_file_is_found_by_its_title() -> None:
    wiki = RecordedWiki("imageinfo")
    found = find_by_title(wiki.client(), "Chunk_test 1795218442.png")
    assert found is not None
    assert (found.title, found.sha1, found.comment) == ("File:Chunk test 1795218442.png", SHA1, "test upload")
    assert wiki.requests[0].params["titles"] == "File:Chunk test 1795218442.png"


def test_a_missing_file_is_none_although_it_has_an_imageinfo() -> None:
    assert find_by_title(RecordedWiki("imageinfo_missing").client(), "Does not exist 1.png") is None


def test_titles_lose_and_gain_their_namespace() -> None:
    assert file_title("A_b.jpg") == file_title("File:A b.jpg") == "File:A b.jpg"
    assert file_name("File:A_b.jpg") == "A b.jpg"
    assert file_title("éa.jpg") == file_title("File:E\u0301a.jpg") == "File:Éa.jpg"


def test_a_link_leads_to_the_files_page() -> None:
    link = link_to(SETTINGS, "Ä & b.jpg")
    assert link.title == "File:Ä & b.jpg"
    assert link.url == "https://commons.example/w/index.php?title=File:%C3%84_%26_b.jpg"
