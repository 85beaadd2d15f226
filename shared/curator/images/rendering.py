"""From bytes to stored variants: what the processor and the refresher have in common."""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from curator.foundation.objects import ObjectStore, ObjectStoreError
from curator.images.errors import StorageFailedError
from curator.images.formats import HEAD_BYTES, check_type
from curator.images.headers import check_pixels, read_size
from curator.images.keys import original_key, variant_key
from curator.images.limits import VARIANT_CACHING, VARIANT_TYPE
from curator.images.models import ImageJob, StoredVariant
from curator.images.specification import VariantSpecification
from curator.images.together import Task

if TYPE_CHECKING:
    from curator.images.engine.models import Rendered, RenderedVariant


class Render(Protocol):
    """The engine."""

    def __call__(self, data: bytes, variants: Sequence[VariantSpecification], *, max_pixels: int) -> "Rendered":
        """Return the variants of a picture; raises ImageRejectedError."""


class Rendering:
    """Makes variants and stores them."""

    def __init__(
        self,
        *,
        render: Render,
        originals: ObjectStore,
        variants: ObjectStore,
        max_pixels: int,
        together: Callable[[Sequence[Task]], None],
    ) -> None:
        """Take the engine and the buckets; `together` runs several writes."""
        self._render = render
        self._originals = originals
        self._variants = variants
        self._max_pixels = max_pixels
        self._together = together

    def check(self, data: bytes) -> str:
        """Return what type of image this is, by its first bytes, before anybody decodes it.

        Raises:
            ImageRejectedError: it is none that is taken.
        """
        mime = check_type(data[:HEAD_BYTES])
        if (size := read_size(data, mime)) is not None:
            check_pixels(size, self._max_pixels)
        return mime

    def render(self, data: bytes, variants: Sequence[VariantSpecification]) -> "Rendered":
        """Return the variants; raises ImageRejectedError."""
        return self._render(data, variants, max_pixels=self._max_pixels)

    def store(
        self, job: ImageJob, rendered: "Rendered", *, original: tuple[bytes, str] | None = None
    ) -> dict[str, StoredVariant]:
        """Write the variants, and the original with its type where it is given; return them by name.

        Raises:
            StorageFailedError: not all are written. To write them again is harmless.
        """
        stored = {variant.specification.name: _stored(job, variant) for variant in rendered.variants}
        writes: list[Task] = [
            partial(
                self._variants.put,
                stored[variant.specification.name].key,
                variant.data,
                content_type=VARIANT_TYPE,
                cache_control=VARIANT_CACHING,
            )
            for variant in rendered.variants
        ]
        if original is not None:
            data, mime = original
            writes.append(partial(self._originals.put, original_key(job), data, content_type=mime))
        try:
            self._together(writes)
        except ObjectStoreError as error:
            raise StorageFailedError("write", str(error)) from error
        return stored


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _stored(job: ImageJob, variant: "RenderedVariant") -> StoredVariant:
    return StoredVariant(
        name=variant.specification.name,
        key=variant_key(job, variant.specification),
        width=variant.width,
        height=variant.height,
        size_bytes=len(variant.data),
        sha256=variant.sha256,
        blurhash=variant.blurhash,
        fingerprint=variant.specification.fingerprint,
    )
