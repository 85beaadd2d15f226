"""The gateway to one S3 bucket: bytes in, bytes out, and addresses that let others do the same for a while.

What it adds: a missing object, an object that is too large and a storage that does not answer are three exceptions; a
read never holds more than it was allowed to; everything is encrypted as it is written. Addresses are signed with s3v4
against the bucket's own region, so a browser is never redirected.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ENCRYPTION: Final = "AES256"
PIECE_BYTES = 64 * 1024  # of an object that is read in pieces
MAX_KEYS_PER_DELETE = 1000  # S3: keys per DeleteObjects
MISSING = frozenset({"404", "NoSuchKey", "NotFound"})  # HEAD has no body, so its code is the status


class ObjectStoreError(Exception):
    """Storage did not do what it was asked; trying again may help.

    Attributes:
        reason: a word of storage's own for it, such as `SlowDown` or `ReadTimeoutError`; names nothing of ours.
    """

    def __init__(self, detail: str, reason: str = "no answer") -> None:
        """Say what happened; `detail` is for the log."""
        super().__init__(f"{detail}: {reason}")
        self.reason = reason


class ObjectNotFoundError(Exception):
    """There is no object of this key."""


class ObjectTooLargeError(Exception):
    """The object has more bytes than the caller wanted to hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectHead:
    """What storage says of an object without giving it."""

    size: int
    content_type: str
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostForm:
    """What a browser posts a file with: the fields first, then the file as the field `file`."""

    url: str
    fields: Mapping[str, str]


class ObjectStore:
    """One bucket."""

    def __init__(self, client: "Callable[[], S3Client]", bucket: str) -> None:
        """Remember the bucket; the client is made at the first request."""
        self._client = client
        self.bucket = bucket

    def put(self, key: str, data: bytes, *, content_type: str, cache_control: str | None = None) -> None:
        """Write an object, in place of an earlier one of this key.

        Raises:
            ObjectStoreError: whether it was written is not known.
        """
        caching: Any = {"CacheControl": cache_control} if cache_control else {}
        with _failures(key):
            self._client().put_object(
                Bucket=self.bucket,
                Key=key,
                Body=data,
                ContentType=content_type,
                ServerSideEncryption=ENCRYPTION,
                **caching,
            )

    def read(self, key: str, *, max_bytes: int) -> bytes:
        """Return an object's bytes.

        Raises:
            ObjectNotFoundError: there is none.
            ObjectTooLargeError: it has more than `max_bytes`; none of them is returned.
            ObjectStoreError: storage did not answer, or stopped in the middle.
        """
        with _failures(key):
            reply = self._client().get_object(Bucket=self.bucket, Key=key)
            body, size = reply["Body"], reply["ContentLength"]
            with body:
                if size > max_bytes:
                    raise ObjectTooLargeError(f"{key} has {size} bytes, {max_bytes} are allowed")
                data = body.read(max_bytes + 1)
        if len(data) != size:
            raise ObjectStoreError(f"{key} should have {size} bytes, {len(data)} came", "incomplete answer")
        return data

    def pieces(self, key: str, *, size: int = PIECE_BYTES) -> Iterator[bytes]:
        """Yield an object's bytes in pieces, of which one at a time is held.

        Raises:
            ObjectNotFoundError: there is none.
            ObjectStoreError: storage did not answer, or stopped in the middle.
        """
        with _failures(key):
            reply = self._client().get_object(Bucket=self.bucket, Key=key)
            left = reply["ContentLength"]
            with reply["Body"] as body:
                while piece := body.read(size):
                    left -= len(piece)
                    yield piece
        if left:
            raise ObjectStoreError(f"{left} bytes of {key} did not come", "incomplete answer")

    def head(self, key: str) -> ObjectHead:
        """Return what is known of an object; raises ObjectNotFoundError or ObjectStoreError."""
        with _failures(key):
            reply = self._client().head_object(Bucket=self.bucket, Key=key)
        return ObjectHead(
            size=reply["ContentLength"],
            content_type=reply.get("ContentType", ""),
            etag=reply.get("ETag", "").strip('"'),
        )

    def remove(self, key: str) -> None:
        """Remove an object, whether it exists or not; raises ObjectStoreError."""
        with _failures(key):
            self._client().delete_object(Bucket=self.bucket, Key=key)

    def delete(self, key: str) -> bool:
        """Remove an object and return whether it existed; raises ObjectStoreError.

        S3 does not tell whether it removed anything, so it is asked before.
        """
        try:
            self.head(key)
        except ObjectNotFoundError:
            return False
        self.remove(key)
        return True

    def delete_many(self, keys: Sequence[str]) -> None:
        """Remove objects, whether they exist or not; raises ObjectStoreError when storage refused any of them."""
        for start in range(0, len(keys), MAX_KEYS_PER_DELETE):
            some = keys[start : start + MAX_KEYS_PER_DELETE]
            with _failures(some[0]):
                reply = self._client().delete_objects(
                    Bucket=self.bucket, Delete={"Objects": [{"Key": key} for key in some], "Quiet": True}
                )
            if refused := reply.get("Errors"):
                raise ObjectStoreError(f"{len(refused)} of {len(some)} refused", refused[0].get("Code", ""))

    def presigned_get(self, key: str, seconds: int) -> str:
        """Return an address under which anybody can read the object for a while. Nothing is asked of storage."""
        return self._client().generate_presigned_url(
            "get_object", Params={"Bucket": self.bucket, "Key": key}, ExpiresIn=seconds
        )

    def presigned_post(self, key: str, *, content_type: str, max_bytes: int, seconds: int) -> PostForm:
        """Return a form with which anybody can write this object, once or again, for a while.

        Storage itself refuses another key, another type, an empty file and one of more than `max_bytes`.
        """
        form = self._client().generate_presigned_post(
            self.bucket,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, max_bytes]],
            ExpiresIn=seconds,
        )
        return PostForm(url=form["url"], fields=form["fields"])


class _failures:  # noqa: N801 - reads as a statement: `with _failures(key):`
    """Turns what the client raises into this module's exceptions."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        match error:
            case ClientError():
                self._refuse(error)
            case BotoCoreError() | OSError():
                raise ObjectStoreError(self._key, type(error).__name__) from error

    def _refuse(self, error: ClientError) -> NoReturn:
        code = error.response.get("Error", {}).get("Code", "")
        if code in MISSING:
            raise ObjectNotFoundError(self._key) from error
        raise ObjectStoreError(self._key, code) from error
