"""Structured data through Curator's own code, on real revisions.

Wikibase is in no package: `wbgetentities` and `wbeditentity` are ours here (local/mediawiki/php/MediaInfo), in the
shapes that were recorded. Pages, revisions, conflicts and rate limits are MediaWiki's.
"""

import pytest

from curator.commons.errors import EditConflictError, FileMissingError, RateLimitedError
from curator.commons.pages import null_edit
from curator.commons.structured_data import apply_structured_data, fetch_structured_data
from curator.uploads.worker.wiki import CommonsWiki
from local.mediawiki.wiki import MediaWiki
from tests.wiki.people import Person, person
from tests.wiki.pictures import picture


def text_statement(property_id: str, text: str) -> dict[str, object]:
    value = {"type": "string", "value": text}
    return {"mainsnak": {"snaktype": "value", "property": property_id, "datavalue": value}, "type": "statement"}


STATEMENTS = [text_statement("P1947", "1234"), text_statement("P1163", "image/png")]
LABELS = {"en": "A caption", "de": "Eine Bildunterschrift"}


@pytest.fixture
def filename(uploader: Person) -> str:
    """Give the name of a file that nobody has described."""
    return uploader.upload(picture(), "Described.png").filename


def describe(who: Person, filename: str) -> bool:
    """Merge the statements and captions as the worker does."""
    wiki = CommonsWiki(who.client, who.username)
    return wiki.merge_structured_data(filename, statements=STATEMENTS, labels=LABELS, summary="described").changed


def test_what_is_written_is_read_again(uploader: Person, filename: str) -> None:
    assert describe(uploader, filename)
    known = fetch_structured_data(uploader.client, filename)
    assert known.labels == LABELS
    assert [statement["mainsnak"]["datavalue"]["value"] for statement in known.statements] == ["1234", "image/png"]


def test_merging_again_changes_nothing(uploader: Person, filename: str) -> None:
    describe(uploader, filename)
    revision = fetch_structured_data(uploader.client, filename).revision
    assert not describe(uploader, filename)
    assert fetch_structured_data(uploader.client, filename).revision == revision


def test_a_null_edit_and_a_new_text_keep_what_is_known(uploader: Person, filename: str) -> None:
    describe(uploader, filename)
    before = fetch_structured_data(uploader.client, filename)
    assert null_edit(uploader.client, filename)
    assert fetch_structured_data(uploader.client, filename) == before
    uploader.client.post({"action": "edit"}, {"title": f"File:{filename}", "text": "Another text."})
    after = fetch_structured_data(uploader.client, filename)
    assert (after.statements, after.labels) == (before.statements, before.labels)


def test_a_caption_changed_meanwhile_is_a_conflict_not_lost(wiki: MediaWiki, uploader: Person, filename: str) -> None:
    describe(uploader, filename)
    base = fetch_structured_data(uploader.client, filename).revision
    theirs = person(wiki, "Patroller").client
    apply_structured_data(theirs, filename, statements=[], labels={"en": "Better"}, summary="", base_revision=base)
    with pytest.raises(EditConflictError):
        apply_structured_data(
            uploader.client, filename, statements=[], labels={"en": "Mine"}, summary="", base_revision=base
        )
    assert fetch_structured_data(uploader.client, filename).labels["en"] == "Better"


def test_describing_a_missing_file_says_so(uploader: Person) -> None:
    with pytest.raises(FileMissingError):
        describe(uploader, "No such.png")


def test_an_upload_its_description_and_its_null_edit_are_three_edits(wiki: MediaWiki, uploader: Person) -> None:
    wiki.limit({"edit": {"user": (2, 60)}})
    published = uploader.upload(picture(), "Limited.png")
    describe(uploader, published.filename)
    with pytest.raises(RateLimitedError):
        null_edit(uploader.client, published.filename)


def test_a_description_over_the_limit_is_rate_limited(wiki: MediaWiki, uploader: Person) -> None:
    wiki.limit({"edit": {"user": (1, 60)}})
    published = uploader.upload(picture(), "Limited.png")
    with pytest.raises(RateLimitedError):
        describe(uploader, published.filename)
    assert wiki.refusals() == 1
