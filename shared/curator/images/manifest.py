"""What is told of a finished image: its manifest, laid over what its uploader stored with it."""

from typing import Any

from curator.images.models import ImageJob, StoredVariant


def result_metadata(job: ImageJob) -> dict[str, Any]:
    """Return all metadata of a finished image; what was found out about it wins over what was said."""
    return {
        **job.metadata,
        "dominant_color": job.dominant_color,
        "blurhash": job.blurhash,
        "original_dimensions": {"width": job.width, "height": job.height},
        "original_sha256": job.original_sha256,
        "variants": {name: _line(job, variant) for name, variant in job.variants.items()},
    }


def dimensions(job: ImageJob, size: str) -> dict[str, Any]:
    """Return what is known of one variant, `{}` where there is none."""
    variant = job.variants.get(size)
    return _line(job, variant) if variant else {}


def _line(job: ImageJob, variant: StoredVariant) -> dict[str, Any]:
    return {
        "width": variant.width,
        "height": variant.height,
        "aspect_ratio": job.aspect_ratio,
        "format": "webp",
        "size_bytes": variant.size_bytes,
        "sha256": variant.sha256,
        "blurhash": variant.blurhash,
    }
