"""Where objects lie. Names that people chose never stand in a key as they came, but for buckets, which are checked.

    incoming    staging/{image id}_{unix seconds}
    originals   {organisation}/{bucket}/original/{image id}
    variants    {organisation}/{bucket}/processed/{variant}/{fingerprint}/{image id}_{variant}.webp

The fingerprint in a variant's key is that of its specification: with another specification come other keys, so an
address never gives other bytes than it once did, and a repeated delivery writes what is there already.
"""

import hashlib
import re
from collections.abc import Sequence

from curator.images.models import ImageJob
from curator.images.specification import VariantSpecification

STAGING_PREFIX = "staging/"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STAGING = re.compile(rf"{STAGING_PREFIX}({UUID.pattern})_(\d{{1,12}})")
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}")
HASHED = "~"  # no plain name begins so


def staging_key(image_id: str, now: float) -> str:
    """Return where an image waits for its worker."""
    return f"{STAGING_PREFIX}{image_id}_{int(now)}"


def image_id_of(key: str) -> str | None:
    """Return the image that waits under this key of the incoming bucket, or None where the key is not one of ours."""
    found = STAGING.fullmatch(key)
    return found[1] if found else None


def is_id(text: str) -> bool:
    """Whether this may be the id of an image or a job; anything else is unknown without a look."""
    return UUID.fullmatch(text) is not None


def original_key(job: ImageJob) -> str:
    """Return where an image's untouched bytes are kept."""
    return f"{_segment(job.org_id)}/{job.bucket}/original/{job.image_id}"


def variant_key(job: ImageJob, variant: VariantSpecification) -> str:
    """Return where a variant is kept."""
    folder = f"{_segment(job.org_id)}/{job.bucket}/processed/{variant.name}/{variant.fingerprint}"
    return f"{folder}/{job.image_id}_{variant.name}.webp"


def variant_keys(job: ImageJob, variants: Sequence[VariantSpecification]) -> list[str]:
    """Return where all of these variants are kept."""
    return [variant_key(job, variant) for variant in variants]


def _segment(name: str) -> str:
    """Return an organisation's name as it may stand in a key: as it is, or hashed where that could mean a path."""
    return name if PLAIN.fullmatch(name) else HASHED + hashlib.sha256(name.encode()).hexdigest()[:32]
