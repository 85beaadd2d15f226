"""The messages of the category tools, as clients send and receive them."""

import json
from typing import Any

import pytest

from curator.realtime import frames
from curator.realtime.errors import InvalidMessageError
from curator.realtime.frames import MessageOut
from curator.realtime.protocol import (
    MAX_CATEGORY_TEXT,
    CheckCategoriesDeleted,
    CreateCategory,
    FetchRedlinks,
    FetchWantedCategories,
    Message,
    RecategorizeFiles,
    validate,
)

MAX_QUEUE_MESSAGE = 256 * 1024  # bytes, of SQS


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (CheckCategoriesDeleted, {}),
        (CheckCategoriesDeleted, {"data": {"titles": "A"}}),
        (CheckCategoriesDeleted, {"data": {"titles": [7]}}),
        (CheckCategoriesDeleted, {"data": {"titles": [""]}}),
        (CreateCategory, {"data": {"title": "A"}}),
        (CreateCategory, {"data": {"title": "", "text": "x"}}),
        (CreateCategory, {"data": {"title": "A", "text": "x" * (MAX_CATEGORY_TEXT + 1)}}),
        (CreateCategory, {"data": {"title": "A", "text": "half a pair \ud800"}}),
        (CreateCategory, {"data": {"title": "A", "text": "x", "wikidata_qid": 64}}),
        (RecategorizeFiles, {"data": {"source": "A"}}),
        (RecategorizeFiles, {"data": {"source": "A", "target": ""}}),
        (FetchWantedCategories, {"data": {"offset": -1}}),
        (FetchWantedCategories, {"data": {"filter": 7}}),
        (FetchWantedCategories, {"data": None}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else ascii(value)[:70],
)
def test_what_does_not_fit_is_refused(model: type[Message], message: dict[str, Any]) -> None:
    with pytest.raises(InvalidMessageError):
        validate(model, message, {})


def test_what_is_left_out_has_a_default() -> None:
    assert validate(CreateCategory, {"data": {"title": "A", "text": ""}}, {}).data.wikidata_qid is None
    assert validate(CreateCategory, {"data": {"title": "A", "text": "", "wikidata_qid": None}}, {})
    page = validate(FetchWantedCategories, {}, {}).data
    assert (page.offset, page.filter) == (0, None)
    assert validate(FetchWantedCategories, {"data": {"offset": "100", "filter": None}}, {}).data.offset == 100
    assert validate(FetchRedlinks, {"data": {"anything": 1}}, {}) == FetchRedlinks()


def test_the_longest_text_of_a_category_fits_into_a_message_of_the_queue() -> None:
    text = "\U0001f5fa" * MAX_CATEGORY_TEXT  # a map: what JSON needs the most bytes for
    validate(CreateCategory, {"data": {"title": "A", "text": text}}, {})
    assert len(json.dumps(text)) < MAX_QUEUE_MESSAGE


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            frames.categories_deleted(["A_b"]),
            {"type": "CATEGORIES_DELETED_RESPONSE", "data": {"deleted": ["A_b"]}},
        ),
        (
            frames.category_created("Category:A_b"),
            {"type": "CATEGORY_CREATED_RESPONSE", "data": {"title": "Category:A_b"}},
        ),
        (
            frames.recategorize_files_progress("A_b", done=3, changed=2, failed=1),
            {"type": "RECATEGORIZE_FILES_PROGRESS", "data": {"source": "A_b", "done": 3, "changed": 2, "failed": 1}},
        ),
        (
            frames.recategorize_files("A_b", count=2),
            {"type": "RECATEGORIZE_FILES_RESPONSE", "data": {"source": "A_b", "count": 2}},
        ),
        (
            frames.wanted_categories([{"title": "A"}], total=7, updated_at="2026-11-21T00:00:00.000000Z"),
            {
                "type": "WANTED_CATEGORIES_RESPONSE",
                "data": {"items": [{"title": "A"}], "total": 7, "updated_at": "2026-11-21T00:00:00.000000Z"},
            },
        ),
        (
            frames.redlinks([{"title": "A", "linked_from": "B"}], updated_at="2026-11-21T00:00:00.000000Z"),
            {
                "type": "REDLINKS_RESPONSE",
                "data": {
                    "items": [{"title": "A", "linked_from": "B"}],
                    "updated_at": "2026-11-21T00:00:00.000000Z",
                },
            },
        ),
    ],
    ids=lambda value: value["type"],
)
def test_messages_have_the_shape_clients_know(message: MessageOut, expected: MessageOut) -> None:
    assert message == expected
