"""Category links in wikitext: `[[Category:Name|sort key]]`."""

import re

_BLANKS = re.compile("[ _]+")


def recategorised(wikitext: str, *, source: str, target: str) -> str:
    """Return the text with its links to one category made links to another; sort keys stay.

    MediaWiki reads `[[category: some_name ]]` as `[[Category:Some name]]`: the namespace in any case, blanks and
    underscores alike, the name's first letter in either case. A link that only shows the category, `[[:Category:…]]`,
    is no membership and stays, and so does one in a comment or `<nowiki>`.

    Args:
        wikitext: of a page.
        source: the category's name, without `Category:`.
        target: the other's, likewise.
    """
    new_name = _BLANKS.sub(" ", target).strip()

    def moved(link: re.Match[str]) -> str:
        if link["untouched"]:
            return link[0]
        return f"[[Category:{new_name}{link['sort_key'] or ''}]]"

    return _links_to(source).sub(moved, wikitext)


def _links_to(name: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in _BLANKS.split(name.strip(" _"))]
    first = words[0][:1]
    if first.isalpha():
        words[0] = f"[{first.lower()}{first.upper()}]" + words[0][1:]
    return re.compile(
        r"(?P<untouched><!--.*?-->|<nowiki>.*?</nowiki>)"
        rf"|\[\[[ _]*(?i:category)[ _]*:[ _]*{'[ _]+'.join(words)}[ _]*(?P<sort_key>\|[^\[\]]*)?\]\]",
        re.DOTALL,
    )
