"""The size of a variant: whole numbers only, so that no pixel is lost to rounding."""


def fit(width: int, height: int, limit: int) -> tuple[int, int]:
    """Return the size of a picture whose longer side is at most `limit` pixels. It is never enlarged.

    The shorter side is cut off to whole pixels, not rounded, and is one pixel at least.
    """
    longer, shorter = max(width, height), min(width, height)
    if longer <= limit:
        return width, height
    shortened = max(1, limit * shorter // longer)
    return (limit, shortened) if width >= height else (shortened, limit)
