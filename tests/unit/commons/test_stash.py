import hashlib
import io
from dataclasses import replace
from typing import Any

import pytest

from curator.commons.errors import (
    AccountBlockedError,
    CommonsError,
    FileRefusedError,
    RateLimitedError,
    StashGoneError,
    StashMismatchError,
    StorageError,
)
from curator.commons.file_checks import MAXIMUM_FILE_BYTES
from curator.commons.file_part import PIECE_BYTES
from curator.commons.stash import StashProgress, upload_to_stash
from tests.fakes.recorded_wiki import RecordedWiki, recorded_body
from tests.unit.commons.recorded_upload import (
    CHUNK,
    CHUNK_KEY,
    DATA,
    FINAL_KEY,
    SHA1,
    SIZE,
    WHOLE,
    error,
    sent_offsets,
    upload,
)


# scenario 72
def test_a_file_goes_up_in_chunks_and_comes_back_under_the_final_key() -> None:
    wiki = RecordedWiki(*WHOLE)
    stashed = upload(wiki)
    assert (stashed.filekey, stashed.sha1, stashed.size) == (FINAL_KEY, SHA1, SIZE)
    assert not stashed.warnings
    assert b"".join(seen.files["chunk"][1] for seen in wiki.requests) == DATA
    assert [len(seen.files["chunk"][1]) for seen in wiki.requests] == [50000, 50000, 20303]
    assert sent_offsets(wiki) == ["0", "50000", "100000"]
    assert [seen.fields.get("filekey") for seen in wiki.requests] == [None, CHUNK_KEY, CHUNK_KEY]
    assert {seen.fields["filesize"] for seen in wiki.requests} == {str(SIZE)}
    assert wiki.clock.sleeps == []


def test_nothing_but_the_stash_is_asked_for() -> None:
    wiki = RecordedWiki(*WHOLE)
    upload(wiki)
    assert {seen.fields["stash"] for seen in wiki.requests} == {"1"}
    assert all("text" not in seen.fields and "comment" not in seen.fields for seen in wiki.requests)


def test_progress_is_told_after_each_chunk_but_the_last() -> None:
    told: list[StashProgress] = []
    upload(RecordedWiki(*WHOLE), on_progress=told.append)
    assert told == [StashProgress(filekey=CHUNK_KEY, offset=50000), StashProgress(filekey=CHUNK_KEY, offset=100000)]


def test_the_local_sha1_is_read_from_the_file_when_nobody_gave_it() -> None:
    ours = hashlib.sha1(DATA, usedforsecurity=False).hexdigest()
    reply = recorded_body("chunk_2")
    reply["upload"]["imageinfo"]["sha1"] = ours
    assert upload(RecordedWiki("chunk_0", "chunk_1", reply), sha1=None).sha1 == ours


@pytest.mark.parametrize("arrived", [{"sha1": "0" * 40}, {"size": SIZE - 1}], ids=["other bytes", "other size"])
def test_a_file_that_arrived_damaged_is_never_offered_for_publishing(arrived: dict[str, Any]) -> None:
    last = recorded_body("chunk_2")
    last["upload"]["imageinfo"] |= arrived
    with pytest.raises(StashMismatchError):
        upload(RecordedWiki("chunk_0", "chunk_1", last))


# The original stops at the warning; ours is told the same by the commit, which publishes nothing then.
# scenario 78
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("dupchunk_0", {"duplicates": ("Chunk test 1795218442.png",)}, id="duplicate"),
        pytest.param("exists_0", {"existing": "Chunk test 1795218442.png", "unchanged": False}, id="exists"),
        pytest.param("nochange_0", {"existing": "Chunk test 1795218442.png", "unchanged": True}, id="nochange"),
        pytest.param("deleted_chunk_0", {"deleted": "D 1795218445.png"}, id="was-deleted"),
        pytest.param("tb2_chunk_0", {"names": ["bad-prefix"]}, id="bad-prefix"),
    ],
)
def test_warnings_come_back_with_the_file(name: str, expected: dict[str, Any]) -> None:
    reply = recorded_body(name)["upload"]
    arrived = reply["imageinfo"]
    source = io.BytesIO(bytes(arrived["size"]))
    stashed = upload(RecordedWiki(name), source=source, size=arrived["size"], sha1=arrived["sha1"], chunk_size=1 << 20)
    assert stashed.filekey == reply["filekey"]
    assert stashed.warnings
    assert {attribute: getattr(stashed.warnings, attribute) for attribute in expected} == expected


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param("rl_commit2", RateLimitedError, id="ratelimited"),
        pytest.param("chunk_verify_first", FileRefusedError, id="refused file"),
        pytest.param("chunk_bad_filekey", StashGoneError, id="stash gone"),
    ],
)
def test_other_refusals_are_raised_at_once(answer: str, kind: type[CommonsError]) -> None:
    wiki = RecordedWiki(answer)
    with pytest.raises(kind):
        upload(wiki)
    assert wiki.clock.sleeps == []


def test_a_blocked_user_is_told_with_the_first_chunk() -> None:
    wiki = RecordedWiki("blocked_upload", {"query": {"blocks": [{"user": "Uploader"}]}})
    with pytest.raises(AccountBlockedError):
        upload(wiki)


def test_a_first_chunk_the_stash_refuses_is_sent_again() -> None:
    wiki = RecordedWiki(error("stashfailed"), *WHOLE)
    assert upload(wiki).filekey == FINAL_KEY
    assert wiki.clock.sleeps == [3.0]


def test_a_server_that_never_gets_ahead_ends_the_upload() -> None:
    wiki = RecordedWiki("chunk_0", *["chunk_offset_gap"] * 20)
    with pytest.raises(StorageError):
        upload(wiki)
    assert len(wiki.requests) < 20


@pytest.mark.parametrize("size", [0, MAXIMUM_FILE_BYTES + 1], ids=["empty", "over 5 GiB"])
def test_a_size_commons_never_takes_is_refused_before_anything_is_sent(size: int) -> None:
    wiki = RecordedWiki()
    with pytest.raises(FileRefusedError):
        upload(wiki, size=size)
    assert wiki.requests == []


@pytest.mark.parametrize("size", [SIZE - 1, SIZE + 1], ids=["longer", "shorter"])
def test_a_file_of_another_length_than_it_is_said_to_have_is_refused_before_anything_is_sent(size: int) -> None:
    wiki = RecordedWiki()
    with pytest.raises(FileRefusedError) as caught:
        upload(wiki, size=size)
    assert caught.value.code == "truncated"
    assert wiki.requests == []


def test_chunks_are_as_large_as_the_setting_says_unless_told_otherwise() -> None:
    wiki = RecordedWiki(*WHOLE)
    client = wiki.client()
    client.settings = replace(client.settings, upload_chunk_bytes=CHUNK)
    upload_to_stash(client, io.BytesIO(DATA), size=SIZE, filename="A.png", sha1=SHA1)
    assert [len(seen.files["chunk"][1]) for seen in wiki.requests] == [50000, 50000, 20303]


def test_a_chunk_is_read_in_pieces_and_never_whole() -> None:
    class Watched(io.BytesIO):
        longest_read = 0

        def read(self, size: int | None = -1, /) -> bytes:
            piece = super().read(size)
            self.longest_read = max(self.longest_read, len(piece))
            return piece

    source = Watched(DATA)
    upload_to_stash(
        RecordedWiki("chunk_0", "chunk_2").client(), source, size=SIZE, filename="A.png", sha1=SHA1, chunk_size=70_000
    )
    assert source.longest_read == PIECE_BYTES
