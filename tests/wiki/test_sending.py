"""Files on their way into the stash of a real MediaWiki: in chunks, interrupted, with lost answers."""

import httpx
import pytest

from curator.commons.errors import (
    CommonsError,
    FileRefusedError,
    InvalidTitleError,
    StashGoneError,
    StillQueuedError,
)
from curator.commons.files import find_by_sha1, find_by_title
from curator.commons.publishing import publish
from curator.commons.stash import StashProgress
from local.mediawiki.wiki import MediaWiki
from tests.wiki.broken_connections import AnswerLosingTransport, nth_upload
from tests.wiki.people import IdleWikiClock, Person, person
from tests.wiki.pictures import Picture, picture

CHUNK = 20_000


class WorkerLostError(Exception):
    """The worker was lost here."""


def send_chunks(uploader: Person, photo: Picture, chunks: int) -> list[StashProgress]:
    """Send that many chunks and no more; return what is known after each."""
    progress: list[StashProgress] = []

    def stop(at: StashProgress) -> None:
        progress.append(at)
        if len(progress) == chunks:
            raise WorkerLostError

    with pytest.raises(WorkerLostError):
        uploader.stash(photo, "Photo.png", chunk_size=CHUNK, on_progress=stop)
    return progress


def test_a_file_sent_in_chunks_arrives_byte_for_byte(uploader: Person) -> None:
    photo, progress = picture(90_000), list[StashProgress]()
    stashed = uploader.stash(photo, "Photo.png", chunk_size=CHUNK, on_progress=progress.append)
    published = uploader.publish(stashed, photo, "Photo.png")
    assert [at.offset for at in progress] == [20_000, 40_000, 60_000, 80_000, photo.size]
    assert stashed.filekey not in {at.filekey for at in progress}
    assert (published.filename, published.sha1) == ("Photo.png", photo.sha1)
    assert httpx.get(original_url(uploader, "Photo.png")).content == photo.content


def original_url(uploader: Person, filename: str) -> str:
    query = {"action": "query", "prop": "imageinfo", "iiprop": "url", "titles": f"File:{filename}"}
    (page,) = uploader.client.get(query)["query"]["pages"]
    return str(page["imageinfo"][0]["url"])


def test_a_published_file_is_found_by_its_bytes_and_by_its_title(uploader: Person) -> None:
    photo = picture()
    published = uploader.upload(photo, "Found again.png")
    (found,) = find_by_sha1(uploader.client, photo.sha1)
    assert (found.title, found.sha1, found.size) == ("File:Found again.png", photo.sha1, photo.size)
    assert (found.uploader, found.comment, found.url) == ("Ordinary", "test", published.url)
    assert find_by_title(uploader.client, "Found_again.png") == found
    assert find_by_title(uploader.client, "Nobody's.png") is None
    assert find_by_sha1(uploader.client, picture().sha1) == []


def test_an_interrupted_upload_goes_on_where_it_stopped(uploader: Person) -> None:
    photo, later = picture(90_000), list[StashProgress]()
    progress = send_chunks(uploader, photo, 2)
    stashed = uploader.stash(photo, "Photo.png", chunk_size=CHUNK, resume=progress[-1], on_progress=later.append)
    assert [at.offset for at in later] == [40_000, 60_000, 80_000, photo.size]
    assert uploader.publish(stashed, photo, "Photo.png").sha1 == photo.sha1


def test_resuming_from_an_older_note_goes_on_where_the_wiki_stands(uploader: Person) -> None:
    photo, later = picture(90_000), list[StashProgress]()
    progress = send_chunks(uploader, photo, 3)
    stashed = uploader.stash(photo, "Photo.png", chunk_size=CHUNK, resume=progress[0], on_progress=later.append)
    assert [at.offset for at in later] == [60_000, 80_000, photo.size]
    assert uploader.publish(stashed, photo, "Photo.png").sha1 == photo.sha1


@pytest.mark.parametrize("chunk", [pytest.param(2, id="the-second"), pytest.param(4, id="the-fourth")])
def test_a_lost_answer_to_a_middle_chunk_costs_nothing(wiki: MediaWiki, chunk: int) -> None:
    network = AnswerLosingTransport(nth_upload(chunk))
    uploader = person(wiki, "Ordinary", http=httpx.Client(transport=network))
    photo = picture(90_000)
    assert uploader.publish(uploader.stash(photo, "Photo.png", chunk_size=CHUNK), photo, "Photo.png").sha1 == photo.sha1
    assert len(network.lost) == 1


def test_a_lost_answer_to_the_first_chunk_only_leaves_a_piece_in_the_stash(wiki: MediaWiki) -> None:
    uploader = person(wiki, "Ordinary", http=httpx.Client(transport=AnswerLosingTransport(nth_upload(1))))
    photo = picture(90_000)
    assert uploader.stash(photo, "Photo.png", chunk_size=CHUNK).sha1 == photo.sha1


@pytest.mark.parametrize(
    ("asynchronous", "answer"),
    [pytest.param(True, "Poll", id="job-queue"), pytest.param(False, "Success", id="at-once")],
)
def test_after_a_lost_answer_to_the_last_chunk_the_finished_upload_is_found(
    wiki: MediaWiki, asynchronous: bool, answer: str
) -> None:
    network = AnswerLosingTransport(nth_upload(5))
    uploader = person(wiki, "Ordinary", http=httpx.Client(transport=network))
    photo = picture(90_000)
    stashed = uploader.stash(photo, "Photo.png", chunk_size=CHUNK, asynchronous=asynchronous)
    assert [response.json()["upload"]["result"] for response in network.lost] == [answer]
    assert uploader.publish(stashed, photo, "Photo.png").sha1 == photo.sha1


def test_a_job_queue_that_does_not_get_to_it_leaves_an_upload_to_go_on_with(wiki: MediaWiki) -> None:
    photo, progress = picture(90_000), list[StashProgress]()
    waiting = person(wiki, "Ordinary", clock=IdleWikiClock())
    with pytest.raises(StillQueuedError):
        waiting.stash(photo, "Photo.png", chunk_size=CHUNK, on_progress=progress.append)
    uploader = person(wiki, "Ordinary")
    stashed = uploader.stash(photo, "Photo.png", chunk_size=CHUNK, resume=progress[-1])
    assert uploader.publish(stashed, photo, "Photo.png").sha1 == photo.sha1


def test_an_upload_the_wiki_lost_starts_over(wiki: MediaWiki, uploader: Person) -> None:
    photo = picture(90_000)
    progress = send_chunks(uploader, photo, 2)
    wiki.reset()
    later = person(wiki, "Ordinary")
    stashed = later.stash(photo, "Photo.png", chunk_size=CHUNK, resume=progress[-1])
    assert later.publish(stashed, photo, "Photo.png").sha1 == photo.sha1


def test_the_filekey_of_an_unfinished_upload_would_publish_its_first_chunk(uploader: Person) -> None:
    """Why `upload_to_stash` hands out only the filekey of a finished upload: the wiki has no guard of its own."""
    photo = picture(90_000)
    progress = send_chunks(uploader, photo, 2)
    publish(uploader.client, filekey=progress[-1].filekey, filename="Half.png", comment="", text="")
    published = find_by_title(uploader.client, "Half.png")
    assert published is not None
    assert published.sha1 != photo.sha1
    assert published.size == CHUNK


def test_nobody_can_use_a_filekey_of_another_account(wiki: MediaWiki, uploader: Person) -> None:
    photo = picture()
    stashed = uploader.stash(photo, "Photo.png")
    with pytest.raises(StashGoneError):
        person(wiki, "Patroller").publish(stashed, photo, "Photo.png")


def test_a_filekey_nobody_got_is_gone(uploader: Person) -> None:
    with pytest.raises(StashGoneError):
        publish(uploader.client, filekey="1d3n6ma1j4vw.f5ekqq.4.png", filename="Photo.png", comment="", text="")


def test_the_stash_tells_what_publishing_would_meet(uploader: Person) -> None:
    photo = picture()
    uploader.upload(photo, "First.png")
    assert uploader.stash(photo, "Second.png").warnings.duplicates == ("First.png",)
    assert uploader.stash(picture(), "First.png").warnings.existing == "First.png"
    assert uploader.stash(photo, "First.png").warnings.unchanged


@pytest.mark.parametrize("asynchronous", [True, False], ids=["job-queue", "at-once"])
def test_a_file_in_chunks_that_is_not_what_its_name_says_is_refused_once_it_is_put_together(
    uploader: Person, asynchronous: bool
) -> None:
    with pytest.raises(FileRefusedError):
        uploader.stash(picture(90_000), "Photo.jpg", chunk_size=CHUNK, asynchronous=asynchronous)


@pytest.mark.parametrize(
    ("filename", "content", "error"),
    [
        pytest.param("Page.png", b"<html><script>alert(1)</script></html>" * 9, FileRefusedError, id="a-page"),
        pytest.param("Program.exe", b"MZ" + bytes(500), InvalidTitleError, id="a-program"),
        pytest.param("Photo.jpg", picture().content, FileRefusedError, id="a-png-called-a-jpeg"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    uploader: Person, filename: str, content: bytes, error: type[CommonsError]
) -> None:
    with pytest.raises(error):
        uploader.stash(Picture(content), filename)
