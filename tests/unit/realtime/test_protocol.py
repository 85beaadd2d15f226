"""Which messages are taken, as clients in the field rely on it."""

from typing import Any

import pytest

from curator.realtime.errors import InvalidMessageError
from curator.realtime.protocol import (
    SOURCE_NAMES,
    FetchBatches,
    FetchImages,
    Message,
    OfBatch,
    SubscribeBatchesList,
    UploadSlice,
    validate,
)

CONTEXT = {SOURCE_NAMES: ("mapillary",)}
ITEM = {"id": "1000", "input": "seq1", "title": "My photo 0.jpg", "wikitext": "== x =="}


def slice_of(*items: dict[str, Any], **data: Any) -> dict[str, Any]:
    return {"data": {"batchid": 1, "sliceid": 0, "items": list(items), **data}}


@pytest.mark.parametrize("number", [7, "7", 7.0], ids=["int", "text", "float"])
def test_integers_are_lax(number: object) -> None:
    assert validate(OfBatch, {"data": number}, CONTEXT).data == 7


def test_true_is_the_integer_one() -> None:
    assert validate(OfBatch, {"data": True}, CONTEXT).data == 1


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (OfBatch, {}),
        (OfBatch, {"data": None}),
        (OfBatch, {"data": 7.5}),
        (OfBatch, {"data": "seven"}),
        (OfBatch, {"data": -1}),
        (OfBatch, {"data": 2**53}),
        (OfBatch, {"data": [7]}),
        (FetchImages, {"data": 7, "handler": "mapillary"}),
        (FetchImages, {"data": "", "handler": "mapillary"}),
        (FetchImages, {"data": "seq"}),
        (FetchImages, {"data": "seq", "handler": "flickr"}),
        (FetchImages, {"data": "seq", "handler": "Mapillary"}),
        (FetchImages, {"data": "\ud800", "handler": "mapillary"}),
        (UploadSlice, slice_of(ITEM, handler="nowhere")),
        (UploadSlice, slice_of({**ITEM, "id": 1000})),
        (UploadSlice, slice_of({**ITEM, "wikitext": None})),
        (UploadSlice, slice_of({**ITEM, "wikitext": "half a pair \udfff"})),
        (UploadSlice, slice_of({**ITEM, "labels": {"language": "en"}})),
        (UploadSlice, {"data": {"batchid": 1, "items": [ITEM]}}),
        (FetchBatches, {}),
        (FetchBatches, {"data": {"page": 0}}),
        (FetchBatches, {"data": {"limit": 0}}),
        (FetchBatches, {"data": {"userid": 12}}),
        (FetchBatches, {"data": {"filter": "x" * 256}}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else ascii(value)[:70],
)
def test_what_does_not_fit_is_refused(model: type[Message], message: dict[str, Any]) -> None:
    with pytest.raises(InvalidMessageError):
        validate(model, message, CONTEXT)


def test_a_refusal_names_places_but_no_values() -> None:
    with pytest.raises(InvalidMessageError) as raised:
        validate(FetchImages, {"data": 7, "handler": "a private word"}, CONTEXT)
    assert "data" in str(raised.value)
    assert "private" not in str(raised.value)
    assert raised.value.public_message == "Invalid message format"


def test_unknown_keys_are_ignored() -> None:
    message = slice_of({**ITEM, "sdc": []}, extra=1)
    assert validate(UploadSlice, {**message, "nonce": "x"}, CONTEXT).data.items[0].id == "1000"


def test_what_is_left_out_has_a_default() -> None:
    page = validate(FetchBatches, {"data": {}}, CONTEXT).data
    assert (page.page, page.limit, page.userid, page.filter) == (1, 100, None, None)
    part = validate(UploadSlice, slice_of(ITEM), CONTEXT).data
    assert (part.handler, part.items[0].labels, part.items[0].copyright_override) == ("mapillary", None, False)
    assert validate(SubscribeBatchesList, {}, CONTEXT).data.userid is None


def test_nulls_stand_for_what_is_left_out() -> None:
    item = {**ITEM, "labels": None, "copyright_override": None}
    assert validate(UploadSlice, slice_of(item), CONTEXT).data.items[0].labels is None
    assert validate(FetchBatches, {"data": {"userid": None, "filter": None}}, CONTEXT).data.userid is None
