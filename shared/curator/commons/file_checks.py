"""Files that Commons would refuse, found before they are sent there.

What a source's server says about a file's kind is not looked at: where it is wrong, the file itself is right.
"""

import os
from pathlib import PurePath
from typing import BinaryIO

from curator.commons.errors import FileRefusedError
from curator.commons.file_kinds import PAGE, is_cut_off, kind_of

MAXIMUM_FILE_BYTES = 5 * 1024**3  # $wgMaxUploadSize of Commons; MediaWiki clamps a larger number silently

# FileRefusedError.code; the first two are MediaWiki's own words
EMPTY = "empty-file"
TOO_LARGE = "file-too-large"
CUT_OFF = "truncated"
WRONG_KIND = "wrong-kind"


def refuse_unfit_file(source: BinaryIO, *, size: int, filename: str) -> None:
    """Read what tells a fit file from others: in the worst case a JPEG's whole length, once.

    Args:
        source: a seekable file; its position changes.
        size: how many bytes it is said to have.
        filename: what it will be called.

    Raises:
        FileRefusedError: it is empty, too large, cut off, or not what its name says; `info` is a sentence for the user.
    """
    refuse_unfit_size(source, size=size)
    extension = PurePath(filename).suffix.removeprefix(".")
    kind = kind_of(source)
    if kind is PAGE:
        raise FileRefusedError("the source sent a web page in place of a file", code=WRONG_KIND)
    if kind is None:
        raise FileRefusedError(f"nothing in the file says that it is what “{filename}” says", code=WRONG_KIND)
    if extension.lower() not in kind.extensions:
        raise FileRefusedError(f"the file is {kind.name}, but its title is “{filename}”", code=WRONG_KIND)
    if is_cut_off(source, kind):
        raise FileRefusedError(f"the file is {kind.name} that ends before its end", code=CUT_OFF)


def refuse_unfit_size(source: BinaryIO, *, size: int) -> None:
    """Compare what the file has with what it is said to have, and with what Commons takes.

    Raises:
        FileRefusedError: it is empty, too large, or has another length than `size`.
    """
    if size < 1:
        raise FileRefusedError("the file is empty", code=EMPTY)
    if size > MAXIMUM_FILE_BYTES:
        raise FileRefusedError(f"the file has {size} bytes; Commons takes 5 GiB at most", code=TOO_LARGE)
    found = source.seek(0, os.SEEK_END)
    if found != size:
        raise FileRefusedError(f"the file has {found} bytes, not {size}", code=CUT_OFF)
