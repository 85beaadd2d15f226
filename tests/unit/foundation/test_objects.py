"""The gateway to a bucket on moto, and the bucket in memory, which has to answer in the same way."""

import base64
import json
from collections.abc import Iterator
from typing import Any
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    IncompleteReadError,
    ReadTimeoutError,
)
from moto import mock_aws

from curator.foundation import aws
from curator.foundation.objects import (
    ObjectHead,
    ObjectNotFoundError,
    ObjectStore,
    ObjectStoreError,
    ObjectTooLargeError,
)
from tests.fakes.buckets import REGION, bucket
from tests.fakes.objects import MemoryObjects

KEY = "acme/b/original/a b+ü.webp"


@pytest.fixture(params=["memory", "moto"])
def store(request: pytest.FixtureRequest) -> Iterator[ObjectStore]:
    if request.param == "memory":
        yield MemoryObjects()
        return
    with mock_aws():
        yield bucket("some-bucket")


def test_what_is_written_is_read_and_described(store: ObjectStore) -> None:
    store.put(KEY, b"one", content_type="text/plain")
    store.put(KEY, b"12345", content_type="image/webp")
    assert store.read(KEY, max_bytes=5) == b"12345"
    etag = "827ccb0eea8a706c4c34a16891f84e7b"
    assert store.head(KEY) == ObjectHead(size=5, content_type="image/webp", etag=etag)


def test_an_object_is_read_in_pieces(store: ObjectStore) -> None:
    store.put(KEY, b"12345", content_type="text/plain")
    assert list(store.pieces(KEY, size=2)) == [b"12", b"34", b"5"]
    with pytest.raises(ObjectNotFoundError):
        list(store.pieces("other"))


def test_more_bytes_than_the_reader_wants_are_not_held(store: ObjectStore) -> None:
    store.put(KEY, b"12345", content_type="text/plain")
    with pytest.raises(ObjectTooLargeError):
        store.read(KEY, max_bytes=4)


def test_what_is_not_there_is_not_found(store: ObjectStore) -> None:
    with pytest.raises(ObjectNotFoundError):
        store.read(KEY, max_bytes=1)
    with pytest.raises(ObjectNotFoundError):
        store.head(KEY)


def test_removing_tells_whether_there_was_anything(store: ObjectStore) -> None:
    store.put(KEY, b"1", content_type="text/plain")
    assert [store.delete(KEY), store.delete(KEY)] == [True, False]
    store.remove(KEY)


def test_many_are_removed_at_once_whether_they_exist_or_not(store: ObjectStore) -> None:
    keys = [f"k/{number}" for number in range(3)]
    for key in keys:
        store.put(key, b"1", content_type="text/plain")
    store.delete_many([])
    store.delete_many([*keys[:2], "k/other"])
    assert [store.delete(key) for key in keys] == [False, False, True]


@pytest.fixture
def real() -> Iterator[ObjectStore]:
    """Give a bucket in moto."""
    with mock_aws():
        yield bucket("some-bucket")


def test_objects_are_encrypted_and_carry_what_readers_are_told(real: ObjectStore) -> None:
    real.put(KEY, b"1", content_type="image/webp", cache_control="public, max-age=31536000, immutable")
    reply = boto3.client("s3", region_name=REGION).get_object(Bucket="some-bucket", Key=KEY)
    assert (reply["ServerSideEncryption"], reply["ContentType"]) == ("AES256", "image/webp")
    assert reply["CacheControl"] == "public, max-age=31536000, immutable"


def test_more_keys_than_a_request_takes_are_removed_in_several(real: ObjectStore) -> None:
    real.put("k/1500", b"1", content_type="text/plain")
    real.delete_many([f"k/{number}" for number in range(1501)])
    assert real.delete("k/1500") is False


# scenario images-61
def test_an_address_is_signed_for_the_buckets_own_region_and_expires(real: ObjectStore) -> None:
    address = urlsplit(real.presigned_get(KEY, 3600))
    query = parse_qs(address.query)
    assert (address.scheme, address.netloc) == ("https", "some-bucket.s3.eu-central-1.amazonaws.com")
    assert address.path == "/acme/b/original/a%20b%2B%C3%BC.webp"
    assert (query["X-Amz-Expires"], query["X-Amz-Algorithm"]) == (["3600"], ["AWS4-HMAC-SHA256"])


def test_a_form_fixes_key_type_and_size(real: ObjectStore) -> None:
    form = real.presigned_post("staging/1", content_type="image/jpeg", max_bytes=10_485_760, seconds=300)
    policy = json.loads(base64.b64decode(form.fields["policy"]))
    assert form.url == "https://some-bucket.s3.eu-central-1.amazonaws.com/"
    assert (form.fields["key"], form.fields["Content-Type"]) == ("staging/1", "image/jpeg")
    assert {"Content-Type": "image/jpeg"} in policy["conditions"]
    assert {"key": "staging/1"} in policy["conditions"]
    assert ["content-length-range", 1, 10_485_760] in policy["conditions"]


def refused(code: str) -> ClientError:
    """Return what the client raises of an error of storage's own."""
    return ClientError({"Error": {"Code": code}}, "GetObject")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        pytest.param(refused("SlowDown"), "SlowDown", id="too busy"),
        pytest.param(refused("InternalError"), "InternalError", id="5xx"),
        pytest.param(refused("AccessDenied"), "AccessDenied", id="not allowed"),
        pytest.param(ClientError({}, "GetObject"), "", id="an answer without a word"),
        pytest.param(ConnectTimeoutError(endpoint_url="x"), "ConnectTimeoutError", id="no connection in time"),
        pytest.param(EndpointConnectionError(endpoint_url="x"), "EndpointConnectionError", id="no connection"),
        pytest.param(ReadTimeoutError(endpoint_url="x"), "ReadTimeoutError", id="no answer in time"),
        pytest.param(ConnectionResetError(), "ConnectionResetError", id="hung up"),
    ],
)
@pytest.mark.parametrize(
    ("call", "kind"),
    [
        pytest.param("get_object", lambda store: store.read(KEY, max_bytes=1), id="read"),
        pytest.param("put_object", lambda store: store.put(KEY, b"1", content_type="x"), id="put"),
        pytest.param("head_object", lambda store: store.head(KEY), id="head"),
        pytest.param("delete_object", lambda store: store.remove(KEY), id="remove"),
        pytest.param("delete_objects", lambda store: store.delete_many([KEY]), id="delete many"),
    ],
)
def test_storage_that_fails_is_one_exception_however_it_fails(
    call: str, kind: Any, fault: Exception, reason: str
) -> None:
    client = mock.Mock(**{f"{call}.side_effect": fault})
    with pytest.raises(ObjectStoreError) as caught:
        kind(ObjectStore(lambda: client, "bucket"))
    assert caught.value.reason == reason


class Body:
    """An answer's body."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self._parts = list(parts)

    def __enter__(self) -> "Body":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, _: int) -> bytes:
        part = self._parts.pop(0)
        if isinstance(part, Exception):
            raise part
        return part


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(Body(b"123"), id="too short"),
        pytest.param(Body(IncompleteReadError(actual_bytes=3, expected_bytes=5)), id="cut off"),
        pytest.param(Body(ReadTimeoutError(endpoint_url="x")), id="stopped"),
    ],
)
def test_an_answer_that_ends_early_is_no_object(body: Body) -> None:
    client = mock.Mock(**{"get_object.return_value": {"Body": body, "ContentLength": 5}})
    with pytest.raises(ObjectStoreError):
        ObjectStore(lambda: client, "bucket").read(KEY, max_bytes=10)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(Body(b"123", b""), id="too short"),
        pytest.param(Body(b"123", IncompleteReadError(actual_bytes=3, expected_bytes=5)), id="cut off"),
    ],
)
def test_pieces_that_end_early_are_a_failure_after_those_that_came(body: Body) -> None:
    client = mock.Mock(**{"get_object.return_value": {"Body": body, "ContentLength": 5}})
    pieces = ObjectStore(lambda: client, "bucket").pieces(KEY)
    assert next(pieces) == b"123"
    with pytest.raises(ObjectStoreError):
        next(pieces)


def test_a_removal_that_is_refused_in_part_is_a_failure() -> None:
    client = mock.Mock(**{"delete_objects.return_value": {"Errors": [{"Key": KEY, "Code": "InternalError"}]}})
    with pytest.raises(ObjectStoreError) as caught:
        ObjectStore(lambda: client, "bucket").delete_many([KEY])
    assert caught.value.reason == "InternalError"


def test_the_client_gives_up_in_time() -> None:
    aws.s3.cache_clear()
    config: Any = aws.s3().meta.config
    assert (config.connect_timeout, config.read_timeout, config.signature_version) == (2, 10, "s3v4")
