"""Reads the body of a request: form fields, file parts on disk, or nothing that can be made sense of."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from local.sandbox.requests import UploadedPart

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
MAXIMUM_FIELD_BYTES = 8 * 1024 * 1024  # wikitext and structured data come as fields
COPY_BYTES = 1024 * 1024


class UnreadableBodyError(Exception):
    """The body is too large or no form."""

    def __init__(self, *, is_too_large: bool) -> None:
        """Tell which of the two."""
        super().__init__("too large" if is_too_large else "not a form")
        self.is_too_large = is_too_large


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What came in the body."""

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, UploadedPart] = field(default_factory=dict)
    signed_text: str = ""  # the part that an OAuth signature covers


@asynccontextmanager
async def read_body(request: Request, *, maximum_bytes: int) -> AsyncIterator[Body]:
    """Read the body; its files are on disk until the block ends.

    Raises:
        UnreadableBodyError: it is too large or no form.
    """
    if int(request.headers.get("content-length") or 0) > maximum_bytes:
        raise UnreadableBodyError(is_too_large=True)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == MULTIPART:
        with tempfile.TemporaryDirectory(prefix="sandbox-") as folder:
            yield await _multipart(request, Path(folder))
        return
    text = (await request.body()).decode("utf-8", errors="replace")
    if kind == URLENCODED:
        yield Body(fields=dict(parse_qsl(text, keep_blank_values=True)), signed_text=text)
    elif text:
        raise UnreadableBodyError(is_too_large=False)
    else:
        yield Body()


async def _multipart(request: Request, folder: Path) -> Body:
    fields: dict[str, str] = {}
    files: dict[str, UploadedPart] = {}
    try:
        async with request.form(max_part_size=MAXIMUM_FIELD_BYTES) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = await _save(value, folder / str(len(files)))
                else:
                    fields[name] = value
    except (MultiPartException, KeyError) as error:
        raise UnreadableBodyError(is_too_large=False) from error
    return Body(fields=fields, files=files)


async def _save(upload: UploadFile, path: Path) -> UploadedPart:
    with path.open("wb") as target:
        while piece := await upload.read(COPY_BYTES):
            target.write(piece)
    return UploadedPart(path=path, filename=upload.filename or "", size=path.stat().st_size)
