"""The title blacklist: regular expressions, one a line, on the wiki's own page `MediaWiki:Titleblacklist`."""

import re
from dataclasses import dataclass
from html import escape

PAGE = "MediaWiki:Titleblacklist"
DEFAULT_TEXT = "File:.*DSC_?[0-9]+.* <errmsg=titleblacklist-forbidden-upload>\n.*badword.*\n"
DEFAULT_MESSAGE = "titleblacklist-forbidden-edit"
UPLOAD_MESSAGE = "titleblacklist-forbidden-upload"

_ATTRIBUTES = re.compile(r"\s*<([^<>]*)>\s*$")


@dataclass(frozen=True, slots=True)
class BlacklistEntry:
    """One line of the list."""

    line: str
    pattern: str
    message: str
    is_case_sensitive: bool

    def forbids(self, title: str) -> bool:
        """Tell whether the whole title matches; an underscore means a blank, in the title and in the pattern."""
        flags = re.DOTALL if self.is_case_sensitive else re.DOTALL | re.IGNORECASE
        return re.fullmatch(self.pattern.replace("_", " "), title.replace("_", " "), flags) is not None

    def reason(self, title: str, *, as_html: bool) -> str:
        """Return the sentence that names the title and the line."""
        subject = "The filename" if self.message == UPLOAD_MESSAGE else "The title"
        quoted = f"<code>{escape(self.line, quote=False)}</code>" if as_html else f'"{self.line}"'
        break_ = "\n" if as_html else " "
        return (
            f'{subject} "{title}" has been banned from creation.{break_}'
            f"It matches the following disallowed titles list entry: {quoted}"
        )


def parse(text: str) -> list[BlacklistEntry]:
    """Return the entries of a list; comments, blank lines and lines that are no regular expression are passed over."""
    entries = []
    for raw in text.splitlines():
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        attributes = _ATTRIBUTES.search(line)
        pattern = line[: attributes.start()] if attributes else line
        options = [option.strip() for option in attributes.group(1).split("|")] if attributes else []
        message = next((o.partition("=")[2].strip() for o in options if o.startswith("errmsg")), DEFAULT_MESSAGE)
        try:
            re.compile(pattern)
        except re.error:
            continue
        entries.append(BlacklistEntry(line, pattern, message, "casesensitive" in options))
    return entries


def forbidding_entry(text: str, title: str) -> BlacklistEntry | None:
    """Return the first entry that forbids the title, or None."""
    return next((entry for entry in parse(text) if entry.forbids(title)), None)
