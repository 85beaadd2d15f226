"""Structured data of a file: its statements and captions, read and written through Wikibase's API.

Files are named by title, which saves a look-up of the page id. Read as `statements`, the list is called `claims` on
writing; Wikibase ignores the wrong name without a word.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from curator.commons.client import CommonsClient
from curator.commons.errors import FileMissingError
from curator.commons.titles import file_title

Statement = dict[str, Any]

NO_SUCH_FILE = "-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class StructuredData:
    """What a file says about itself; empty for a file nobody has described.

    Attributes:
        statements: in the order Commons gives them, each with its `id`.
        labels: language code to caption.
        revision: of the page, to base an edit on; None where Commons did not say.
        page_id: of the file's page; its entity is `M` and this number.
    """

    statements: list[Statement] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    revision: int | None = None
    page_id: int | None = None


def fetch_structured_data(client: CommonsClient, filename: str) -> StructuredData:
    """Read the statements and captions of a file.

    Raises:
        FileMissingError: there is no such file, or a replica has not heard of it yet.
    """
    reply = client.get(
        {
            "action": "wbgetentities",
            "sites": client.settings.commons_site_id,
            "titles": file_title(filename),
            "props": "claims|labels|info",
        }
    )
    entities: dict[str, Any] = reply.get("entities") or {}
    entity_id = next(iter(entities), NO_SUCH_FILE)
    if entity_id == NO_SUCH_FILE:
        raise FileMissingError(file_title(filename), code="missing")
    entity = entities[entity_id]
    # A file without structured data has `"missing": ""`, and PHP writes empty maps as [].
    return StructuredData(
        statements=[statement for group in dict(entity.get("statements") or {}).values() for statement in group],
        labels={language: label["value"] for language, label in dict(entity.get("labels") or {}).items()},
        revision=entity.get("lastrevid"),
        page_id=int(entity_id.removeprefix("M")),
    )


def tidied_captions(labels: Mapping[str, str]) -> dict[str, str]:
    """Return the captions as Wikibase keeps them, on one line, without empty ones: those would delete what is there."""
    one_line = {language: " ".join(caption.split()) for language, caption in labels.items()}
    return {language: caption for language, caption in one_line.items() if caption}


def apply_structured_data(
    client: CommonsClient,
    filename: str,
    *,
    statements: Sequence[Statement],
    labels: Mapping[str, str],
    summary: str,
    base_revision: int | None = None,
) -> int | None:
    """Write statements and captions; return the page's new revision, or None, without an edit, when there are none.

    A statement with an `id` replaces the one of that id; one without is added, **again** if it was there before. So
    this is not repeatable as it stands: after `UnknownOutcomeError` fetch, merge and apply anew.

    Args:
        client: acts for the uploader.
        filename: with or without `File:`.
        statements: all that shall be added or replaced; others stay.
        labels: language code to caption; others stay.
        summary: of the edit.
        base_revision: what the statements were merged with; another edit of the same part since then is a conflict.

    Raises:
        EditConflictError: fetch, merge and apply anew.
        StructuredDataRefusedError: one of them is malformed; nothing was written.
        UnknownOutcomeError: it may have been written.
    """
    data: dict[str, Any] = {}
    if statements:
        data["claims"] = list(statements)
    if captions := tidied_captions(labels):
        data["labels"] = [{"language": language, "value": text} for language, text in captions.items()]
    if not data:
        return None
    fields = {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":")), "summary": summary}
    if base_revision is not None:
        fields["baserevid"] = str(base_revision)
    params = {"action": "wbeditentity", "site": client.settings.commons_site_id, "title": file_title(filename)}
    reply = client.post(params, fields, repeatable=False)
    return int(reply["entity"]["lastrevid"])
