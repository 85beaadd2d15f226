"""The real photographs the sandbox's sequences are cut from, and whose they are.

They come inside two packages from PyPI, which `photographs.txt` pins; only pictures whose licence the package itself
states, and which anybody may use, are on the list. `PHOTOGRAPHS.md` says the same for people.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One picture: where it is, whose it is, and under which terms."""

    path: str  # below the folder the packages were installed into
    subject: str
    author: str
    licence: str
    source: str

    @property
    def copyright_line(self) -> str:
        """Return what goes into the EXIF copyright field of everything made from the picture."""
        return f"{self.author}, {self.licence}"


CREDITS = (
    Credit(
        path="sklearn/datasets/images/china.jpg",
        subject="A pavilion of the Summer Palace, Beijing",
        author="Daniel Buechele",
        licence="CC BY 2.0",
        source="https://www.flickr.com/photos/danielbuechele/6061409035/",
    ),
    Credit(
        path="skimage/data/coffee.png",
        subject="A cup of coffee at Pikolo Espresso Bar",
        author="Rachel Michetti",
        licence="CC0 1.0",
        source="scikit-image, skimage.data.coffee",
    ),
    Credit(
        path="skimage/data/rocket.jpg",
        subject="A Falcon 9 with DSCOVR at Cape Canaveral",
        author="SpaceX",
        licence="public domain",
        source="https://www.flickr.com/photos/spacexphotos/16511594820/",
    ),
    Credit(
        path="skimage/data/chelsea.png",
        subject="Chelsea the cat",
        author="Stefan van der Walt",
        licence="CC0 1.0",
        source="scikit-image, skimage.data.chelsea",
    ),
    Credit(
        path="skimage/data/astronaut.png",
        subject="The astronaut Eileen Collins",
        author="NASA",
        licence="public domain",
        source="https://flic.kr/p/r9qvLn",
    ),
    Credit(
        path="skimage/data/camera.png",
        subject="A man behind a camera",
        author="Lav Varshney",
        licence="CC0 1.0",
        source="scikit-image, skimage.data.camera",
    ),
    Credit(
        path="skimage/data/brick.png",
        subject="A brick wall",
        author="CC0Textures",
        licence="CC0 1.0",
        source="https://cc0textures.com/view.php?tex=Bricks25",
    ),
)
