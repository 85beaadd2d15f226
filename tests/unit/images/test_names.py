"""Buckets, keys, metadata and file names: what people chose, made harmless."""

import json

import pytest

from curator.images.buckets import bucket_for
from curator.images.errors import (
    BucketRefusedError,
    ImageError,
    MetadataRefusedError,
    NotYourBucketError,
    OrganisationMismatchError,
)
from curator.images.keys import image_id_of, is_id, staging_key
from curator.images.limits import METADATA_BYTES
from curator.images.metadata import clean_filename, parse_metadata
from tests.unit.images.world import ALICE

IMAGE_ID = "0b0f9f5e-8a3c-4a43-9d0a-1c3f5a7b9d10"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("test-uploads", "test-uploads", id="flat"),
        pytest.param("A.b_c-9", "A.b_c-9", id="all that a flat name may hold"),
        pytest.param("a" * 63, "a" * 63, id="as long as may be"),
        pytest.param("system", "system", id="system"),
        pytest.param("system/", "system", id="a slash at the end changes nothing"),
        pytest.param("users/alice/", "users/alice", id="one's own"),
        pytest.param("org-acme/users/alice", "users/alice", id="one's own, with the organisation"),
        pytest.param("org-acme/system/", "system", id="system, with the organisation"),
    ],
)
def test_a_bucket_has_one_name_however_it_is_written(text: str, name: str) -> None:
    bucket = bucket_for(text, ALICE)
    assert (bucket.name, bucket.permission("image:upload")) == (name, None)


@pytest.mark.parametrize("text", ["groups/g1", "groups/g1/", "org-acme/groups/g1/"])
def test_a_groups_bucket_needs_a_permission(text: str) -> None:
    bucket = bucket_for(text, ALICE)
    assert (bucket.name, bucket.permission("image:upload")) == ("groups/g1", "image:upload:group:g1")


@pytest.mark.parametrize(
    ("text", "error", "code"),
    [
        pytest.param("", BucketRefusedError, "VAL_001", id="nothing"),
        pytest.param("a" * 64, BucketRefusedError, "VAL_001", id="too long"),
        pytest.param("-a", BucketRefusedError, "VAL_001", id="begins with a hyphen"),
        pytest.param("a b", BucketRefusedError, "VAL_001", id="a space"),
        pytest.param("a\n", BucketRefusedError, "VAL_001", id="a line break"),
        pytest.param("../x", BucketRefusedError, "VAL_001", id="up"),
        pytest.param("a..b", BucketRefusedError, "VAL_001", id="two dots"),
        pytest.param("users/", BucketRefusedError, "VAL_001", id="nobody's"),
        pytest.param("users/alice/x", BucketRefusedError, "VAL_001", id="below one's own"),
        pytest.param("users/" + "a" * 300, BucketRefusedError, "VAL_001", id="far too long"),
        pytest.param("bücket", BucketRefusedError, "VAL_001", id="not ASCII"),
        pytest.param("users/bob", NotYourBucketError, "AUTH_002", id="another user's"),
        pytest.param("org-acme/users/bob/", NotYourBucketError, "AUTH_002", id="another user's, same organisation"),
        pytest.param("org-other/users/alice", OrganisationMismatchError, "AUTH_003", id="another organisation's"),
        pytest.param("org-other/system", OrganisationMismatchError, "AUTH_003", id="another organisation's system"),
    ],
)
def test_other_buckets_are_refused_each_for_its_reason(text: str, error: type[ImageError], code: str) -> None:
    with pytest.raises(error) as caught:
        bucket_for(text, ALICE)
    assert caught.value.code == code


def test_the_image_is_found_in_its_staged_files_key() -> None:
    key = staging_key(IMAGE_ID, 1_800_000_000.9)
    assert key == f"staging/{IMAGE_ID}_1800000000"
    assert image_id_of(key) == IMAGE_ID


@pytest.mark.parametrize(
    "key",
    ["", "staging/", f"{IMAGE_ID}_1", f"staging/{IMAGE_ID}", f"staging/{IMAGE_ID}_x", f"staging/{IMAGE_ID}_1/x", "a/b"],
)
def test_a_foreign_key_names_no_image(key: str) -> None:
    assert image_id_of(key) is None


def test_only_a_uuid_is_an_id() -> None:
    assert is_id(IMAGE_ID)
    assert not [text for text in ("", "x", IMAGE_ID + "\n", IMAGE_ID[:-1], "*" * 36) if is_id(text)]


def nested(depth: int) -> str:
    """Return objects in objects."""
    return '{"a":' * depth + "1" + "}" * depth


def test_metadata_may_be_five_levels_deep_and_no_more() -> None:
    assert parse_metadata(nested(5)) == json.loads(nested(5))
    with pytest.raises(MetadataRefusedError) as caught:
        parse_metadata(nested(6))
    assert (caught.value.status, caught.value.code) == (422, "VAL_002")
    assert caught.value.public_message == "Metadata too deep. Maximum allowed: 5 levels"


def test_arrays_count_as_levels_and_bottomless_input_is_refused() -> None:
    with pytest.raises(MetadataRefusedError):
        parse_metadata('{"a":[[[[[1]]]]]}')
    with pytest.raises(MetadataRefusedError):
        parse_metadata('{"a":' + "[" * 8000 + "]" * 8000 + "}")


def test_metadata_may_have_sixteen_kibibytes_and_no_more() -> None:
    fitting = json.dumps({"a": "x" * (METADATA_BYTES - len('{"a": ""}'))})
    assert len(fitting) == METADATA_BYTES
    assert len(parse_metadata(fitting)["a"]) == METADATA_BYTES - 9
    with pytest.raises(MetadataRefusedError, match="16 KiB"):
        parse_metadata(fitting + " ")
    with pytest.raises(MetadataRefusedError):
        parse_metadata(json.dumps({"a": "ä" * 9000}, ensure_ascii=False))


def test_half_characters_become_question_marks() -> None:
    assert parse_metadata('{"a": "\\ud800 b"}') == {"a": "? b"}


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        pytest.param("photo.jpg", "photo.jpg", id="plain"),
        pytest.param("C:\\Users\\me\\photo.jpg", "photo.jpg", id="a path of Windows"),
        pytest.param("../../etc/passwd", "passwd", id="a path upwards"),
        pytest.param("a\x00b\r\nc\x7f.jpg", "abc.jpg", id="control characters"),
        pytest.param("photo\u202egpj.exe", "photogpj.exe", id="written from right to left"),
        pytest.param("\ud800.jpg", ".jpg", id="half a character"),
        pytest.param("Größe 東京.jpg", "Größe 東京.jpg", id="letters of the world"),
        pytest.param("x" * 300, "x" * 255, id="too long"),
        pytest.param("", "image", id="none"),
        pytest.param("///", "image", id="nothing but slashes"),
    ],
)
def test_a_file_name_is_for_people_to_read(name: str, clean: str) -> None:
    assert clean_filename(name) == clean
