"""A file of three chunks and its commit, request by request."""

import httpx
import pytest

from curator.commons.errors import CommonsUnreachableError
from curator.commons.publishing import PublishedFile, publish
from tests.fakes.recorded_wiki import Answer, RecordedWiki
from tests.unit.commons.recorded_upload import FINAL_KEY, IN_STASH, SHA1, WHOLE, error, sent_offsets, upload

BAD_GATEWAY = httpx.Response(502)


def upload_and_commit(wiki: RecordedWiki) -> PublishedFile:
    stashed = upload(wiki, asynchronous=False)
    return publish(
        wiki.client(), filekey=stashed.filekey, filename="A.png", comment="why", text="== text ==", sha1=stashed.sha1
    )


# The original's chunks have 1 MiB each; the size of ours is a setting.
# scenario 72
def test_three_chunks_and_a_commit_are_four_requests() -> None:
    wiki = RecordedWiki(*WHOLE, "commit")
    assert upload_and_commit(wiki).sha1 == SHA1
    assert sent_offsets(wiki) == ["0", "50000", "100000"]
    assert wiki.requests[-1].fields["filekey"] == FINAL_KEY
    assert (len(wiki.requests), wiki.clock.sleeps) == (4, [])


# scenario 73
# scenario 75
@pytest.mark.parametrize("place", [0, 1, 2], ids=["first-chunk", "second-chunk", "last-chunk"])
@pytest.mark.parametrize("failure", [BAD_GATEWAY, httpx.ConnectTimeout("slow")], ids=["502", "time-out"])
def test_a_chunk_that_did_not_arrive_is_sent_again(place: int, failure: Answer) -> None:
    wiki = RecordedWiki(*WHOLE[:place], failure, *WHOLE[place:], "commit")
    assert upload_and_commit(wiki).sha1 == SHA1
    assert sent_offsets(wiki) == sorted(["0", "50000", "100000", str(50000 * place)], key=int)


# The original's message counts chunks and attempts; ours says what the wiki did.
# scenario 74
def test_a_chunk_that_never_arrives_fails_the_upload_after_four_attempts() -> None:
    wiki = RecordedWiki("chunk_0", *[BAD_GATEWAY] * 4)
    with pytest.raises(CommonsUnreachableError, match="502"):
        upload_and_commit(wiki)
    assert sent_offsets(wiki) == ["0", *["50000"] * 4]
    assert wiki.clock.sleeps == [3.0, 5.0, 10.0]


# The original reads «already completed» in the refusal's text and commits the key it has; ours looks the upload up,
# for the file that is complete has another key.
# scenario 77
@pytest.mark.parametrize(
    "stumble",
    [error("internal_api_error_DBQueryError"), error("uploadstash-exception"), httpx.ReadTimeout("lost")],
    ids=["database-error", "stash-error", "lost-answer"],
)
def test_a_last_chunk_that_arrived_although_the_wiki_stumbled_leads_on_to_the_commit(stumble: Answer) -> None:
    refused = ["retry_final_chunk_resent", "retry_status_of_chunk_key"]
    wiki = RecordedWiki(*WHOLE[:2], stumble, *refused, *IN_STASH, "commit")
    assert upload_and_commit(wiki).sha1 == SHA1
    assert sent_offsets(wiki) == ["0", "50000", "100000", "100000"]
    assert wiki.requests[-1].fields["filekey"] == FINAL_KEY
