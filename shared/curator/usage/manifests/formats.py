"""How a format is registered: which files are its, and where its parser is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from curator.usage.ecosystems import Ecosystem


class Role(StrEnum):
    """What a file is to its repository."""

    MANIFEST = "manifest"  # declares dependencies
    LOCK = "lock"  # says which exact versions were chosen
    SUPPORT = "support"  # is looked at by the parser of another file, and declares nothing by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of file.

    Attributes:
        globs: of the ends of paths, in which `*` stays within one part, as in `requirements/*.txt`.
        parser: where it is, as in `curator.usage.manifests.npm.package_json:parse`; it is imported when a file of this
            format is first read. A Parser for a manifest, a LockParser for a lock file, "" for a supporting file.
    """

    role: Role
    ecosystem: Ecosystem
    globs: tuple[str, ...]
    parser: str = ""


def path_pattern(globs: Iterable[str]) -> re.Pattern[str]:
    """Return what matches the paths that end as any of these globs says."""
    ends = [re.escape(glob).replace(r"\*", "[^/]*") for glob in globs]
    return re.compile(rf"(?:.*/)?(?:{'|'.join(ends)})" if ends else "(?!)", re.DOTALL)
