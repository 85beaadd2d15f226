"""A decoded picture in memory, and libvips set up for a function that works on one picture at a time."""

from dataclasses import dataclass
from typing import Any

import pyvips

# More threads than one make a picture no sooner on the one processor a function has, and cost a fifth more of it.
pyvips.concurrency_set(1)
# No picture comes twice; a cache would only hold on to memory.
pyvips.cache_set_max(0)
# libvips reads dozens of formats. Whatever bytes come, only the three that are taken may reach a decoder.
pyvips.operation_block_set("VipsForeignLoad", True)
for _loader in ("VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"):
    pyvips.operation_block_set(_loader, False)


@dataclass(frozen=True, slots=True)
class Pixels:
    """Rows of eight-bit samples, upright and in sRGB.

    Attributes:
        data: the samples, as a writable buffer.
        width: in pixels.
        height: in pixels.
        bands: 3 (red, green, blue) or 4 (and alpha).
    """

    data: Any
    width: int
    height: int
    bands: int

    @classmethod
    def computed(cls, image: pyvips.Image) -> "Pixels":
        """Return what a chain of operations makes; all of the work is done here.

        Raises:
            pyvips.Error: it cannot be done.
        """
        return cls(image.write_to_memory(), image.width, image.height, image.bands)

    def image(self) -> pyvips.Image:
        """Return the picture for further operations. No byte is copied."""
        image = pyvips.Image.new_from_memory(self.data, self.width, self.height, self.bands, "uchar")
        return image.copy(interpretation="srgb")

    def resized(self, width: int, height: int) -> "Pixels":
        """Return the picture in a smaller size, this one if the size is the same."""
        if (width, height) == (self.width, self.height):
            return self
        return Pixels.computed(self.image().thumbnail_image(width, height=height, size="force"))
