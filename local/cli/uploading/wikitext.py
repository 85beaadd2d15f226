"""The description page of a file, as Commons expects it. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from local.cli.uploading.pages import PAGES, Image, Pages

CAPTION_LENGTH = 250  # characters; Wikibase takes no more
DIGITS = 7  # of a degree: a centimetre

LINK = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]")
MARKUP = re.compile(r"\{\{|\}\}|'{2,}")
CATEGORY = re.compile(r"^\s*\[*\s*(?:category\s*:)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the uploader says about all photographs, and where they come from.

    `description` is wikitext; `categories` are bare names; `collection` is the id of the sequence or album.
    """

    source: str
    collection: str
    description: str = ""
    language: str = "en"
    categories: Sequence[str] = ()

    @property
    def written_in(self) -> str:
        """The language of the description; English where nothing was said."""
        return self.language or "en"

    @property
    def pages(self) -> Pages:
        """How photographs of the source are described."""
        return PAGES[self.source]


def wikitext_of(image: Image, texts: Texts) -> str:
    """Return the page of one photograph."""
    categories = dict.fromkeys((*texts.categories, texts.pages.category))
    place, panorama = _location(image), "{{Pano360}}" if image["camera"].get("is_pano") else ""
    return "\n".join(
        [
            "== {{int:filedesc}} ==",
            _information(image, texts),
            *([place] if place else []),
            *([panorama] if panorama else []),
            "",
            "== {{int:license-header}} ==",
            *texts.pages.licence(image),
            "",
            *(f"[[Category:{name}]]" for name in categories),
        ]
    )


def category_names(typed: Iterable[str]) -> list[str]:
    """Return bare names, each once; they may have been typed with “Category:” or brackets, several in one."""
    parts = (part for text in typed for part in re.split(r"[\n;]", text))
    bare = (CATEGORY.sub("", part).rstrip("] \t").replace("_", " ") for part in parts)
    return list(dict.fromkeys(name for name in (" ".join(one.split()) for one in bare) if name))


def caption_of(image: Image, texts: Texts) -> dict[str, str]:
    """Return the caption: published under CC0, so never somebody else's words; an own file's are the uploader's."""
    own = image.get("description", "") if texts.pages.own_words else ""
    plain = " ".join(MARKUP.sub("", LINK.sub(r"\1", texts.description.strip() or own)).split())
    return {"language": texts.written_in, "value": plain[:CAPTION_LENGTH].strip() or texts.pages.nameless}


def _information(image: Image, texts: Texts) -> str:
    pages = texts.pages
    return "\n".join(
        [
            "{{Information",
            f" |description = {{{{{texts.written_in}|1={texts.description.strip() or pages.description(image)}}}}}",
            f" |date = {pages.date(image)}",
            f" |source = {pages.origin(image, texts.collection)}",
            f" |author = {pages.author(image)}",
            "}}",
        ]
    )


def _location(image: Image) -> str:
    """Return the place; sources that know none write 0, 0."""
    place = image["location"]
    if place["latitude"] == 0 and place["longitude"] == 0:
        return ""
    known = (("alt", place.get("altitude")), ("heading", place.get("compass_angle")))
    attributes = "_".join(f"{name}:{_rounded(value)}" for name, value in known if value is not None)
    where = f"{_rounded(place['latitude'])}|{_rounded(place['longitude'])}"
    return f"{{{{Location|{where}{f'|{attributes}' if attributes else ''}}}}}"


def _rounded(number: float) -> str:
    """Return a number as the template reads it: it does not understand exponents."""
    return f"{number:.{DIGITS}f}".rstrip("0").rstrip(".")
